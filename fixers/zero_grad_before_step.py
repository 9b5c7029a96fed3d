"""Moves the clear to the line before the backward, or behind the step where backward stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._moves import behind, with_update
from ._names import changed, read, rebinds
from ._walk import called, direct, mentions, receiver

REASON = "The step finds the gradients that backward has made. Until now it has found none."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move of the clear."""
    call = editor.node(verdict.at)
    place = verdict.place("step")
    if not isinstance(call, cst.Call) or called(call) != "zero_grad" or place is None:
        raise CannotEdit("the clear is not written as a call of zero_grad()")
    clear, step = editor.statement(call), editor.statement(editor.node(place))
    siblings, index = editor.block(clear)
    at_step = next((i for i in range(index + 1, len(siblings)) if siblings[i] is step), None)
    if not direct(clear, call) or at_step is None or not isinstance(step, cst.SimpleStatementLine):
        raise CannotEdit("clear and step are not lines of one block")
    first = _first_backward(siblings[:index])
    if first is not None:
        _refuse_rebound(call, siblings[first:index])
        edits = editor.move_before(clear, siblings[first])
        return Fix("Clear before the backward", edits, Applicability.SAFE, REASON)
    if any(mentions(("backward",), line) for line in siblings[at_step:]):
        raise CannotEdit("the step uses the gradients of the pass before")
    last = with_update(siblings, at_step)
    _refuse_rebound(call, siblings[index + 1 : last + 1])
    return Fix("Clear after the step", behind(editor, clear, siblings[last]), Applicability.SAFE, REASON)


def _first_backward(lines: Sequence[cst.BaseStatement]) -> int | None:
    """Return the first line that goes backward since another player's step."""
    steps = [i for i, line in enumerate(lines) if mentions(("step",), line)]
    start = steps[-1] + 1 if steps else 0
    return next((i for i in range(start, len(lines)) if mentions(("backward",), lines[i])), None)


def _refuse_rebound(call: cst.Call, crossed: Sequence[cst.BaseStatement]) -> None:
    owner = receiver(call)
    if owner is None or rebinds(changed(*crossed), read(owner)):
        raise CannotEdit("what is cleared is bound between clear and step")
