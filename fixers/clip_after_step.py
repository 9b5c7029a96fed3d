"""Moves the clip, with its comments, to the line before the step."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._clip import unscale
from ._clip_elsewhere import into_closure, into_scaler
from ._clip_units import Move, branches, move
from ._walk import called, direct, receiver

TITLE = "Clip before the step"
REASON = (
    "The clip takes effect now, as it was meant to. A learning rate that was tuned without "
    "it may be tuned again."
)
IN_CLOSURE = (
    "The clip takes effect each time the closure is called, as it may have been meant to. A line search "
    "compares losses along a gradient that is shorter now."
)
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, with ``unscale_`` in front of it where the gradients are still scaled."""
    step, clip = _step(verdict, editor), editor.node(verdict.at)
    if called(step) != "step":
        return Fix(TITLE, into_scaler(editor, step, clip), Applicability.SAFE, REASON)
    line = editor.statement(clip)
    if not isinstance(clip, cst.Call) or not direct(line, clip):
        raise CannotEdit("clip and step are not statements of their own")
    if _takes_closure(verdict, editor, step):
        edits = into_closure(verdict, editor, step, line)
        return Fix("Clip in the closure", edits, Applicability.UNSAFE, IN_CLOSURE)
    found = move(verdict, editor, line, step)
    if isinstance(found.target, cst.If):
        return Fix(TITLE, _into_branches(editor, found, step), Applicability.SAFE, REASON)
    return Fix(TITLE, _moved(verdict, editor, found, step), Applicability.SAFE, REASON)


def _step(verdict: Verdict, editor: Editor) -> cst.Call:
    place = verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(step, cst.Call):
        raise CannotEdit("the step is not written as a call of step()")
    if called(step) == "step" and verdict.place("backward") == place:
        raise CannotEdit("the step makes its gradients itself")
    return step


def _takes_closure(verdict: Verdict, editor: Editor, step: cst.Call) -> bool:
    owner = receiver(step)
    if not step.args:
        return False
    return owner is None or editor.source(owner) == verdict.text("step") or len(step.args) > 1


def _moved(verdict: Verdict, editor: Editor, found: Move, step: cst.Call) -> tuple[Edit, ...]:
    """Return the edits that move all lines of the clip above the step."""
    moves = [editor.move_before(line, found.target) for line in found.lines]
    removed, inserted = [edit for edit, _ in moves], [edit.text for _, edit in moves]
    scaled = verdict.place("scaler") is not None
    if direct(found.target, step):
        siblings, index = editor.block(found.target)
        if wanted := unscale(editor, step, siblings[:index], scaled):
            inserted.insert(0, editor.insert_before(found.target, wanted).text)
    elif step.args or scaled:
        raise CannotEdit("it is uncertain whether the gradients are scaled there")
    at = moves[0][1].start
    return Edit(at, at, "".join(inserted)), *removed


def _into_branches(editor: Editor, found: Move, step: cst.Call) -> tuple[Edit, ...]:
    """Return the edits that put the clip before the step of each branch."""
    edits = []
    for call, line in branches(editor, found, step):
        removed, inserted = editor.move_before(found.lines[-1], line)
        siblings, index = editor.block(line)
        wanted = unscale(editor, call, siblings[:index], scaled=False)
        before = editor.insert_before(line, wanted).text if wanted else ""
        edits.append(Edit(inserted.start, inserted.end, before + inserted.text))
    return *edits, removed
