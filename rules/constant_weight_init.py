"""constant-weight-init: layers whose units all begin as the same unit."""

from __future__ import annotations

from lintrain.architecture import ConstantWeights
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class ConstantWeightInit(StateRule[None, ConstantWeights]):
    """The weights of layers that follow one another are set to one number.

    What it does
    ------------
    Reports `nn.init.zeros_`, `ones_` and `constant_`, and `weight.data.fill_(c)` or `zero_()`, on the
    weight matrices of two `nn.Linear` or convolution layers of which one feeds the other: through a
    function that is applied to all layers of a model, through a loop over its `modules()`, or layer
    by layer.

    Why is this bad?
    ----------------
    Units with equal weights on both sides compute the same and get the same gradient, at every step:
    a layer of 512 units learns what a layer of one unit can learn. With zeros nothing passes back at
    all, and only the last bias is trained. The initial weights have to "break symmetry"; what PyTorch
    draws for a layer by itself does. Biases may begin at zero.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.Tanh(), nn.Linear(32, 5))


    def init(layer):
        if isinstance(layer, nn.Linear):
            nn.init.constant_(layer.weight, 0.01)
            nn.init.zeros_(layer.bias)


    model.apply(init)
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
    model = nn.Sequential(nn.Linear(20, 32), nn.Tanh(), nn.Linear(32, 5))


    def init(layer):
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight, gain=nn.init.calculate_gain("tanh"))
            nn.init.zeros_(layer.bias)


    model.apply(init)
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
    There is no fix. Which distribution fits is a question of the activations; to leave the weights as
    PyTorch draws them is a good answer.

    At run time
    -----------
    The first backward looks at the graph of the loss, as far as 2,000 operations, for layers of which
    one feeds the other through activations and normalisations alone. Their weights are read once,
    all together. The predicate holds when each of two such layers has one value in its whole matrix.
    Told under the backward.

    Exceptions
    ----------
    Off by default: a program that sets constants may well mean them. Silent for

    - a single layer between others that are drawn at random: output layers and heads, the last layer
      of a residual branch, gates, adapters (LoRA, ControlNet, adaLN-Zero), which begin at zero on
      purpose;
    - biases, scales of normalisations, and parallel heads that do not feed each other;
    - layers that anything else in the file initialises as well, and under a condition;
    - classes that speak of loading, copying or freezing weights, and programs that compare numbers
      as tests do.

    Random biases tell the units apart a little, and so does dropout. It is reported all the same.

    References
    ----------
    - I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press, 2016, section 8.4 (the initial
      parameters need to "break symmetry"), https://www.deeplearningbook.org/contents/optimization.html
    - X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
      networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html
    - PyTorch, `torch.nn.init`, https://docs.pytorch.org/docs/stable/nn.init.html
    """

    code = "LT705"
    name = "constant-weight-init"
    severity = Severity.ADVICE
    default = False
    screen = ((b"weight",), (b"zeros_", b"ones_", b"constant", b"fill_", b"zero_"), (b"nn",))
    event = ConstantWeights

    def violates(self, before: None, event: ConstantWeights) -> bool:
        return True

    def verdict(self, before: None, event: ConstantWeights) -> Verdict:
        places = (event.layer_at, "a layer that gets them"), (event.after_at, "the layer that it feeds")
        return Verdict(
            event.at,
            f"the weights of a `{event.layer}` and of the `{event.after}` that it feeds are all one number",
            "Draw the weights at random; let the biases alone be constant.",
            tuple(Witness("layer", at, label) for at, label in places if at is not None),
        )
