"""scheduler-wrong-interval: a schedule over epochs that counts batches, or the reverse."""

from __future__ import annotations

from lintrain.events import Pace, SchedulerStep
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness


class SchedulerWrongInterval(StateRule[Gradients, SchedulerStep]):
    """A schedule that is as long as the epochs advances with every batch, or the reverse.

    What it does
    ------------
    Compares what a schedule's length is made of with the loops around its step. A length that is
    the number of rounds of the loop over the epochs (`T_max=epochs`) is wrong in the loop over the
    batches inside; one that is that number times the length of a loader is wrong outside of it. The
    same goes for the times at which `StepLR` and `MultiStepLR` fall, where they are written as a part of
    all epochs (`step_size=epochs // 3`), or in batches (`milestones=[30 * len(loader)]`).

    Why is this bad?
    ----------------
    Advanced per batch, a schedule over 100 epochs is over after 100 batches: the rest is trained at
    the final rate, or, with a cosine, at a rate that goes up and down every few seconds. Advanced
    per epoch, a schedule over all batches never leaves its beginning: a warm-up that is never over,
    a rate that never decays. Nothing fails; only the curve of the rate shows it.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    epochs = 3
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)

    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            scheduler.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    epochs = 3
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)

    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
    ```

    Fix safety
    ----------
    Unsafe: `scheduler.step()` is moved to where its length says, behind the loop over the batches
    or behind the optimizer's step in it. The other repair is as good: to give it the length of the
    loop in which it stands. No fix is offered where the loops are in different functions.

    At run time
    -----------
    The numbers of the run are compared: the length of the schedule, a number called `epochs` (or the
    like) that the program has at hand, and the batches of the `DataLoader` that a loop goes through. A
    schedule as long as there are epochs is told when it advances behind three batches of one pass, one
    as long as all batches when it advances behind a whole pass alone. So are decays that leave less than
    a millionth of the rate before the first of several epochs is over (`StepLR(step_size=30)` over 400
    batches), and milestones that all lie in it.

    Exceptions
    ----------
    Silent for

    - lengths that are other numbers, options or computed elsewhere: `step_size=30` may count either;
    - schedules whose length and loop agree, wherever they are advanced;
    - `scheduler.step(epoch + i / len(loader))`, which says where it is;
    - files that use Accelerate, DeepSpeed, Fabric or Lightning, which may advance it themselves.

    References
    ----------
    - I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017,
      https://arxiv.org/abs/1608.03983
    - PyTorch, `OneCycleLR` ("step should be called after a batch has been used for training"),
      https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
    """

    code = "LT512"
    name = "scheduler-wrong-interval"
    severity = Severity.ERROR
    screen = ((b"step",), (b"lr_scheduler", b"schedule"))
    yields_to = ("scheduler-in-accumulation",)
    event = SchedulerStep

    def violates(self, before: Gradients, event: SchedulerStep) -> bool:
        return event.pace is not None

    def verdict(self, before: Gradients, event: SchedulerStep) -> Verdict:
        often = event.pace is Pace.TOO_OFTEN
        unit, loop, where = ("epochs", "batch", "behind") if often else ("batches", "epoch", "in")
        witness = (
            []
            if event.built is None
            else [
                Witness(
                    "built",
                    event.built,
                    f"its length counts {unit}: `{event.length}`",
                    "often" if often else "",
                )
            ]
        )
        if before is not None and before.consumed is not None:
            witness.append(Witness("step", before.consumed.at, "", before.consumed.text))
        return Verdict(
            event.at,
            f"a schedule that counts {unit} advances once for each {loop}",
            f"Call `{event.text}.step()` {where} the loop over the batches.",
            tuple(witness),
        )

    def detour(self, before: Gradients, event: SchedulerStep) -> int:
        return int(before is None or before.consumed is None)
