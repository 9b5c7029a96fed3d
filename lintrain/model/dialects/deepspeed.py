"""DeepSpeed: the engine that ``initialize`` returns is the model, and trains it.

https://deepspeed.readthedocs.io/en/latest/training.html. ``engine.backward`` divides by the accumulation
steps of its configuration and scales; ``engine.step`` unscales, clips, steps and clears, and does
nothing before the accumulation boundary.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, Row, Verb, of, quiet, slot

_ENGINE = "deepspeed.DeepSpeedEngine"

DIALECT = Dialect(
    "deepspeed",
    rows={
        "deepspeed.initialize": Row(
            gives=(slot(1, "model"), slot(2, "optimizer"), None, None), becomes=_ENGINE
        ),
        "deepspeed.init_inference": Row(gives=slot(0, "model")),
        **of(
            _ENGINE,
            {
                "backward": Row((Verb.BACKWARD,)),
                "step": Row((Verb.UNSCALE, Verb.CLIP, Verb.STEP, Verb.ZERO_GRAD), settled=False),
                **quiet(
                    *("is_gradient_accumulation_boundary", "set_gradient_accumulation_boundary"),
                    *("save_checkpoint", "get_global_grad_norm", "get_lr", "train_micro_batch_size_per_gpu"),
                ),
            },
        ),
    },
    aliases={"deepspeed.runtime.engine.": "deepspeed."},
)
