"""loss-broadcast: every prediction against every target."""

from __future__ import annotations

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict


class LossBroadcast(StateRule[None, LossComputed]):
    """Input and target have shapes that are broadcast against each other: the loss compares every pair.

    What it does
    ------------
    Finds a loss whose input and target both have to be expanded to fit each other, as `(32, 1)` and
    `(32,)` do: they become `(32, 32)`, and the loss is a mean over 1024 pairs.

    Why is this bad?
    ----------------
    Each prediction is compared with the targets of all samples. The best answer is then the mean of
    the targets, for every input alike: the model learns a constant. The loss is finite, falls at
    first, and stays near the variance of the targets, which looks like data without a signal.
    PyTorch warns once for some losses, among all other warnings, and not at all for a loss that is
    written by hand.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randn(256)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    criterion = nn.MSELoss()

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
    inputs, targets = torch.randn(256, 20), torch.randn(256)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    criterion = nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x).squeeze(1), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Give both the same shape: `squeeze(1)` the output, or `unsqueeze(1)` the
    target.

    At run time
    -----------
    The element-wise losses of `torch.nn.functional` are observed. The predicate holds when each of
    the two tensors has a dimension along which it alone is expanded, and when they have the same
    sizes but for an axis: pairs of unlike numbers, or of as many axes, are meant.

    Exceptions
    ----------
    Silent where one of the two is expanded alone, on purpose: a scalar target, one row of weights
    against a batch, a target with a dimension of size one for all channels.

    References
    ----------
    - PyTorch, `torch.nn.MSELoss`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
    - PyTorch, "Broadcasting semantics",
      https://docs.pytorch.org/docs/stable/notes/broadcasting.html
    """

    code = "LT411"
    name = "loss-broadcast"
    severity = Severity.ERROR
    static = False
    event = LossComputed

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.shapes is not None

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        assert event.shapes is not None  # violates() asked for it
        given, target = event.shapes
        return Verdict(
            event.at,
            f"input {given} and target {target} are broadcast: every prediction meets every target",
            "Give both the same shape.",
        )
