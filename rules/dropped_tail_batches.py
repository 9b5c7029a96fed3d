"""dropped-tail-batches: the last batches train nothing."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import StepsEvery


class DroppedTailBatches(StateRule[None, StepsEvery]):
    """The last batches of an epoch, too few for a whole window, are never stepped.

    What it does
    ------------
    Looks for a loop over `enumerate(loader)` that steps in every N-th round and does nothing for the
    rounds that are left at its end.

    Why is this bad?
    ----------------
    With 19 batches and a window of 4, the gradients of the last 3 wait when the loop ends. If the next
    epoch clears them, these batches train nothing, in each epoch others; if it does not, they are
    added to the first window of the next epoch, which then holds 7 batches instead of 4.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(300, 20), torch.randint(0, 5, (300,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    accumulate = 4

    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(300, 20), torch.randint(0, 5, (300,)))
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    accumulate = 4

    for i, (x, y) in enumerate(loader):
        window = min(accumulate, len(loader) - i // accumulate * accumulate)
        loss = criterion(model(x), y) / window
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
    ```

    Fix safety
    ----------
    Unsafe: the guard is given `or i + 1 == len(loader)`, so that the last step comes with what is there.
    The few batches of it are still divided by N and weigh as much as any others. No fix is offered
    where the loader has no name, or where the guard is not `(i + 1) % N == 0`.

    At run time
    -----------
    Judged where the end of a `DataLoader` is seen, so the run must be long enough for one. The last two
    steps say how long a window is; if fewer backwards are left when the data end, and the next step
    comes without them, or with a whole window more, or the program ends before any, they were dropped.

    Exceptions
    ----------
    Silent where

    - the same step stands anywhere else in the file, for instance behind the loop;
    - a condition in the loop asks for a length, or anything else that is computed;
    - the loop goes over a range, or over data without an end;
    - the counter goes on over the epochs: then no batch is lost;
    - the length of the data is a multiple of the window, if you say so: suppress the advice.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    - Accelerate, "Performing gradient accumulation" (steps at the end of the data loader, too),
      https://huggingface.co/docs/accelerate/usage_guides/gradient_accumulation
    """

    code = "LT305"
    name = "dropped-tail-batches"
    severity = Severity.ADVICE
    default = False
    screen = ((b"backward",), (b"step",), (b"enumerate",))
    event = StepsEvery

    def violates(self, before: None, event: StepsEvery) -> bool:
        return not event.tail

    def verdict(self, before: None, event: StepsEvery) -> Verdict:
        return Verdict(
            event.at,
            f"the last batches, if fewer than `{event.size}`, are never stepped",
            "Step at the end of the data, too.",
            (
                Witness("step", event.step, "the only step" if event.step != event.at else ""),
                Witness("loop", event.loop, "", event.loader),
                Witness("counter", event.loop, "", event.counter),
            ),
        )
