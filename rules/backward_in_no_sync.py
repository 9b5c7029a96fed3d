"""backward-in-no-sync: a step on what one rank alone has seen."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class BackwardInNoSync(StateRule[Gradients, Step]):
    """The optimizer steps on gradients that `no_sync()` kept from being averaged over the ranks.

    What it does
    ------------
    Looks for a step before which the last backward, with its forward, ran inside `no_sync()` of a
    `DistributedDataParallel` model. The last micro-batch of a window has to stand outside: its
    backward averages the whole sum.

    Why is this bad?
    ----------------
    Each rank steps with its own gradients. The copies of the model, which data parallelism assumes
    to be equal, drift apart with every step, and the batch is that of one rank. What is saved in
    the end is the model of rank 0, trained on a fraction of the data. Losses look plausible on
    every rank. The usual cause is a guard that is off by one, or a `no_sync()` around the whole
    window.

    Example
    -------
    ```python
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
            with model.no_sync():
                for x, y in parts:
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
    There is no fix. Leave `no_sync()` for the last micro-batch, forward included.

    At run time
    -----------
    The forward pass decides whether a backward will average, and is asked for it; so is the model
    when backward is called. The predicate holds at a step whose last backward was kept from
    averaging by a `no_sync()` that holds both. Judged on every rank of a group of two or more.

    Exceptions
    ----------
    Silent for one process, for models that are not wrapped, for gradients that are averaged by hand
    before the step, and where the forward alone stood inside of `no_sync()`: that is
    no-sync-misscoped. Methods that average weights instead of gradients every so many steps (local
    SGD) use `no_sync()` on purpose: ignore the rule there, if a run tells of it.

    The source is silent as well where anything but `no_sync()` of `DistributedDataParallel` may
    decide: `require_backward_grad_sync`, communication hooks, fully sharded models, contexts and
    functions out of sight, and wherever a path leads to the step that leaves `no_sync()` in time.

    References
    ----------
    - PyTorch, `DistributedDataParallel.no_sync` ("The forward pass should be included inside the
      context manager, or else gradients will still be synchronized"),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html#torch.nn.parallel.DistributedDataParallel.no_sync
    - S. Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB
      2020, section 3.2.4, https://arxiv.org/abs/2006.15704
    """

    code = "LT806"
    name = "backward-in-no-sync"
    severity = Severity.ERROR
    also_in = ("accumulation",)
    screen = ((b"no_sync",), (b"DistributedDataParallel",), (b"step",))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase not in (Phase.CLEAR, Phase.SPENT)

    def violates(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING and before.local and not before.edited

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        backward = before.produced
        assert backward is not None  # pending gradients were produced
        return Verdict(
            event.at,
            "this step uses gradients that were never averaged over the ranks",
            "Leave `no_sync()` before the last forward and backward of the window.",
            (Witness("backward", backward.at, "this backward stands inside `no_sync()`", backward.text),),
        )
