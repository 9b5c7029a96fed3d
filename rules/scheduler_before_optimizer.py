"""scheduler-before-optimizer: the first rate is never used."""

from __future__ import annotations

from lintrain.events import SchedulerStep
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict


class SchedulerBeforeOptimizer(StateRule[Gradients, SchedulerStep]):
    """The learning-rate schedule advances before the optimizer has made its first step.

    What it does
    ------------
    Looks for `scheduler.step()` before any step of the scheduler's optimizer. The order is
    `optimizer.step()`, then `scheduler.step()`.

    Why is this bad?
    ----------------
    The first value of the schedule is skipped, and all others come one step early. For a schedule
    over hundreds of steps that is little; for one that counts epochs it is a whole epoch, and where
    the first value is the start of a warm-up, or the only high one, it is what the schedule was
    for. PyTorch warns, once, at run time, and also where nothing is wrong: when a `GradScaler`
    skips its first step.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=4)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        scheduler.step()
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
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=4)
    criterion = nn.CrossEntropyLoss()

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
    ```

    Fix safety
    ----------
    There is no fix. Call the scheduler behind the optimizer.

    At run time
    -----------
    The steps of schedules and optimizers are observed. The predicate holds when a schedule advances
    while gradients of its optimizer wait for the first step of all. The call that a schedule makes
    while it is built does not count, and a step that a `GradScaler` decides to skip counts as one:
    the attempt is enough.

    Exceptions
    ----------
    Silent for

    - `scaler.step(optimizer)` first, whether or not it skipped;
    - schedulers inside others (`SequentialLR`, `ChainedScheduler`), which the outer one advances;
    - schedules advanced to where a checkpoint left them, before training goes on;
    - optimizers that were stepped before they could be watched.

    References
    ----------
    - PyTorch, "How to adjust learning rate",
      https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
    """

    code = "LT511"
    name = "scheduler-before-optimizer"
    severity = Severity.WARNING
    static = False
    event = SchedulerStep

    def violates(self, before: Gradients, event: SchedulerStep) -> bool:
        return before.consumed is None

    def verdict(self, before: Gradients, event: SchedulerStep) -> Verdict:
        return Verdict(
            event.at,
            "the schedule advances before the optimizer's first step: its first rate is never used",
            f"Call `{event.text}.step()` after the optimizer's step.",
        )
