"""overwritten-loss: the second term takes the place of the first."""

from __future__ import annotations

from lintrain.events import LossComputed
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class OverwrittenLoss(StateRule[None, LossComputed]):
    """A loss is overwritten by another one before anything reads it: the first term is lost.

    What it does
    ------------
    Finds `loss = a(...)` where, on every way from there, `loss` is assigned anew before anything reads
    it, in code that calls `backward()`. What is computed from it by arithmetic alone, and is not read
    either, does not count as read.

    Why is this bad?
    ----------------
    `loss = b(...)` was meant to be `loss = loss + b(...)` or `loss += b(...)`. The model is trained on
    the last term alone, while the forward pass of the first is computed, and paid for, in every step.
    Nothing is raised, and the printed loss falls.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion, consistency = nn.CrossEntropyLoss(), nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss = consistency(output, model(x + 0.1 * torch.randn_like(x)))
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
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion, consistency = nn.CrossEntropyLoss(), nn.MSELoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss = loss + consistency(output, model(x + 0.1 * torch.randn_like(x)))
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Add the two, with a weight, or delete the one that is not meant.

    At run time
    -----------
    Not judged: a run does not see names.

    Exceptions
    ----------
    Silent for

    - a first loss that is read in between, even by a print or a condition;
    - alternatives: a branch that assigns the loss anew while another one keeps it;
    - a default that is no loss (`loss = 0.0`, `loss = None`);
    - attributes (`self.loss`), names of the module that a function reads, and losses that are computed
      under `no_grad` or by functions that are not PyTorch's.

    References
    ----------
    - PyTorch, "Optimizing model parameters" (the loss that `backward` is called on),
      https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    - PyTorch, "Autograd mechanics" (the graph that a tensor was computed by),
      https://docs.pytorch.org/docs/stable/notes/autograd.html
    """

    code = "LT112"
    name = "overwritten-loss"
    severity = Severity.ERROR
    runtime = False
    screen = ((b"backward",), (b"loss", b"Loss", b"entropy", b"kl_div"))
    event = LossComputed

    def violates(self, before: None, event: LossComputed) -> bool:
        return event.fate is not None and event.fate.by is not None

    def verdict(self, before: None, event: LossComputed) -> Verdict:
        assert event.fate is not None and event.fate.by is not None  # violates() asked for it
        return Verdict(
            event.at,
            "this loss is overwritten before anything reads it: no backward knows of it",
            "Add the two losses, or delete the one that is not meant.",
            (Witness("overwritten", event.fate.by, "the name is given another value here"),),
        )
