"""Gives the accelerator the number of steps that the program has for it."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = (
    "The optimizer steps less often, on larger batches. A learning rate that was tuned with windows of one "
    "may be too low."
)
KEYWORD = "gradient_accumulation_steps"


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the new argument, behind the others."""
    call, option = editor.node(verdict.at), verdict.text("option")
    if not isinstance(call, cst.Call) or not option:
        raise CannotEdit("the constructor does not know the number of steps")
    given = f"{KEYWORD}={option}"
    if call.args:
        edit = editor.wrap(call.args[-1].value, "", f", {given}")[1]
    else:
        edit = editor.replace(call, f"{editor.source(call.func)}({given})")
    return Fix(f"Give it `{given}`", (edit,), Applicability.UNSAFE, REASON)
