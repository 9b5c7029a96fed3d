"""Apex: ``amp.initialize`` and ``amp.scale_loss``, its optimizers and its wrappers.

https://nvidia.github.io/apex/amp.html. Gradients are unscaled when ``scale_loss`` is left, and
``master_params`` hands out the parameters that hold them. ``FP16_Optimizer.backward`` scales and unscales.
"""

from __future__ import annotations

from lintrain.model.dialects._base import WRAPS, Dialect, Gives, Row, Verb, of, slot

_FP16 = "apex.fp16_utils.FP16_Optimizer"

DIALECT = Dialect(
    "apex",
    rows={
        "apex.amp.initialize": Row(gives=(slot(0, "models"), slot(1, "optimizers"))),
        "apex.amp.scale_loss": Row(gives=Gives.LOSS_CONTEXT),
        "apex.amp.master_params": Row(gives=Gives.PARAMETERS),
        "apex.parallel.DistributedDataParallel": WRAPS,
        "apex.parallel.convert_syncbn_model": WRAPS,
        _FP16: Row(gives=slot(0, "init_optimizer"), becomes=_FP16),
        **of(
            _FP16,
            {
                "backward": Row((Verb.BACKWARD,)),
                "update_master_grads": Row((Verb.UNSCALE,)),
                "clip_master_grads": Row((Verb.CLIP,)),
            },
        ),
    },
    aliases={"apex.fp16_utils.fp16_optimizer.": "apex.fp16_utils.", "apex.amp.handle.": "apex.amp."},
)
