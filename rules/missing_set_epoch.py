"""missing-set-epoch: every epoch in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import EpochSampled
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class MissingSetEpoch(StateRule[None, EpochSampled]):
    """A distributed sampler shuffles, and is never told the epoch: its order is always the same.

    What it does
    ------------
    Looks for a `DistributedSampler` with `shuffle=True` that starts another pass over the data in
    the order of the pass before, because `sampler.set_epoch(epoch)` was not called in between. In the
    source, that is a loop that trains over the sampler's loader, inside another loop, in a file that
    never says `set_epoch`; sampler and loader are followed through names, attributes of `self`,
    arguments and returned values.

    Why is this bad?
    ----------------
    The sampler shuffles by its seed and its epoch, so that all ranks agree. Without `set_epoch` the
    epoch is always 0: every pass sees the same batches in the same order, and each rank the same
    part of the data. The noise that shuffling brings to stochastic gradient descent is gone;
    accuracy is a little lower than that of the same recipe on one device, and nobody looks for the
    reason in the sampler.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    sampler = DistributedSampler(dataset, num_replicas=2, rank=0)
    loader = DataLoader(dataset, batch_size=32, sampler=sampler)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

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
    from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

    torch.manual_seed(0)
    dataset = TensorDataset(torch.randn(256, 20), torch.randint(0, 5, (256,)))
    sampler = DistributedSampler(dataset, num_replicas=2, rank=0)
    loader = DataLoader(dataset, batch_size=32, sampler=sampler)
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(3):
        sampler.set_epoch(epoch)
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `sampler.set_epoch(epoch)` as the first line of the loop over the
    epochs; where the sampler is one of several, or may be missing, under `if sampler is not None:` or
    `if isinstance(...)`. The batches of later epochs come in another order from now on.

    Nothing is changed where the loop has no number (`for _ in range(3)`, `while`), and where neither
    the sampler nor its loader has a name in the function that holds the loop.

    At run time
    -----------
    The passes over shuffling distributed samplers are observed. The predicate holds when a pass in
    which something is trained starts with the epoch of the one before, in which something was
    trained, too.

    Exceptions
    ----------
    Silent for

    - `shuffle=False`, and a `shuffle` that is not written out;
    - one single pass over the data, and loaders or samplers that each epoch makes anew;
    - loops that train nothing;
    - samplers and loaders that are handed to code out of sight, which may call `set_epoch` (frameworks
      such as Lightning, Accelerate and the `Trainer` of Hugging Face do).

    References
    ----------
    - PyTorch, `torch.utils.data.distributed.DistributedSampler` ("Otherwise, the same ordering will
      be always used"),
      https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler
    """

    code = "LT801"
    name = "missing-set-epoch"
    severity = Severity.ERROR
    screen = ((b"DistributedSampler",), (b"backward",))
    event = EpochSampled

    def violates(self, before: None, event: EpochSampled) -> bool:
        return event.repeated

    def verdict(self, before: None, event: EpochSampled) -> Verdict:
        return Verdict(
            event.at,
            "this pass over the data has the order of the last one: the sampler was not told the epoch",
            "Call `sampler.set_epoch(epoch)` before the loader is iterated.",
            tuple(_witness(event)),
        )


def _witness(event: EpochSampled) -> Iterator[Witness]:
    if event.built is not None:
        yield Witness("sampler", event.built, "it shuffles by its epoch, which stays 0")
    if event.loop is not None:
        yield Witness("epochs", event.loop, "this loop makes one pass after the other", event.sampler)
        yield Witness("guard", event.loop, "", event.guard)
