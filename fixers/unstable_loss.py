"""Keeps the argument of a logarithm or a square root away from zero."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import argument, called, is_atom, receiver

REASON = (
    "The loss and its gradient change near the edge, and how much is right depends on the number format: "
    "a loss of scores, where there is one, needs no such number."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair: the argument is limited from below, or a little is added to it."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call):
        raise CannotEdit("the function is not written as a call")
    given = argument(call, "input")
    expr = given.value if given is not None else receiver(call)
    if expr is None:
        raise CannotEdit("what the function is applied to is not in sight")
    limits = called(call) == "log"
    edit = _limited(editor, expr) if limits else _raised(editor, expr, alone=given is not None)
    return Fix("Keep it away from zero", (edit,), Applicability.UNSAFE, REASON)


def _limited(editor: Editor, expr: cst.BaseExpression) -> Edit:
    text = editor.source(expr)
    return editor.replace(expr, f"{text if is_atom(expr) else f'({text})'}.clamp_min(1e-7)")


def _raised(editor: Editor, expr: cst.BaseExpression, *, alone: bool) -> Edit:
    text = f"{editor.source(expr)} + 1e-8"
    return editor.replace(expr, text if alone else f"({text})")
