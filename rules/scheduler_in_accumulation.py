"""scheduler-in-accumulation: the schedule runs ahead of the updates it counts."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class SchedulerInAccumulation(StateRule[Gradients, Step]):
    """A schedule that counts updates is advanced at every micro-batch of an accumulation.

    What it does
    ------------
    Looks for `scheduler.step()` outside the guard of a step that is made once for several
    micro-batches, where the length that the schedule was given is a number of batches divided by
    the window's length.

    Why is this bad?
    ----------------
    The schedule was laid out over the optimizer's updates and is advanced N times as often. A
    cosine or linear decay reaches its end after the first N-th of the training, and the rest is
    trained at a rate of zero, or on the way up again; a warm-up is over N times too early. The
    loss falls as if nothing were wrong and then stands still.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    epochs = 3
    accumulate = 4
    updates = epochs * len(loader) // accumulate
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=updates)

    for epoch in range(epochs):
        for i, (x, y) in enumerate(loader):
            loss = criterion(model(x), y) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
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
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    epochs = 3
    accumulate = 4
    updates = epochs * len(loader) // accumulate
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=updates)

    for epoch in range(epochs):
        for i, (x, y) in enumerate(loader):
            loss = criterion(model(x), y) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
    ```

    Fix safety
    ----------
    Safe: `scheduler.step()` is moved behind the step, and behind the scaler's `update()`, under
    their guard. No fix is offered where one of the two is not a statement of its own, or where they
    stand in different functions.

    The rates become those that the schedule was written for. A peak rate that was tuned with the
    mistake in place was held for an N-th of the time.

    At run time
    -----------
    The numbers of the run say what a schedule counts: its length is a number called `epochs` (or the
    like) that the program has at hand, times the batches of the `DataLoader` that it goes through,
    divided by the length of the last window. A number that may count anything else is not judged, nor
    are data that come from no `DataLoader`.

    Exceptions
    ----------
    Silent for

    - schedules over batches, samples or tokens that are advanced with each of them;
    - lengths that are plain numbers, options, or computed elsewhere: they may count anything;
    - files that use Accelerate, DeepSpeed, Fabric or Lightning, whose schedules wait by themselves;
    - schedules that are told where they are: `scheduler.step(epoch + i / len(loader))`.

    References
    ----------
    - PyTorch, "How to adjust learning rate",
      https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
    - Accelerate, "Performing gradient accumulation" (the scheduler steps with the optimizer),
      https://huggingface.co/docs/accelerate/usage_guides/gradient_accumulation
    """

    code = "LT304"
    name = "scheduler-in-accumulation"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"step",), (b"lr_scheduler", b"schedule"))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING and before.rushed is not None

    def violates(self, before: Gradients, event: Step) -> bool:
        window, rushed = event.window, before.rushed
        return (
            window is not None
            and rushed is not None
            and not {window.size, str(window.length)}.isdisjoint(rushed.divisors)
        )

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        window, rushed = event.window, before.rushed
        assert window is not None and rushed is not None  # violates() asked for them
        witness = [
            Witness("window", window.guard, "the window: one update for all of these"),
            Witness("step", event.at, "this is the update that it counts", event.text),
        ]
        if rushed.built is not None:
            size = window.size or window.length
            witness.insert(0, Witness("built", rushed.built, f"its length is divided by `{size}`"))
        return Verdict(
            rushed.at,
            "a schedule that counts updates advances at every micro-batch",
            f"Call `{rushed.text}.step()` once for each update, behind it.",
            tuple(witness),
        )
