"""ranks-differ: copies of a model that are no longer copies."""

from __future__ import annotations

from math import isfinite

from lintrain.findings import Severity
from lintrain.measurements import RankSpread
from lintrain.rule import StateRule, Verdict

TOLERATED = 1e-6
"""Ranks that do the same agree to the last bit; this is for the rounding of the sum alone."""


class RanksDiffer(StateRule[None, RankSpread]):
    """After a step, ranks that should hold the same parameters hold different ones.

    What it does
    ------------
    Compares, after a step, the parameters of a `DistributedDataParallel` model between all ranks.

    Why is this bad?
    ----------------
    Data parallelism averages gradients, and relies on it that equal copies which make equal steps
    stay equal; nothing checks it. Whatever happens on one rank alone breaks it: a call of
    `model.module(x)`, which averages nothing, a clip or a skipped batch on rank 0, parameters
    replaced after the model was wrapped, another learning rate, weights loaded on one rank. Each
    rank then trains a model of its own on its part of the data, and averages gradients that were
    computed at different points. The checkpoint of rank 0 is one of them.

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
            x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
            optimizer.zero_grad()
            loss = criterion(model.module(x), y)
            loss.backward()
            optimizer.step()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Use instead
    -----------
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
            x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Fix safety
    ----------
    There is no fix. Do the same on every rank, call the wrapped model, and wrap it after its
    parameters are final.

    At run time
    -----------
    With two or more ranks: on sampled steps the sum of each parameter's entries is taken, and the
    largest and the smallest of all ranks are compared. The predicate holds when they differ by more
    than a millionth of the sum of the absolute values. Told once in a run, on rank 0, with the
    first parameter that differs.

    Exceptions
    ----------
    Silent for one process, for parameters that data parallelism was told to ignore, for sharded
    models (FSDP), for buffers such as running statistics, and for values that are not finite.
    Methods that average weights now and then instead of gradients (local SGD) differ on purpose in
    between: ignore the rule there.

    References
    ----------
    - S. Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB
      2020, https://arxiv.org/abs/2006.15704
    - PyTorch, "Distributed Data Parallel", https://docs.pytorch.org/docs/stable/notes/ddp.html
    """

    code = "LTR10"
    name = "ranks-differ"
    severity = Severity.ERROR
    static = False
    event = RankSpread

    def concerns(self, before: None, event: RankSpread) -> bool:
        return isfinite(event.value)

    def violates(self, before: None, event: RankSpread) -> bool:
        return event.value > TOLERATED * (event.usual or 0.0)

    def verdict(self, before: None, event: RankSpread) -> Verdict:
        return Verdict(
            event.at,
            f"the ranks no longer hold the same `{event.name}`: its sum differs by {event.value:.2g} "
            f"after step {event.step}",
            "Look for what one rank does alone: a call past the wrapper, a clip, a skipped batch, a load.",
        )
