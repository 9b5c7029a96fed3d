"""Switches the scaler off where it is made."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = (
    "No step is skipped any more, and the scaler's state in a checkpoint is empty; the numbers of the "
    "training change with that."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the argument ``enabled=False``, in the place of one that is there already."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call):
        raise CannotEdit("the scaler is not made by a call of its class")
    if any(arg.star for arg in call.args):
        raise CannotEdit("some arguments of the scaler cannot be read")
    given = next(
        (arg for arg in call.args if arg.keyword is not None and arg.keyword.value == "enabled"), None
    )
    if given is not None:
        edit = editor.replace(given.value, "False")
    elif call.args:
        last = call.args[-1]
        edit = editor.replace(last, f"{editor.source(last).rstrip(', ')}, enabled=False")
    else:
        edit = editor.replace(call, f"{editor.source(call.func)}(enabled=False)")
    return Fix("Switch the scaler off", (edit,), Applicability.UNSAFE, REASON)
