"""Learning rates that are written out where an optimizer is built."""

from __future__ import annotations

import re

from lintrain.events import LearningRate
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.model.values import Constant, Params, Value

RESCALES = re.compile(r"(?i:sched|warm_?up|noam|anneal|param_groups)|[a-z]LR$|^lr_|_lr$")
"""Words of programs in which the rate that an optimizer is built with may not be the one it steps with."""


def note(here: Here, kind: str, params: Value | None, args: Arguments, text: str) -> None:
    """Tell of a rate for a model's parameters, where nothing in sight changes it before the step."""
    rate, expr = args.get(1, "lr"), args.expr(1, "lr")
    number = rate.value if isinstance(rate, Constant) else None
    if expr is None or not isinstance(number, int | float) or isinstance(number, bool):
        return
    if isinstance(params, Params) and not here.machine.index.says(RESCALES):
        here.note("", LearningRate(here.place(expr.at), text, kind, float(number)), None)
