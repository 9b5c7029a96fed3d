"""Lets the scaler make the step, and update its scale behind the last one."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._scaler import last_step, named, updates, within_reach
from ._walk import called, direct, scope

REASON = (
    "The scaler divides the gradients by what it has multiplied the loss by, and skips steps with "
    "an overflow. A learning rate that was tuned around the missing division has to be tuned again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the call through the scaler, with the update that has to follow."""
    step, scaler = editor.node(verdict.at), verdict.text("backward")
    if not isinstance(step, cst.Call) or called(step) != "step":
        raise CannotEdit("the step is not written as a call of step()")
    if step.args:
        raise CannotEdit("a scaler cannot step with a closure")
    optimizer, line = named(editor, step), editor.statement(step)
    within_reach(editor, scaler, verdict.place("backward"), line)
    if not direct(line, step):
        raise CannotEdit("the step is not a statement of its own")
    edits = [editor.replace(step, f"{scaler}.step({optimizer})")]
    if not updates(editor, scope(editor, line), scaler) and last_step(editor, line) is line:
        edits.append(editor.insert_after(line, f"{scaler}.update()"))
    title = f"Step with `{scaler}.step({optimizer})`"
    return Fix(title, tuple(edits), Applicability.SAFE, REASON)
