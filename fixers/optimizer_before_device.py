"""Moves the line that moves the model above the one that builds the optimizer."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, path, read
from ._walk import called, direct, receiver

REASON = "The optimizer gets the parameters that the model will have. Nothing else changes."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, if nothing between the two lines has to do with it."""
    place, call = verdict.place("optimizer"), editor.node(verdict.at)
    if place is None or not isinstance(call, cst.Call):
        raise CannotEdit("the construction of the optimizer is not in sight")
    move, built = editor.statement(call), editor.statement(editor.node(place))
    siblings, index = editor.block(move)
    before = next((i for i, line in enumerate(siblings[:index]) if line is built), None)
    if before is None or not _is_plain(move, call):
        raise CannotEdit("the two are not lines of one block")
    model = _model(call)
    between = siblings[before:index]
    if clash(changed(*between), read(move)) or any(_uses(line, model) for line in between[1:]):
        raise CannotEdit("what stands between them has to do with the model")
    removed, inserted = editor.move_before(move, built)
    return Fix("Move the model first", (inserted, removed), Applicability.SAFE, REASON)


def _model(call: cst.Call) -> str:
    owner = receiver(call)
    name = "" if owner is None else path(owner)
    if not name or called(call) not in ("to", "cuda"):
        raise CannotEdit("the model has no name where it is moved")
    return name


def _is_plain(line: cst.BaseStatement, call: cst.Call) -> bool:
    """Tell whether a line does nothing but move the model."""
    if not isinstance(line, cst.SimpleStatementLine) or not direct(line, call):
        return False
    match line.body[0]:
        case cst.Expr(value=value):
            return value is call
        case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value):
            owner = receiver(call)
            return value is call and owner is not None and path(target) == path(owner)
        case _:
            return False


def _uses(line: cst.BaseStatement, model: str) -> bool:
    return clash({model}, read(line) | changed(line))
