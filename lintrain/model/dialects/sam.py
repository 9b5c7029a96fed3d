"""Sharpness-aware minimisation and other optimizers with two phases.

https://github.com/davda54/sam. ``first_step`` climbs with the gradients and leaves the weights perturbed,
``second_step`` goes back and descends; both clear only with ``zero_grad=True``.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, If, Row, Verb, slot
from lintrain.model.kinds import Kind

_CLEARS = If(slot(0, "zero_grad"), False)
# A climb that does not clear leaves its gradients to the descent, on purpose in some variants.
_CLIMBS = Row((_CLEARS, Verb.STEP, Verb.ZERO_GRAD))
_DESCENDS = Row((Verb.STEP, _CLEARS, Verb.ZERO_GRAD))

DIALECT = Dialect(
    "sam",
    roles={
        "sam.SAM": Kind.OPTIMIZER,
        "sam.sam.SAM": Kind.OPTIMIZER,
        "pytorch_optimizer.SAM": Kind.OPTIMIZER,
        "pytorch_optimizer.GSAM": Kind.OPTIMIZER,
    },
    methods={
        Kind.OPTIMIZER: {
            **dict.fromkeys(("first_step", "ascent_step"), _CLIMBS),
            "second_step": _DESCENDS,
            # It descends and always clears.
            "descent_step": Row((Verb.STEP, Verb.ZERO_GRAD)),
        }
    },
)
