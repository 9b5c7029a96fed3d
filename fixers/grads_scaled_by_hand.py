"""Divides the loss where backward is called, and takes the loop over the gradients away."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import is_atom, receiver

REASON = "The gradients are the same but for rounding. What was limited or measured in between sees others."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return both edits."""
    backward, loop = _node(verdict, editor, "backward"), _node(verdict, editor, "loop")
    if not isinstance(loop, cst.For) or not isinstance(loop.body, cst.IndentedBlock):
        raise CannotEdit("the gradients are not divided in a loop")
    if len(loop.body.body) != 1 or editor.statement(editor.node(verdict.at)) is not loop.body.body[0]:
        raise CannotEdit("the loop does something else, too")
    loss = receiver(backward) if isinstance(backward, cst.Call) and not backward.args else None
    if not isinstance(loss, cst.Name | cst.Attribute) or not is_atom(loss):
        raise CannotEdit("backward is not called on the loss itself")
    size = verdict.text("backward")
    edits = (*editor.wrap(loss, "(", f" / {size})"), editor.delete(loop))
    return Fix(f"Divide the loss by `{size}`", edits, Applicability.UNSAFE, REASON)


def _node(verdict: Verdict, editor: Editor, role: str) -> cst.CSTNode | None:
    place = verdict.place(role)
    return None if place is None else editor.node(place)
