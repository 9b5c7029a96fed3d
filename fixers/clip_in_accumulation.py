"""Moves the clip under the guard of the step, to the line before it."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, read
from ._walk import direct, scope

REASON = (
    "The threshold limits the gradient of the whole window, as it was meant to. One that was chosen for "
    "its parts may be chosen again."
)
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, where nothing that stays behind needs what the clip returns."""
    clip, place = editor.node(verdict.at), verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(clip, cst.Call) or not isinstance(step, cst.Call):
        raise CannotEdit("the gradients are not clipped by a call")
    if scope(editor, clip) is not scope(editor, step):
        raise CannotEdit("clip and step stand in different functions")
    line, target = editor.statement(clip), editor.statement(step)
    if not direct(line, clip) or not isinstance(target, cst.SimpleStatementLine):
        raise CannotEdit("clip and step are not statements of their own")
    others = [node for node in _siblings(editor, line) if node is not line]
    if clash(changed(line), read(*others)) or clash(changed(*others), read(line)):
        raise CannotEdit("what is done with the norm belongs to every micro-batch")
    return Fix("Clip before the step", editor.move_before(line, target), Applicability.SAFE, REASON)


def _siblings(editor: Editor, line: cst.BaseStatement) -> list[cst.BaseStatement]:
    """Return the statements of the innermost loop around a line, or of the blocks up to it."""
    loop = editor.enclosing(line, cst.For, cst.While)
    if loop is None or not isinstance(loop.body, cst.IndentedBlock):
        raise CannotEdit("the clip is not in the loop of the micro-batches")
    return [
        each
        for each in loop.body.body
        if isinstance(each, cst.SimpleStatementLine | cst.BaseCompoundStatement)
    ]
