"""Data parallelism: wrappers over the same parameters, and optimizers that shard their state.

https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html and
https://docs.pytorch.org/docs/stable/distributed.optim.html. Gradients are averaged during backward;
nothing is divided, clipped or cleared.
"""

from __future__ import annotations

from lintrain.model.dialects._base import CONTEXT, WRAPS, Dialect, Gives, Row
from lintrain.model.kinds import Kind

DIALECT = Dialect(
    "ddp",
    roles={
        "torch.distributed.optim.ZeroRedundancyOptimizer": Kind.OPTIMIZER,
        "torch.distributed.optim.PostLocalSGDOptimizer": Kind.OPTIMIZER,
    },
    rows={
        "torch.nn.parallel.DistributedDataParallel": WRAPS,
        "torch.nn.parallel.DataParallel": WRAPS,
        "torch.nn.DataParallel": WRAPS,
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm": WRAPS,
        "torch.distributed.tensor.parallel.parallelize_module": WRAPS,
    },
    methods={Kind.MODEL: {"no_sync": Row(gives=Gives.UNSYNCED), "join": CONTEXT}},
    aliases={"torch.distributed.optim.zero_redundancy_optimizer.": "torch.distributed.optim."},
)
