"""plateau-without-metric: a schedule that waits for a metric is told none."""

from __future__ import annotations

from lintrain.events import SchedulerStep
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict, Witness

PLATEAU = "ReduceLROnPlateau"


class PlateauWithoutMetric(StateRule[Gradients, SchedulerStep]):
    """`ReduceLROnPlateau` advances without the metric that it is about.

    What it does
    ------------
    Looks for `scheduler.step()` with no argument on a `ReduceLROnPlateau`.

    Why is this bad?
    ----------------
    It is the one schedule of PyTorch that is driven by a metric: `step(metrics)` compares it with
    the best one so far and lowers the rate when it has not improved for a while. Without it the
    call raises a `TypeError`, at the end of the first epoch, when an hour of training may be lost.
    It happens when one schedule is exchanged for another and the loop is not.

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
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)

    for epoch in range(3):
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
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)

    for epoch in range(3):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        scheduler.step(total / len(loader))
    ```

    Fix safety
    ----------
    There is no fix. Which metric tells of the plateau, and whether it should fall or grow (`mode`),
    is for you to say: mostly the loss on the validation data.

    At run time
    -----------
    Told before the call, which raises by itself: the report says why, and where the schedule was built.

    Exceptions
    ----------
    Silent for other schedules, for classes of the same name that are not PyTorch's, for arguments
    that cannot be seen (`*args`), and where one of several schedules was chosen on the way.

    References
    ----------
    - PyTorch, `ReduceLROnPlateau`,
      https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
    """

    code = "LT513"
    name = "plateau-without-metric"
    severity = Severity.ERROR
    screen = ((b"ReduceLROnPlateau",), (b"step",))
    event = SchedulerStep

    def concerns(self, before: Gradients, event: SchedulerStep) -> bool:
        return True

    def violates(self, before: Gradients, event: SchedulerStep) -> bool:
        return event.kind == PLATEAU and not event.given

    def verdict(self, before: Gradients, event: SchedulerStep) -> Verdict:
        built = (Witness("built", event.built, "this schedule is driven by a metric"),) if event.built else ()
        return Verdict(
            event.at,
            "`ReduceLROnPlateau` is told no metric: this call raises a `TypeError`",
            f"Give it the metric that it is to watch: `{event.text}.step(validation_loss)`.",
            built,
        )
