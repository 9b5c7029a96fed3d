"""activation-drift: activations that grow or fade from layer to layer."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.measurements import ActivationScale
from lintrain.rule import StateRule, Verdict

FACTOR = 10.0
"""Across the whole depth: an initialisation that keeps the variance stays within two."""


class ActivationDrift(StateRule[None, ActivationScale]):
    """At the first step, activations grow or shrink by more than a factor of ten across the model.

    What it does
    ------------
    Compares the size of the outputs of a model's last hidden layer with those of its first, on the
    first batch, and reports a factor of more than ten either way.

    Why is this bad?
    ----------------
    A good initialisation keeps the variance of activations from layer to layer. Where each layer
    multiplies it by 0.4, ten layers leave a ten-thousandth, and the gradients on their way back
    meet the same factors. Half precision overflows early where they grow. The training starts
    slowly or not at all, and what helps is not the rate but initialisation by fan-in (He for ReLU,
    Xavier for tanh), normalisation layers, or residual branches that start small.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    layers = [layer for _ in range(6) for layer in (nn.Linear(32, 32), nn.ReLU())]
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), *layers, nn.Linear(32, 5))
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.1)
            nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
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
    layers = [layer for _ in range(6) for layer in (nn.Linear(32, 32), nn.ReLU())]
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), *layers, nn.Linear(32, 5))
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Initialise by fan-in for the activation that follows, or normalise.

    At run time
    -----------
    At step 0 the root mean square of the outputs of each layer with weights is taken, in the order
    of the calls, without the last one, which produces the model's own output. The predicate holds
    for last over first above 10 or below 1/10.

    Exceptions
    ----------
    Off by default: PyTorch's own initialisation of `nn.Linear` lets plain networks fade by this
    much within three layers, and short ones train all the same. Silent after step 0, for models of
    fewer than three such layers, and for outputs that are all zero.

    References
    ----------
    - K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015, section 2.2,
      https://arxiv.org/abs/1502.01852
    - X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
      networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html
    - D. Mishkin and J. Matas, "All you need is a good init", ICLR 2016,
      https://arxiv.org/abs/1511.06422
    """

    code = "LTR07"
    name = "activation-drift"
    severity = Severity.ADVICE
    default = False
    static = False
    event = ActivationScale

    def concerns(self, before: None, event: ActivationScale) -> bool:
        return event.step == 0 and event.usual is not None and min(event.value, event.usual) > 0

    def violates(self, before: None, event: ActivationScale) -> bool:
        assert event.usual is not None  # concerns() asked for it
        return max(event.value, event.usual) > FACTOR * min(event.value, event.usual)

    def verdict(self, before: None, event: ActivationScale) -> Verdict:
        assert event.usual is not None  # concerns() asked for it
        way = "grow" if event.value > event.usual else "shrink"
        return Verdict(
            event.at,
            f"activations {way} from {event.usual:.2g} at `{event.first}` "
            f"to {event.value:.2g} at `{event.name}`",
            "Initialise by fan-in for the activation in use, or add normalisation.",
        )
