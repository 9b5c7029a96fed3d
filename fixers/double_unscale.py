"""Removes the second ``scaler.unscale_(optimizer)``."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called

REASON = "The second call could only raise; the gradients have their true size since the first."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the removal of the line."""
    if verdict.place("unscale") == verdict.at:
        raise CannotEdit("one line unscales them both times")
    call = editor.node(verdict.at)
    line = editor.statement(call)
    own = isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Expr)
    if not own or not isinstance(call, cst.Call) or called(call) != "unscale_":
        raise CannotEdit("the second unscale_() is not a line of its own")
    return Fix("Remove the second unscale_()", (editor.delete(line),), Applicability.SAFE, REASON)
