"""Inserts ``sampler.set_epoch(epoch)`` at the head of the loop over the epochs."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed
from ._walk import called

REASON = (
    "Each epoch has an order of its own, the same on all ranks. It is what the sampler was built to do, and "
    "touches nothing else."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, under the condition on which the sampler is a distributed one."""
    place, sampler = verdict.place("epochs"), verdict.text("epochs")
    if place is None or not sampler:
        raise CannotEdit("the sampler has no name where the epochs are counted")
    loop = editor.node(place)
    if not isinstance(loop, cst.For):
        raise CannotEdit("the loop over the epochs does not number them")
    call = f"{sampler}.set_epoch({_epoch(loop)})"
    guard = verdict.text("guard")
    line = f"if {guard}:\n{editor.tree.module.default_indent}{call}" if guard else call
    if not isinstance(loop.body, cst.IndentedBlock):
        raise CannotEdit("the loop over the epochs stands on one line")
    first = loop.body.body[0]
    assert isinstance(first, cst.SimpleStatementLine | cst.BaseCompoundStatement)  # a block holds statements
    return Fix(f"Insert `{call}`", (editor.insert_before(first, line),), Applicability.SAFE, REASON)


def _epoch(loop: cst.For) -> str:
    """Return the variable that counts the epochs."""
    target: cst.BaseExpression = loop.target
    source = called(loop.iter) if isinstance(loop.iter, cst.Call) else ""
    if isinstance(target, cst.Tuple) and source == "enumerate":
        target, source = target.elements[0].value, "range"
    if source not in ("range", "trange", "tqdm") or not isinstance(target, cst.Name) or target.value == "_":
        raise CannotEdit("the loop over the epochs does not number them")
    if target.value in changed(loop.body):
        raise CannotEdit("the number of the epoch is changed inside the loop")
    return target.value
