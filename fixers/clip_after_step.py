"""Moves the clip, with its comments, to the line before the step."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, read
from ._walk import called, calls, direct, receiver

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
    if unscale := _unscale(verdict, editor, step, siblings[:before]):
        line = editor.insert_before(target, unscale)
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
    skipped = [step, *between]
    if clash(changed(*skipped), read(clip)) or clash(changed(clip), read(*skipped)):
        raise CannotEdit("what stands between step and clip belongs to one of them")


def _unscale(verdict: Verdict, editor: Editor, step: cst.Call, above: Sequence[cst.BaseStatement]) -> str:
    """Return the line that unscales the gradients, or nothing where they have their true size."""
    scaled, owner = verdict.place("scaler") is not None, receiver(step)
    if not step.args or owner is None:
        if scaled:
            raise CannotEdit("the step bypasses the scaler")
        return ""
    scaler, optimizer = editor.source(owner), editor.source(step.args[0].value)
    own = [line for line in above if _unscales(editor, line, optimizer)]
    if own and not scaled and isinstance(own[-1], cst.SimpleStatementLine):
        return ""
    if own or not (scaled or any(_scales(editor, line, scaler) for line in above)):
        raise CannotEdit("it is uncertain whether the gradients are scaled there")
    return f"{scaler}.unscale_({optimizer})"


def _unscales(editor: Editor, line: cst.CSTNode, optimizer: str) -> bool:
    given = (call.args for call in calls(line) if called(call) == "unscale_")
    return any(editor.source(arg.value) == optimizer for args in given for arg in args)


def _scales(editor: Editor, line: cst.CSTNode, scaler: str) -> bool:
    owners = (receiver(call) for call in calls(line) if called(call) == "scale")
    return any(owner is not None and editor.source(owner) == scaler for owner in owners)
