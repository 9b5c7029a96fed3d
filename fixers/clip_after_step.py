"""Moves the clip, with its comments, to the line before the step."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._clip import refuse_dependent, unscale
from ._walk import called, direct, receiver

REASON = (
    "The clip takes effect now, as it was meant to. A learning rate that was tuned without "
    "it may be tuned again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, with ``unscale_`` in front of it where the gradients are still scaled."""
    step = _step(verdict, editor)
    clip = editor.statement(editor.node(verdict.at))
    target = editor.statement(step)
    siblings, index = editor.block(clip)
    before = next((i for i, s in enumerate(siblings[:index]) if s is target), None)
    if before is None:
        raise CannotEdit("clip and step stand in different blocks")
    _refuse_dependent(verdict, editor, siblings[before : index + 1])
    removed, inserted = editor.move_before(clip, target)
    if wanted := unscale(editor, step, siblings[:before], verdict.place("scaler") is not None):
        line = editor.insert_before(target, wanted)
        inserted = Edit(inserted.start, inserted.end, line.text + inserted.text)
    return Fix("Clip before the step", (inserted, removed), Applicability.SAFE, REASON)


def _step(verdict: Verdict, editor: Editor) -> cst.Call:
    place = verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(step, cst.Call) or called(step) != "step":
        raise CannotEdit("the step is not written as a call of step()")
    owner = receiver(step)
    if verdict.place("backward") == place:
        raise CannotEdit("the step makes its gradients itself")
    if step.args and (owner is None or editor.source(owner) == verdict.text("step") or len(step.args) > 1):
        raise CannotEdit("the step makes its gradients itself, in a closure")
    return step


def _refuse_dependent(verdict: Verdict, editor: Editor, lines: Sequence[cst.BaseStatement]) -> None:
    step, *between, clip = lines
    call = editor.node(verdict.at)
    assert isinstance(call, cst.Call)  # the verdict points at the clip
    if not direct(clip, call) or not isinstance(step, cst.SimpleStatementLine):
        raise CannotEdit("clip and step are not statements of their own")
    refuse_dependent(clip, [step, *between])
