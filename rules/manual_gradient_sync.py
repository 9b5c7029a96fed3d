"""manual-gradient-sync: what is averaged already is brought together once more."""

from __future__ import annotations

from lintrain.events import ReduceGrads
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict


class ManualGradientSync(StateRule[None, ReduceGrads]):
    """Gradients that `DistributedDataParallel` has averaged are reduced over the ranks again, by hand.

    What it does
    ------------
    Looks for `torch.distributed.all_reduce` of the gradients of a model that is certainly wrapped in
    `DistributedDataParallel`, whose last forward pass stood outside of `no_sync()`.

    Why is this bad?
    ----------------
    `DistributedDataParallel` averages the gradients while backward runs, and hides most of the
    communication behind it. When `backward()` returns, all ranks hold the same mean. A sum over N
    ranks then multiplies it by N: SGD steps N times as far as its learning rate says, and a clip
    that comes next cuts away what was right. Where the sum is divided by N again, nothing changes but the
    time: each step sends all gradients a second time, one small message for each parameter, and
    nothing hides it. The loop is mostly left over from a version that was not wrapped.

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
            loss = criterion(model(x), y)
            loss.backward()
            for parameter in model.parameters():
                dist.all_reduce(parameter.grad)
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
    There is no fix. Remove the loop, with the division in it; if the learning rate was tuned with
    the sum, it has to grow by the number of ranks.

    At run time
    -----------
    `torch.distributed.all_reduce` is watched outside of backward: its tensor is compared, by the
    place of its memory, with the gradients of the wrapped models. The predicate holds where the last
    forward pass had them averaged. Judged on every rank of a group of two or more.

    Exceptions
    ----------
    Silent for

    - gradients that `no_sync()` kept from being averaged, and models that are not wrapped for certain
      (`if distributed: model = DistributedDataParallel(model)`);
    - another process group than the default one, as pipelines use for tied embeddings;
    - a maximum or the like, and gradients that were copied into one buffer;
    - communication hooks, fully sharded models, `require_backward_grad_sync`.

    References
    ----------
    - PyTorch, "Distributed Data Parallel" (internal design: gradients are averaged in backward),
      https://docs.pytorch.org/docs/stable/notes/ddp.html
    - S. Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB
      2020, section 3.2, https://arxiv.org/abs/2006.15704
    """

    code = "LT802"
    name = "manual-gradient-sync"
    severity = Severity.ERROR
    screen = ((b"all_reduce",), (b"DistributedDataParallel",), (b"grad",))
    event = ReduceGrads

    def violates(self, before: None, event: ReduceGrads) -> bool:
        return event.reduced is True

    def verdict(self, before: None, event: ReduceGrads) -> Verdict:
        return Verdict(
            event.at,
            "`DistributedDataParallel` has averaged these gradients already: "
            + ("averaging them again changes nothing" if event.averages else "this sum counts them again"),
            "Remove the reduction, and the division that belongs to it.",
        )
