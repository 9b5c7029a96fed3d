"""scheduler-never-stepped: the rate stays where the schedule begins."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import ScheduleUnused


class SchedulerNeverStepped(StateRule[None, ScheduleUnused]):
    """A learning-rate schedule is built, and nobody ever calls its `step()`.

    What it does
    ------------
    Looks for a schedule of `torch.optim.lr_scheduler` in a variable that is not used any more, but
    for its state or its rate, in a function that steps the optimizer in a loop or hands it to who
    does.

    Why is this bad?
    ----------------
    A schedule does nothing by itself, except once: its constructor sets the optimizer to the first
    rate. Without `step()` the whole training runs at that rate. For a decay that is the highest one,
    and the gain of the last epochs is missing; for `OneCycleLR`, `LinearLR` and other warm-ups it is
    the lowest, a 25th of the peak by default, and the model hardly learns. The log shows a schedule,
    its configuration is saved with the run, and no error is raised.

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
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)

    for epoch in range(3):
        for x, y in loader:
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
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)

    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
    ```

    Fix safety
    ----------
    There is no fix. Whether the schedule counts batches or epochs is for you to say, and if the
    rate is meant to stay, take the schedule away.

    At run time
    -----------
    One that is stopped after some steps has not come to the place where a schedule over epochs advances.
    Told is what is certain before: at the second step of its optimizer, of a schedule that its program
    has dropped, or bound to a name that no instruction of the same code loads.

    Exceptions
    ----------
    Silent for a schedule that is

    - given to anything: a function, another schedule (`SequentialLR`), `accelerator.prepare`;
    - returned, kept in a container or an attribute, or printed;
    - built where no optimizer steps, as in a test of its own constructor;
    - in a variable that other code may reach, through `globals()`, `locals()` or the like.

    References
    ----------
    - PyTorch, "How to adjust learning rate",
      https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
    - L. N. Smith, N. Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
      Learning Rates", 2018, https://arxiv.org/abs/1708.07120
    """

    code = "LT514"
    name = "scheduler-never-stepped"
    severity = Severity.WARNING
    screen = ((b"lr_scheduler",), (b"step",))
    event = ScheduleUnused

    def violates(self, before: None, event: ScheduleUnused) -> bool:
        return True

    def verdict(self, before: None, event: ScheduleUnused) -> Verdict:
        return Verdict(
            event.at,
            f"this `{event.kind}` is never stepped: the rate stays where it begins",
            f"Call `{event.text}.step()`, once for each batch or each epoch, behind the optimizer's step.",
            (Witness("step", event.steps, f"`{event.optimizer}` trains here, at one rate"),),
        )
