"""Moves the schedule's step behind the optimizer's, or behind the loop that makes the steps of an epoch."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import direct, jumps, mentions, walk

REASON = "The schedule begins at its first rate. Every other one comes a round later than before."
RATES = ("get_last_lr", "get_lr", "param_groups", "lr")


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, if nothing on the way reads the rate or leaves the round."""
    advance, place = editor.node(verdict.at), verdict.place("step")
    if place is None or not isinstance(advance, cst.Call):
        raise CannotEdit("the optimizer's step is not in sight")
    line = editor.statement(advance)
    if not direct(line, advance):
        raise CannotEdit("the schedule's step is not a statement of its own")
    siblings, index = editor.block(line)
    target = next((i for i, each in enumerate(siblings) if _holds(each, editor.node(place))), None)
    if target is None or target <= index:
        raise CannotEdit("the two steps do not stand in one block")
    between = siblings[index + 1 : target + 1]
    if any(_hinders(node) for node in walk(*between)) or any(jumps(each, cst.Continue) for each in between):
        raise CannotEdit("what stands between the two reads the rate, or leaves the loop")
    last = siblings[target]
    if target + 1 < len(siblings) and _is_update(siblings[target + 1]):
        last = siblings[target + 1]
    edits = editor.move_after(line, last)
    return Fix("Advance the schedule behind the optimizer's step", edits, Applicability.SAFE, REASON)


def _holds(statement: cst.CSTNode, node: cst.CSTNode) -> bool:
    return any(each is node for each in walk(statement))


def _hinders(node: cst.CSTNode) -> bool:
    match node:
        case cst.Attribute(attr=cst.Name(value=name)):
            return name in RATES
        case cst.SimpleString(value=text):
            return text.strip("\"'") == "lr"
        case cst.Return() | cst.Raise():
            return True
        case _:
            return False


def _is_update(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and mentions(("update",), statement)
