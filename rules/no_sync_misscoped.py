"""no-sync-misscoped: the forward decides, not the backward."""

from __future__ import annotations

from lintrain.events import Backward
from lintrain.findings import Severity
from lintrain.protocol import Gradients
from lintrain.rule import StateRule, Verdict


class NoSyncMisscoped(StateRule[Gradients, Backward]):
    """`no_sync()` stands around the backward or the forward alone, and does not do what it says.

    What it does
    ------------
    Looks for a backward for which the forward pass decided otherwise than the place of the backward
    says: the forward stood outside of `no_sync()` and the backward inside, or the reverse.

    Why is this bad?
    ----------------
    `DistributedDataParallel` prepares the averaging in the forward pass. With `no_sync()` around
    backward alone, every micro-batch is averaged all the same: the communication that was to be
    saved is paid, and the sums of earlier micro-batches are averaged again. With the forward inside
    and the backward outside, nothing is averaged: if that is the last micro-batch, each rank steps
    with its own gradients and the copies drift apart.

    Example
    -------
    ```python
    from contextlib import nullcontext

    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel


    def train():
        torch.manual_seed(0)
        model = DistributedDataParallel(nn.Linear(20, 5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        torch.manual_seed(1 + dist.get_rank())
        for _ in range(4):
            parts = zip(torch.randn(32, 20).split(16), torch.randint(0, 5, (32,)).split(16))
            for i, (x, y) in enumerate(parts):
                loss = criterion(model(x), y) / 2
                with model.no_sync() if i < 1 else nullcontext():
                    loss.backward()
            optimizer.step()
            optimizer.zero_grad()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Use instead
    -----------
    ```python
    from contextlib import nullcontext

    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel


    def train():
        torch.manual_seed(0)
        model = DistributedDataParallel(nn.Linear(20, 5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        torch.manual_seed(1 + dist.get_rank())
        for _ in range(4):
            parts = zip(torch.randn(32, 20).split(16), torch.randint(0, 5, (32,)).split(16))
            for i, (x, y) in enumerate(parts):
                with model.no_sync() if i < 1 else nullcontext():
                    loss = criterion(model(x), y) / 2
                    loss.backward()
            optimizer.step()
            optimizer.zero_grad()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Fix safety
    ----------
    There is no fix. Put the forward, the loss and the backward of a micro-batch inside the same
    `no_sync()`.

    At run time
    -----------
    What the forward pass decided is remembered with its output, and compared, when backward is
    called, with what the model would decide then. The predicate holds when the two differ. Judged
    on every rank of a group of two or more.

    Exceptions
    ----------
    Silent for one process, for models that are not wrapped, for a backward through several wrapped
    models, and for `require_backward_grad_sync` set by hand before the forward.

    The source is silent as well where communication hooks, fully sharded models (which decide in
    backward) or contexts out of sight may have a say, and where some path takes forward and backward
    into the same `no_sync()`.

    References
    ----------
    - PyTorch, `DistributedDataParallel.no_sync` ("The forward pass should be included inside the
      context manager, or else gradients will still be synchronized"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html#torch.nn.parallel.DistributedDataParallel.no_sync
    """

    code = "LT807"
    name = "no-sync-misscoped"
    severity = Severity.ERROR
    also_in = ("accumulation",)
    screen = ((b"no_sync",), (b"DistributedDataParallel",), (b"backward",))
    event = Backward

    def concerns(self, before: Gradients, event: Backward) -> bool:
        return not (event.reduced and event.reducible)

    def violates(self, before: Gradients, event: Backward) -> bool:
        return event.reduced is not None and event.reducible is not None and event.reduced != event.reducible

    def verdict(self, before: Gradients, event: Backward) -> Verdict:
        return Verdict(
            event.at,
            "`no_sync()` stands around backward alone: the gradients are averaged all the same"
            if event.reduced
            else "the forward stood inside `no_sync()`: this backward, outside of it, averages nothing",
            "Put forward and backward of a micro-batch inside the same `no_sync()`.",
        )
