"""Inserts ``scaler.unscale_(optimizer)`` before the clip."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, read, rebinds
from ._scaled_steps import UNSEEN, Steps, homes, is_step, knows, steps_behind
from ._walk import called, calls, direct, mentions

CLIPS = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm", "clip_grads_with_norm_")
SUPPRESSIONS = ("lintrain:", "noqa")
REASON = (
    "The threshold meets gradients of their true size; scaler.step() does not unscale them again. "
    "A threshold of several thousand, tuned on scaled gradients, has to come down."
)

Lines = Sequence[cst.BaseStatement]
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, with the names of the ``scaler.step(...)`` that follows the clip."""
    clip, scaler = editor.statement(editor.node(verdict.at)), verdict.text("backward")
    home, steps = _step(verdict, editor, clip, scaler)
    above, below = _window(editor, home, steps, scaler)
    names = {scaler, *steps.optimizers, *(read(steps.line.test) if isinstance(steps.line, cst.If) else ())}
    if rebinds(changed(*above, *below), names):
        raise CannotEdit("scaler or optimizer get another value before the step")
    target = _first_clip(editor, clip, home, [*above, *below])
    if late := [line for line in below if _unscales(editor, line, steps)]:
        return _moved(editor, late, target, [*above, home], steps)
    if any(_unscales(editor, line, steps) for line in [*above, home]):
        raise CannotEdit("an unscale_() stands nearby already: a second one for the same step would raise")
    text = "\n".join(f"{scaler}.unscale_({optimizer})" for optimizer in steps.optimizers)
    if steps.condition:
        unit = editor.tree.module.default_indent
        text = f"if {steps.condition}:\n{unit}" + text.replace("\n", f"\n{unit}")
    edit = _directly_above(editor, target, text)
    return Fix("Unscale before clipping", (edit,), Applicability.SAFE, REASON)


def _step(
    verdict: Verdict, editor: Editor, clip: cst.BaseStatement, scaler: str
) -> tuple[cst.BaseStatement, Steps]:
    """Return the line behind which the scaler steps: the clip's, one around it, or the call of it."""
    place = verdict.place("backward")
    backward = verdict.at if place is None else place
    for home in (home for home in homes(editor, clip) if knows(editor, home, clip, verdict)):
        if steps := steps_behind(editor, home, editor.node(backward), scaler):
            return home, steps
    raise CannotEdit(UNSEEN)


def _moved(editor: Editor, late: Lines, target: cst.BaseStatement, above: Lines, steps: Steps) -> Fix:
    """Return the move of an ``unscale_`` that stands between clip and step."""
    if len(late) > 1 or len(steps.optimizers) > 1 or any(_unscales(editor, line, steps) for line in above):
        raise CannotEdit("an unscale_() stands nearby already: a second one for the same step would raise")
    if not any(direct(late[0], call) for call in calls(late[0])):
        raise CannotEdit("the unscale_() behind the clip is no statement of its own")
    edits = editor.move_before(late[0], target)
    return Fix("Unscale before clipping", edits, Applicability.SAFE, REASON)


def _unscales(editor: Editor, line: cst.BaseStatement, steps: Steps) -> bool:
    given = (call.args for call in calls(line) if called(call) == "unscale_")
    return any(editor.source(arg.value) in steps.optimizers for args in given for arg in args)


def _window(editor: Editor, home: cst.BaseStatement, steps: Steps, scaler: str) -> tuple[Lines, Lines]:
    """Return the lines from the last backward, or the scaler's last step, to ``home``; and on to its step."""
    siblings, index = editor.block(home)
    first = index
    while first > 0 and not mentions(("backward",), siblings[first - 1]):
        if any(is_step(editor, call, scaler) for call in calls(siblings[first - 1])):
            break
        first -= 1
    last = editor.block(steps.line)[1]
    return siblings[first:index], siblings[index + 1 : last]


def _first_clip(
    editor: Editor, clip: cst.BaseStatement, home: cst.BaseStatement, others: Lines
) -> cst.BaseStatement:
    """Return where to unscale: one step allows it once, before all clips that belong to it."""
    clips = [line for line in others if mentions(CLIPS, line)]
    if clips:
        siblings, _ = editor.block(home)
        return min((*clips, home), key=siblings.index)
    body = editor.tree.parent(clip)
    option = None if body is None else editor.tree.parent(body)
    if option is not home or not isinstance(home, cst.If):
        return home
    siblings, index = editor.block(clip)
    return next((line for line in siblings[: index + 1] if mentions(CLIPS, line)), clip)


def _directly_above(editor: Editor, statement: cst.BaseStatement, line: str) -> Edit:
    """Insert below a comment that announces the clip, but not between a suppression and what it is for."""
    edit = editor.insert_before(statement, line)
    leading = getattr(statement, "leading_lines", ())
    comments = [row.comment.value for row in leading if row.comment]
    if any(mark in comment for comment in comments for mark in SUPPRESSIONS):
        return edit
    start = editor.lines.start(editor.tree.positions.offsets(statement)[0])
    return Edit(start, start, edit.text)
