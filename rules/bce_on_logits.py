"""bce-on-logits: a logarithm of what is no probability."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class BceOnLogits(StateRule[None, LossComputed]):
    """Raw scores are given to a binary cross-entropy that expects probabilities.

    What it does
    ------------
    Finds `nn.BCELoss` and `F.binary_cross_entropy` whose input comes right out of a linear layer or
    a convolution: the layer is called before the loss, is the last of an `nn.Sequential`, or what
    every `return` of the model's `forward` calls.

    Why is this bad?
    ----------------
    The loss computes `log(input)` and `log(1 - input)`. PyTorch refuses inputs outside of 0 and 1,
    on a GPU with a device-side assertion that names neither the loss nor the line. Until a score
    leaves that interval, as with a bias of 0.5 and small weights, it runs, and treats as a
    probability what is none: the loss is linear in the weights where a sigmoid should bend it, and
    the run ends in the middle of an epoch.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCELoss()
    nn.init.normal_(model[-1].weight, std=0.01)
    nn.init.constant_(model[-1].bias, 0.5)

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
    inputs, targets = torch.randn(256, 20), torch.randint(0, 2, (256, 1)).float()
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()
    nn.init.normal_(model[-1].weight, std=0.01)
    nn.init.constant_(model[-1].bias, 0.5)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    Unsafe: `BCELoss` becomes `BCEWithLogitsLoss`, where it is built, and `binary_cross_entropy` becomes
    `binary_cross_entropy_with_logits`. Their arguments are the same; but the same criterion may be
    applied to probabilities elsewhere, and whoever takes the model's output for a probability has to
    apply the sigmoid there. No fix is offered where the class was imported by its own name, or where
    loss and model stand in different files.

    At run time
    -----------
    The loss functions are observed, and the graph of their input is asked which operation produced
    it, through views and casts. The predicate holds when that is a linear layer or a convolution:
    told before PyTorch raises, if it does.

    Exceptions
    ----------
    Silent for any input that may be a probability: through a sigmoid, a softmax, a clamp, or a
    function that is not known.

    References
    ----------
    - PyTorch, `torch.nn.BCELoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
    - PyTorch, `torch.nn.BCEWithLogitsLoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
    """

    code = "LT405"
    name = "bce-on-logits"
    severity = Severity.ERROR
    screen = ((b"BCELoss", b"binary_cross_entropy"), (b"Linear", b"Conv"))
    event = LossComputed

    def concerns(self, before: None, event: LossComputed) -> bool:
        return not event.blind

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.criterion == "binary_cross_entropy" and event.scores

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        return Verdict(
            event.at,
            "this loss expects probabilities and gets raw scores",
            "Use `binary_cross_entropy_with_logits`, which applies the sigmoid itself.",
            tuple(_witness(event)),
        )


def _witness(event: LossComputed) -> Iterator[Witness]:
    if event.layer is not None:
        yield Witness("layer", event.layer, "scores come out of this layer")
    if event.built is not None:
        yield Witness("criterion", event.built, "expects probabilities")
