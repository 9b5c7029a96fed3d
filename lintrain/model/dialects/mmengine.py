"""MMEngine: optimizer wrappers, and models whose steps the runner calls.

https://mmengine.readthedocs.io/en/latest/tutorials/optim_wrapper.html. ``update_params`` divides by the
accumulation
counts, scales, goes backward, and at the end of each window clips, steps and clears.
https://mmengine.readthedocs.io/en/latest/tutorials/model.html: ``val_step`` and ``test_step`` are called in
evaluation mode without gradients.
"""

from __future__ import annotations

from lintrain.model.dialects._base import CONTEXT, LOSS, Base, Dialect, Row, Verb, of, slot

_WRAPPERS = ("OptimWrapper", "AmpOptimWrapper", "ApexOptimWrapper")
_METHODS = {
    "update_params": Row(
        (Verb.BACKWARD, Verb.UNSCALE, Verb.CLIP, Verb.STEP, Verb.SCALER_UPDATE, Verb.ZERO_GRAD), settled=False
    ),
    "backward": Row((Verb.BACKWARD,)),
    "scale_loss": Row(gives=LOSS),
    "optim_context": CONTEXT,
}
_MODEL = Base(training=frozenset(("train_step",)), evaluation=frozenset(("val_step", "test_step", "predict")))

DIALECT = Dialect(
    "mmengine",
    rows={
        key: row
        for name in _WRAPPERS
        for key, row in {
            f"mmengine.optim.{name}": Row(gives=slot(0, "optimizer"), becomes=f"mmengine.optim.{name}"),
            **of(f"mmengine.optim.{name}", _METHODS),
        }.items()
    },
    bases={
        "mmengine.model.BaseModel": _MODEL,
        "mmengine.model.BaseModule": Base(),
        "mmengine.model.ImgDataPreprocessor": Base(),
    },
    aliases={"mmengine.optim.optimizer.": "mmengine.optim.", "mmengine.model.base_model.": "mmengine.model."},
)
