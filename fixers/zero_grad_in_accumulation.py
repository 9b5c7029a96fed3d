"""Moves the clear behind the step, under its guard, or in front of the loop of micro-batches."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, read, rebinds
from ._walk import calls, direct, scope
from .missing_zero_grad import last_of_step

REASON = (
    "The step uses the whole window, as the code plainly meant. A learning rate that was tuned for "
    "one micro-batch may be tuned again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move; where the clear is there already, behind the step, the other is taken away."""
    clear, place = editor.node(verdict.at), verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(clear, cst.Call) or not isinstance(step, cst.Call):
        raise CannotEdit("the gradients are not cleared by a call")
    line, stepping = editor.statement(clear), editor.statement(step)
    if not direct(line, clear):
        raise CannotEdit("the clear is not a statement of its own")
    if scope(editor, clear) is not scope(editor, step):
        raise CannotEdit("clear and step stand in different functions")
    text = editor.source(clear)
    guard = editor.node(verdict.place("window") or verdict.at)
    if isinstance(guard, cst.For | cst.While):
        return _before(editor, line, guard, clear)
    siblings, last = editor.block(stepping)
    if any(editor.source(call) == text for after in siblings[last + 1 :] for call in calls(after)):
        return _fix(f"Remove `{text}`", editor.delete(line))
    moved = editor.move_after(line, last_of_step(editor, stepping, step))
    return _fix("Clear behind the step", *moved, *_behind_others(editor, step, text))


def _behind_others(editor: Editor, step: cst.Call, clear: str) -> Iterator[Edit]:
    """Yield a clear behind each other step of the same optimizer, such as that of a last, short window."""
    same = editor.source(step)
    for other in calls(scope(editor, step)):
        if other is not step and editor.source(other) == same:
            line = editor.statement(other)
            siblings, last = editor.block(line)
            below = siblings[last + 1 :]
            if not any(editor.source(call) == clear for each in below for call in calls(each)):
                yield editor.insert_after(last_of_step(editor, line, other), clear)


def _before(editor: Editor, line: cst.BaseStatement, loop: cst.For | cst.While, clear: cst.Call) -> Fix:
    if rebinds(changed(loop), read(clear)):
        raise CannotEdit("the loop gives what is cleared another meaning")
    return _fix("Clear before the micro-batches", *editor.move_before(line, loop))


def _fix(title: str, *edits: Edit) -> Fix:
    return Fix(title, edits, Applicability.SAFE, REASON)
