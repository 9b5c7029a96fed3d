"""init-activation-mismatch: weights that are drawn for another activation."""

from __future__ import annotations

from lintrain.architecture import Initialised
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

RELUS = {"ReLU", "ReLU6", "LeakyReLU"}
SATURATING = {"Tanh", "Sigmoid"}
WRONG = {"Xavier": RELUS, "He": SATURATING}
HELP = {
    "Xavier": 'Use `nn.init.kaiming_uniform_(weight, nonlinearity="relu")`, or pass a gain.',
    "He": 'Use `nn.init.xavier_uniform_(weight, gain=nn.init.calculate_gain("tanh"))`.',
}


class InitActivationMismatch(StateRule[None, Initialised]):
    """The scale of the initial weights is that for another activation.

    What it does
    ------------
    Reports `nn.init.xavier_uniform_` and `xavier_normal_` without a gain on layers that feed a ReLU, a
    ReLU6 or a LeakyReLU, and `kaiming_uniform_` and `kaiming_normal_` for ReLU on hidden layers that
    feed a tanh or a sigmoid.

    Why is this bad?
    ----------------
    Xavier's variance keeps a signal's size where the activation is the identity around zero. ReLU
    deletes half of it: behind every layer the variance is halved, and behind 30 layers the signal is
    2^15 times smaller in scale. He et al. could train a rectifier network of 30 layers with their
    variance, twice as large, and not at all with Xavier's. The other way round, doubled variance
    drives tanh and sigmoid into saturation, where gradients vanish.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 5))
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 5))
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe: the model begins elsewhere, and a run that was tuned with the old weights may
    need another learning rate. It turns `xavier_uniform_(w)` into `kaiming_uniform_(w,
    nonlinearity="relu")` (with `a=slope` for a leaky ReLU), and `kaiming_uniform_(w)` into
    `xavier_uniform_(w, gain=nn.init.calculate_gain("tanh"))`; the normal ones likewise.

    Nothing is changed where the function has a name of its own, where several activations or slopes
    are fed, and where a generator is passed.

    At run time
    -----------
    The four functions of `torch.nn.init` are observed. The first backward looks at the graph of the
    loss, as far as 2,000 operations, for the activations that the weights feed, if these are as they
    were drawn. The predicate is the same; told where the weights were drawn. No value is read.

    Exceptions
    ----------
    Off by default: shallow networks do not mind. Silent

    - where a gain, a slope `a` or a `nonlinearity` for something else is passed;
    - where a normalisation stands between the layer and the activation: it sets the scale;
    - where one call serves layers in front of ReLUs and in front of other activations;
    - for the output layer with its sigmoid or tanh, and for GELU, SiLU, ELU and their like;
    - for layers that anything else in the file initialises as well, and activations that are
      chosen elsewhere.

    References
    ----------
    - X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
      networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html
    - K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015,
      https://arxiv.org/abs/1502.01852
    - PyTorch, `torch.nn.init`, https://docs.pytorch.org/docs/stable/nn.init.html
    """

    code = "LT704"
    name = "init-activation-mismatch"
    severity = Severity.ADVICE
    default = False
    screen = ((b"xavier_", b"kaiming_"), (b"elu", b"eLU", b"ELU", b"anh", b"igmoid"))
    event = Initialised

    def violates(self, before: None, event: Initialised) -> bool:
        return bool(event.activations) and WRONG[event.scheme].issuperset(event.activations)

    def verdict(self, before: None, event: Initialised) -> Verdict:
        activation = event.activations[0]
        witness = [Witness("scheme", event.at, "", event.scheme)]
        if len(event.activations) == 1:
            witness.append(Witness("activation", event.at, "", activation))
        if event.slope is not None:
            witness.append(Witness("slope", event.at, "", str(event.slope)))
        for name, at in (("layer", event.layer_at), ("act", event.activation_at)):
            if at is not None:
                label = "a layer that gets these weights" if name == "layer" else "it feeds this activation"
                witness.append(Witness(name, at, label))
        return Verdict(
            event.at,
            f"weights drawn by {event.scheme} feed a `{activation}`: their scale is for another activation",
            HELP[event.scheme],
            tuple(witness),
        )
