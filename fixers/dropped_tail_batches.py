"""Lets the guard hold at the end of the data, too."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "The last window is shorter, and is divided by the length of a whole one."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the new condition: ``... or i + 1 == len(loader)``."""
    condition, counter, loader = editor.node(verdict.at), verdict.text("counter"), verdict.text("loop")
    if not loader:
        raise CannotEdit("what the loop goes over has no name")
    match condition:
        case cst.Comparison(
            left=cst.BinaryOperation(left=cst.BinaryOperation(left=left, right=cst.Integer(value="1")))
        ):
            counted = editor.source(left) == counter
        case _:
            counted = False
    if not counted:
        raise CannotEdit("the guard does not count the batches from one")
    edit = editor.wrap(condition, "", f" or {counter} + 1 == len({loader})")[1]
    return Fix(f"Step at the end of `{loader}`, too", (edit,), Applicability.UNSAFE, REASON)
