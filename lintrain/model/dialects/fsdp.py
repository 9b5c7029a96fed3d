"""Fully sharded data parallelism, in both forms.

https://docs.pytorch.org/docs/stable/fsdp.html: ``FullyShardedDataParallel`` wraps a module and has a
``clip_grad_norm_`` of its own that sees the whole norm (whether gradients are scaled there depends on
the scaler, so nothing is claimed about it).
https://docs.pytorch.org/docs/stable/distributed.fsdp.fully_shard.html:
``fully_shard`` changes the module in place and returns it.
"""

from __future__ import annotations

from lintrain.model.dialects._base import CONTEXT, QUIET, WRAPS, Dialect, Row, Verb
from lintrain.model.kinds import Kind

_OWN_CLIP = Row((Verb.CLIP,))

DIALECT = Dialect(
    "fsdp",
    rows={
        "torch.distributed.fsdp.FullyShardedDataParallel": WRAPS,
        "torch.distributed.fsdp.FullyShardedDataParallel.summon_full_params": CONTEXT,
        "torch.distributed.fsdp.FullyShardedDataParallel.state_dict_type": CONTEXT,
        "torch.distributed.fsdp.fully_shard": WRAPS,
        "torch.distributed._composable.replicate": WRAPS,
    },
    methods={
        Kind.MODEL: {
            "clip_grad_norm_": _OWN_CLIP,
            "set_requires_gradient_sync": QUIET,
            "set_is_last_backward": QUIET,
            "set_reshard_after_backward": QUIET,
        }
    },
    aliases={
        "torch.distributed.fsdp.fully_sharded_data_parallel.": "torch.distributed.fsdp.",
        "torch.distributed._composable.fsdp.": "torch.distributed.fsdp.",
        "torch.distributed.fsdp._fully_shard.": "torch.distributed.fsdp.",
        "fairscale.nn.FullyShardedDataParallel": "torch.distributed.fsdp.FullyShardedDataParallel",
    },
)
