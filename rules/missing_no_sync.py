"""missing-no-sync: gradients travel N times for one step."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.structure import StepsEvery


class MissingNoSync(StateRule[None, StepsEvery]):
    """Data-parallel gradients are averaged over the ranks after every micro-batch of an accumulation.

    What it does
    ------------
    Looks for a loop that steps in every N-th round, in a file that wraps a model in
    `DistributedDataParallel` and never says `no_sync`.

    Why is this bad?
    ----------------
    Only the gradients that the step uses have to be the same on all ranks. Without `no_sync()` each
    backward sends all of them: N times the traffic for the same result, and on slow links most of the
    time of a step. The gradients are right.

    Example
    -------
    ```python
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DataLoader, TensorDataset


    def train():
        torch.manual_seed(0)
        dataset = TensorDataset(torch.randn(320, 20), torch.randint(0, 5, (320,)))
        loader = DataLoader(dataset, batch_size=16, shuffle=True)
        model = DistributedDataParallel(nn.Linear(20, 5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        accumulate = 4

        for i, (x, y) in enumerate(loader):
            loss = criterion(model(x), y) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
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
    import contextlib

    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DataLoader, TensorDataset


    def train():
        torch.manual_seed(0)
        dataset = TensorDataset(torch.randn(320, 20), torch.randint(0, 5, (320,)))
        loader = DataLoader(dataset, batch_size=16, shuffle=True)
        model = DistributedDataParallel(nn.Linear(20, 5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        accumulate = 4

        for i, (x, y) in enumerate(loader):
            last = (i + 1) % accumulate == 0
            with contextlib.nullcontext() if last else model.no_sync():
                loss = criterion(model(x), y) / accumulate
                loss.backward()
            if last:
                optimizer.step()
                optimizer.zero_grad()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    Fix safety
    ----------
    The fix is unsafe. It gives the condition of the step a name, and puts the lines from the first
    forward pass to the backward under `model.no_sync()` where it does not hold: around backward alone
    that does nothing. The gradients that the step sees are the same but for rounding; whoever reads
    them before sees those of one rank.

    No fix is offered where these lines and the guard do not stand in one loop, where the condition is
    known only behind the backward, or where the model is wrapped under a condition.

    At run time
    -----------
    Each forward pass decides whether its backward will average. Told at a step for which all backwards of
    one place have done so, as many as for the step before. Judged in a group of two ranks or more.

    Exceptions
    ----------
    Silent for files that

    - say `no_sync` or `require_backward_grad_sync`;
    - use Accelerate, Fabric or DeepSpeed, which do it themselves;
    - use FSDP, where keeping the gradients whole costs the memory that it is to save.

    References
    ----------
    - PyTorch, `DistributedDataParallel.no_sync`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html
    - S. Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB 2020,
      https://arxiv.org/abs/2006.15704
    """

    code = "LT306"
    name = "missing-no-sync"
    severity = Severity.ADVICE
    default = False
    screen = ((b"DistributedDataParallel",), (b"backward",), (b"step",))
    event = StepsEvery

    def violates(self, before: None, event: StepsEvery) -> bool:
        return event.parallel

    def verdict(self, before: None, event: StepsEvery) -> Verdict:
        return Verdict(
            event.backward,
            "the ranks average their gradients at every micro-batch, and the step uses the last average",
            "Run the others under `no_sync()`, with their forward passes.",
            (Witness("guard", event.at, f"one step for each `{event.size}`"),),
        )
