"""clip-norm-under-fsdp: the norm of a shard is not the norm."""

from __future__ import annotations

from lintrain.events import ClipShards
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class ClipNormUnderFsdp(StateRule[None, ClipShards]):
    """`torch.nn.utils.clip_grad_norm_` clips a sharded model by the norm of one rank's shard.

    What it does
    ------------
    Looks for `torch.nn.utils.clip_grad_norm_` on the parameters of a model that is certainly wrapped
    in `FullyShardedDataParallel`, with a strategy that shards gradients.

    Why is this bad?
    ----------------
    Each rank holds one shard of every gradient. The function knows nothing of the others: it takes
    the norm of what it sees, which is smaller than that of the whole (over N ranks about by the root
    of N, 8 for 64 ranks), so that a threshold of 1.0 acts like one of 8. Worse, each rank finds another norm
    and scales its shard by another factor. In the example below the two ranks find 0.5 and 1.2 for
    one and the same gradient: its parts no longer fit together, and the step points elsewhere.
    Nothing fails, and the logged norms look plausible. The model's own `clip_grad_norm_` brings the
    norms together first.

    Example
    -------
    ```python
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.distributed.fsdp import FullyShardedDataParallel


    def train():
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
        model = FullyShardedDataParallel(net, device_id=torch.device("cpu"))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        torch.manual_seed(1 + dist.get_rank())
        for _ in range(4):
            x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
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
    from torch.distributed.fsdp import FullyShardedDataParallel


    def train():
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
        model = FullyShardedDataParallel(net, device_id=torch.device("cpu"))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.CrossEntropyLoss()
        torch.manual_seed(1 + dist.get_rank())
        for _ in range(4):
            x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            model.clip_grad_norm_(0.1)
            optimizer.step()


    if __name__ == "__main__":
        dist.init_process_group("gloo")
        train()
        dist.destroy_process_group()
    ```

    To be started by `torchrun --nproc-per-node=2`.

    Fix safety
    ----------
    The fix is safe. It calls the model's own `clip_grad_norm_` with the same threshold, which is what
    the line meant. Training changes: gradients are limited at the threshold that was written, so that
    one that was tuned to the norms of shards may have to grow.

    Nothing is changed where the call does not name the wrapped model itself (the model inside,
    some of its parameters), or has arguments that the method does not know (`error_if_nonfinite`,
    `foreach`).

    At run time
    -----------
    The parameters of each clip by norm are compared with those of the `FullyShardedDataParallel`
    models that were called. The predicate holds where they are sharded over a group of two or more.

    Exceptions
    ----------
    Silent for

    - `fully_shard`, whose parameters are distributed tensors: the function takes their whole norm;
    - `ShardingStrategy.NO_SHARD`, a strategy that is not written out, and models that may not be
      wrapped;
    - an infinite threshold, which merely measures, and code under `summon_full_params`.

    References
    ----------
    - PyTorch, `FullyShardedDataParallel.clip_grad_norm_` ("you should use this method instead of
      `torch.nn.utils.clip_grad_norm_`"),
      https://docs.pytorch.org/docs/stable/fsdp.html#torch.distributed.fsdp.FullyShardedDataParallel.clip_grad_norm_
    - Y. Zhao et al., "PyTorch FSDP: Experiences on Scaling Fully Sharded Data Parallel", VLDB 2023,
      https://arxiv.org/abs/2304.11277
    """

    code = "LT805"
    name = "clip-norm-under-fsdp"
    severity = Severity.ERROR
    screen = ((b"FullyShardedDataParallel",), (b"clip_grad_norm_",))
    event = ClipShards

    def violates(self, before: None, event: ClipShards) -> bool:
        return event.sharded

    def verdict(self, before: None, event: ClipShards) -> Verdict:
        model = (Witness("model", event.at, "", event.text),) if event.receiver else ()
        return Verdict(
            event.at,
            "gradients are clipped by the norm of one rank's shard, another one on each rank",
            f"Call `{event.text or 'model'}.clip_grad_norm_()`, which takes the norm over all ranks.",
            model,
        )
