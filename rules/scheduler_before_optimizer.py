"""scheduler-before-optimizer: the first rate is never used."""

from __future__ import annotations

from lintrain.events import SchedulerStep
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness


class SchedulerBeforeOptimizer(StateRule[Gradients, SchedulerStep]):
    """The learning-rate schedule advances before the optimizer has made its first step.

    What it does
    ------------
    Looks for `scheduler.step()` before any step of the scheduler's optimizer: in a loop that trains,
    it comes first in every round. The order is `optimizer.step()`, then `scheduler.step()`.

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
    Safe: the line is moved behind the optimizer's step, or behind the loop that makes the steps of an
    epoch. No fix is offered where the two do not stand in one block, and where what stands between
    them reads the rate.

    The first value of the schedule is used now, and every other one a round later than before.

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
    - a schedule that is told where it is (`scheduler.step(epoch)`), as was the custom before
      PyTorch 1.1: it skips nothing;
    - a condition that lets the first round pass, such as `if epoch > 0`;
    - optimizers whose steps, or first steps, stand in code that cannot be seen;
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
    screen = ((b"step",), (b"lr_scheduler", b"schedule"))
    yields_to = ("scheduler-in-accumulation", "scheduler-wrong-interval")
    event = SchedulerStep

    def concerns(self, before: Gradients, event: SchedulerStep) -> bool:
        return not event.given

    def violates(self, before: Gradients, event: SchedulerStep) -> bool:
        known = before is not None and not event.guarded
        return known and (before.fresh or event.later is not None)

    def verdict(self, before: Gradients, event: SchedulerStep) -> Verdict:
        steps = () if event.later is None else (event.later,)
        return Verdict(
            event.at,
            "the schedule advances before the optimizer's first step: its first rate is never used",
            f"Call `{event.text}.step()` after the optimizer's step.",
            tuple(Witness("step", step, "the optimizer's step comes behind it") for step in steps),
        )

    def detour(self, before: Gradients, event: SchedulerStep) -> int:
        return int(event.later is None)
