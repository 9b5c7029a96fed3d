"""Optimizers that call back: ``optimizer.step(closure)``, as LBFGS needs it.

https://docs.pytorch.org/docs/stable/optim.html#optimizer-step-closure. The closure clears, goes forward and
backward,
perhaps several times, before the step uses what it left.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Dialect, Row, Verb, slot
from lintrain.model.kinds import Kind

DIALECT = Dialect(
    "closures",
    methods={Kind.OPTIMIZER: {"step": Row((Verb.STEP,), calls=slot(0, "closure"))}},
)
