"""Calls the sharded model's own ``clip_grad_norm_``."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

KNOWN = (None, "parameters", "max_norm", "norm_type")
REASON = (
    "The norm is taken over all ranks, and all shards are scaled by one factor. A threshold that was tuned "
    "to the norm of a shard may have to grow."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the call, with all arguments but the parameters."""
    model, call = verdict.text("model"), editor.node(verdict.at)
    if not model or not isinstance(call, cst.Call):
        raise CannotEdit("the call does not name the wrapped model")
    keywords = [None if arg.keyword is None else arg.keyword.value for arg in call.args]
    if any(arg.star for arg in call.args) or not set(keywords) <= set(KNOWN):
        raise CannotEdit("the model's own method does not have these arguments")
    if keywords[0] not in (None, "parameters"):
        raise CannotEdit("the parameters are not the first argument")
    function = editor.replace(call.func, f"{model}.clip_grad_norm_")
    return Fix("Clip by the whole norm", (function, _without_first(call, editor)), Applicability.SAFE, REASON)


def _without_first(call: cst.Call, editor: Editor) -> Edit:
    """Return the removal of the first argument, up to the second."""
    if len(call.args) < 2:
        raise CannotEdit("the call has no threshold")
    start = editor.tree.positions.offsets(call.args[0])[0]
    return Edit(start, editor.tree.positions.offsets(call.args[1])[0], "")
