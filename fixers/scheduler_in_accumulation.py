"""Moves the schedule's step behind the optimizer's, under its guard."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import direct, scope
from .missing_zero_grad import last_of_step

REASON = (
    "The schedule takes as long as its length says. A peak rate that was tuned without it may be tuned again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move."""
    advance, place = editor.node(verdict.at), verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(advance, cst.Call) or not isinstance(step, cst.Call):
        raise CannotEdit("the step is not written as a call")
    if scope(editor, advance) is not scope(editor, step):
        raise CannotEdit("the two steps stand in different functions")
    line, target = editor.statement(advance), editor.statement(step)
    if not direct(line, advance):
        raise CannotEdit("the schedule's step is not a statement of its own")
    edits = editor.move_after(line, last_of_step(editor, target, step))
    return Fix("Advance the schedule behind the step", edits, Applicability.SAFE, REASON)
