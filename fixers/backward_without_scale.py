"""Calls backward on what ``scaler.scale(loss)`` returns."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._scaler import asks, within_reach
from ._walk import called, receiver

REASON = (
    "The scaler multiplies before it divides, so that the step is made with gradients of their true size. A "
    "learning rate that was raised to make up for the division has to come down."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the call; a ``scaler.scale(loss)`` above it whose result nobody takes goes away."""
    backward, scaler = editor.node(verdict.at), verdict.text("scaler")
    if not isinstance(backward, cst.Call) or called(backward) != "backward" or backward.args:
        raise CannotEdit("backward is not called as a plain method of the loss")
    loss = receiver(backward)
    if loss is None:
        raise CannotEdit("backward is not called as a plain method of the loss")
    line = editor.statement(backward)
    within_reach(editor, scaler, verdict.place("step"), line)
    text = editor.source(loss)
    edits = (
        editor.replace(backward.func, f"{scaler}.scale({text}).backward"),
        *_idle(editor, line, scaler, text),
    )
    return Fix(f"Scale the loss with `{scaler}.scale({text})`", edits, Applicability.SAFE, REASON)


def _idle(editor: Editor, line: cst.BaseStatement, scaler: str, loss: str) -> Iterator[Edit]:
    siblings, index = editor.block(line)
    for above in siblings[:index]:
        match above:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call() as call)]):
                if asks(editor, call, scaler, "scale") and [editor.source(a.value) for a in call.args] == [
                    loss
                ]:
                    yield editor.delete(above)
            case _:
                pass
