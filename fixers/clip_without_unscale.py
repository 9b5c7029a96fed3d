"""Inserts ``scaler.unscale_(optimizer)`` before the clip."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, read, rebinds
from ._walk import called, calls, direct, is_path, mentions, receiver

CLIPS = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm", "clip_grads_with_norm_")
SUPPRESSIONS = ("lintrain:", "noqa")
REASON = (
    "The threshold meets gradients of their true size; scaler.step() does not unscale them again. "
    "A threshold of several thousand, tuned on scaled gradients, has to come down."
)

Lines = Sequence[cst.BaseStatement]


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, with the names of the ``scaler.step(...)`` that follows the clip."""
    clip = editor.statement(editor.node(verdict.at))
    siblings, index = editor.block(clip)
    step = _step(editor, verdict.text("backward"), siblings[index + 1 :])
    home = clip
    if step is None:
        home = _option(editor, clip)
        outer, place = editor.block(home)
        step = _step(editor, verdict.text("backward"), outer[place + 1 :])
    if step is None:
        raise CannotEdit("no step of the scaler follows in the same block")
    owner, optimizer = receiver(step), step.args[0].value
    assert owner is not None  # _step() looked at it
    window = _window(editor, home, step)
    if any(_unscales(editor, call, optimizer) for call in calls(*window)):
        raise CannotEdit("an unscale_() stands nearby already: a second one for the same step would raise")
    if rebinds(changed(*window), read(owner, optimizer)):
        raise CannotEdit("scaler or optimizer get another value before the step")
    line = f"{editor.source(owner)}.unscale_({editor.source(optimizer)})"
    edit = _directly_above(editor, _first_clip(editor, clip, home, window), line)
    return Fix("Unscale before clipping", (edit,), Applicability.SAFE, REASON)


def _option(editor: Editor, clip: cst.BaseStatement) -> cst.BaseStatement:
    """Return the ``if`` that has ``clip`` in its body."""
    body = editor.tree.parent(clip)
    option = None if body is None else editor.tree.parent(body)
    if not isinstance(option, cst.If):
        raise CannotEdit("no step of the scaler follows in the same block")
    return editor.statement(option)


def _step(editor: Editor, scaler: str, below: Lines) -> cst.Call | None:
    """Return the step of ``scaler`` among the lines up to the next backward."""
    steps: list[cst.Call] = []
    for line in below:
        if mentions(("backward",), line):
            break
        steps += [call for call in calls(line) if _is_step(editor, call, scaler) and direct(line, call)]
    if len({editor.source(step.args[0].value) for step in steps}) > 1:
        raise CannotEdit("the scaler steps several optimizers after the clip")
    return steps[0] if steps else None


def _is_step(editor: Editor, call: cst.Call, scaler: str) -> bool:
    owner = receiver(call)
    if called(call) != "step" or owner is None or len(call.args) != 1:
        return False
    return editor.source(owner) == scaler and is_path(owner) and is_path(call.args[0].value)


def _unscales(editor: Editor, call: cst.Call, optimizer: cst.BaseExpression) -> bool:
    given = [editor.source(arg.value) for arg in call.args]
    return called(call) == "unscale_" and given == [editor.source(optimizer)]


def _window(editor: Editor, home: cst.BaseStatement, step: cst.Call) -> Lines:
    """Return the lines from the last backward, or the scaler's last step, above ``home`` to its step."""
    owner = receiver(step)
    scaler = "" if owner is None else editor.source(owner)
    siblings, index = editor.block(home)
    first = index
    while first > 0 and not mentions(("backward",), siblings[first - 1]):
        if any(_is_step(editor, call, scaler) for call in calls(siblings[first - 1])):
            break
        first -= 1
    last = editor.block(editor.statement(step))[1]
    return siblings[first:last]


def _first_clip(
    editor: Editor, clip: cst.BaseStatement, home: cst.BaseStatement, window: Lines
) -> cst.BaseStatement:
    """Return where to unscale: one step allows it once, before all clips that belong to it."""
    clips = [line for line in window if mentions(CLIPS, line)]
    if len(clips) > 1:
        return clips[0]
    siblings, index = editor.block(clip)
    inside = siblings[: index + 1] if clip is not home else [clip]
    return next((line for line in inside if mentions(CLIPS, line)), clip)


def _directly_above(editor: Editor, statement: cst.BaseStatement, line: str) -> Edit:
    """Insert below a comment that announces the clip, but not between a suppression and what it is for."""
    edit = editor.insert_before(statement, line)
    leading = getattr(statement, "leading_lines", ())
    comments = [row.comment.value for row in leading if row.comment]
    if any(mark in comment for comment in comments for mark in SUPPRESSIONS):
        return edit
    start = editor.lines.start(editor.tree.positions.offsets(statement)[0])
    return Edit(start, start, edit.text)
