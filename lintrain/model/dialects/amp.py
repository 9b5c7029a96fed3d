"""Mixed precision of torch: a loss scaler that is asked to scale, unscale, step and update.

https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling. What a scaler's methods do depends on whether
it is enabled, so they are spelled out in :mod:`lintrain.flow.methods`.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect
from lintrain.model.kinds import Kind

DIALECT = Dialect(
    "torch.amp",
    roles={
        "torch.amp.GradScaler": Kind.SCALER,
        "torch.cuda.amp.GradScaler": Kind.SCALER,
        "torch.cpu.amp.GradScaler": Kind.SCALER,
        "torch.distributed.fsdp.sharded_grad_scaler.ShardedGradScaler": Kind.SCALER,
    },
)
