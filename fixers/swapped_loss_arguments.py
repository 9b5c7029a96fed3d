"""Swaps the two arguments of a loss."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import walk

ROLES = ("input", "target")
IMPURE = (cst.Call, cst.Await, cst.Yield, cst.NamedExpr)
REASON = "The order is the one that this loss is documented with: it is what was meant."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair: what stands in the one place goes into the other."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call) or len(call.args) < 2:
        raise CannotEdit("the loss is not called with two arguments")
    first, second = call.args[:2]
    names = [arg.keyword.value if arg.keyword else None for arg in (first, second)]
    if first.star or second.star or not (names == [None, None] or sorted(map(str, names)) == [*ROLES]):
        raise CannotEdit("the loss does not show its two arguments")
    one, two = first.value, second.value
    if all(any(isinstance(node, IMPURE) for node in walk(each)) for each in (one, two)):
        raise CannotEdit("both arguments are computed here, and would be in another order")
    edits = (editor.replace(one, editor.source(two)), editor.replace(two, editor.source(one)))
    return Fix("Swap prediction and target", edits, Applicability.SAFE, REASON)
