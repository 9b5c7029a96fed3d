"""Moves the schedule's step out of the loop over the batches, or into it."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import direct, jumps, scope
from .missing_zero_grad import last_of_step

REASON = "The rates are others from now on. If the length was wrong and not the place, change the length."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move to where the length belongs."""
    advance = editor.node(verdict.at)
    line = editor.statement(advance)
    if not isinstance(advance, cst.Call) or not direct(line, advance):
        raise CannotEdit("the schedule's step is not a statement of its own")
    if verdict.text("built") == "often":
        edits = editor.move_after(line, _batches(editor, line))
        return Fix("Advance the schedule once for each epoch", edits, Applicability.UNSAFE, REASON)
    place = verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(step, cst.Call) or scope(editor, step) is not scope(editor, advance):
        raise CannotEdit("the optimizer's step stands in another function")
    edits = editor.move_after(line, last_of_step(editor, editor.statement(step), step))
    return Fix("Advance the schedule behind each step", edits, Applicability.UNSAFE, REASON)


def _batches(editor: Editor, line: cst.BaseStatement) -> cst.BaseCompoundStatement:
    """Return the loop over the batches, which stands in the loop over the epochs."""
    loop = editor.enclosing(line, cst.For, cst.While)
    outer = None if loop is None else editor.enclosing(loop, cst.For, cst.While, cst.FunctionDef)
    if loop is None or not isinstance(outer, cst.For | cst.While):
        raise CannotEdit("the loop over the epochs stands in another function")
    siblings, index = editor.block(loop)
    if any(jumps(each, cst.Continue) for each in siblings[: index + 1]):
        raise CannotEdit("an epoch may be left before its end")
    return loop
