"""bce-on-logits: a logarithm of what is no probability."""

from __future__ import annotations

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict


class BceOnLogits(StateRule[None, LossComputed]):
    """Raw scores are given to a binary cross-entropy that expects probabilities.

    What it does
    ------------
    Finds `nn.BCELoss` and `F.binary_cross_entropy` whose input comes right out of a linear layer or
    a convolution.

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
    There is no fix. Use `BCEWithLogitsLoss`, or apply a sigmoid.

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
    static = False
    event = LossComputed

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.criterion == "binary_cross_entropy" and event.scores

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        return Verdict(
            event.at,
            "this loss expects probabilities and gets raw scores",
            "Use `binary_cross_entropy_with_logits`, which applies the sigmoid itself.",
        )
