"""torchtune, and optimizers that step inside backward.

https://meta-pytorch.org/torchtune/main/tutorials/memory_optimizations.html#fusing-optimizer-step-into-backward-pass:
hooks step and clear as soon as a gradient is complete, out of sight of any loop. ``scale_grads`` divides by
the
number of tokens once all micro-batches have been summed.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, Row, Verb

_HOOKS = Row(hooks=True)
_SCALE = Row((Verb.EDIT_GRADS,))

DIALECT = Dialect(
    "torchtune",
    rows={
        "torchtune.training.register_optim_in_bwd_hooks": _HOOKS,
        "torchtune.training.OptimizerInBackwardWrapper": _HOOKS,
        "torchtune.training.OptimizerInBackward": _HOOKS,
        "torchtune.training.scale_grads": _SCALE,
        "torchtune.training.scale_grads_": _SCALE,
        "torch.distributed.optim._apply_optimizer_in_backward": _HOOKS,
    },
    aliases={"torchtune.utils.": "torchtune.training.", "torchtune.training.memory.": "torchtune.training."},
)
