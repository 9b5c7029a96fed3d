"""timm: a loss scaler that is called, and does everything from backward to step.

https://github.com/huggingface/pytorch-image-models/blob/main/timm/utils/cuda.py. With ``need_update=False``
it
only goes backward. Neither divides nor clears.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, If, Row, Verb, slot

_NEEDED = If(slot(6, "need_update"), True)
_NATIVE = Row(
    (Verb.BACKWARD, _NEEDED, Verb.UNSCALE, Verb.CLIP, Verb.STEP, Verb.SCALER_UPDATE),
    optimizer=slot(1, "optimizer"),
    managed=False,
)
_APEX = Row((Verb.BACKWARD, _NEEDED, Verb.CLIP, Verb.STEP), optimizer=slot(1, "optimizer"), managed=False)

DIALECT = Dialect(
    "timm",
    rows={"timm.utils.NativeScaler.__call__": _NATIVE, "timm.utils.ApexScaler.__call__": _APEX},
    aliases={"timm.utils.cuda.": "timm.utils."},
)
