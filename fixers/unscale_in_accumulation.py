"""Moves ``scaler.unscale_(optimizer)`` behind the last backward before the step, under its guard."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, read
from ._scaler import Lines, asks, named
from ._walk import called, calls, direct, mentions, walk

CLIPS = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm", "clip_grads_with_norm_")
REASON = (
    "All micro-batches count alike, and the gradients are unscaled once for each step, as the scaler asks. A "
    "learning rate that was tuned on the broken sums may be tuned again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move; clips that stand between go with it, in front of those behind it."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call) or called(call) != "unscale_" or len(call.args) != 1:
        raise CannotEdit("unscale_() is not called on the scaler itself")
    line = editor.statement(call)
    if not direct(line, call):
        raise CannotEdit("unscale_() is not a line of its own")
    siblings, index = editor.block(line)
    target, above = _target(
        editor, siblings[index + 1 :], named(editor, call), editor.source(call.args[0].value)
    )
    moved = [line, *(each for each in above if mentions(CLIPS, each))]
    _refuse_dependent(moved, above)
    pairs = [editor.move_before(each, target) for each in moved]
    at = pairs[0][1].start
    inserted = Edit(at, at, "".join(pair[1].text for pair in pairs))
    removed = tuple(pair[0] for pair in pairs)
    return Fix("Unscale behind the last backward", (*removed, inserted), Applicability.SAFE, REASON)


def _target(editor: Editor, below: Lines, scaler: str, optimizer: str) -> tuple[cst.BaseStatement, Lines]:
    """Return the line before which gradients are complete, and what stands above it in the block."""
    for position, line in enumerate(below):
        inner: Sequence[cst.CSTNode] = line.body.body if isinstance(line, cst.If) else (line,)
        steps = [each for each in inner if _steps(editor, each, scaler, optimizer)]
        if not steps:
            continue
        backwards = [number for number in range(position) if mentions(("backward",), below[number])]
        last = max(backwards, default=-1) + 1
        if isinstance(line, cst.If):
            if backwards or any(mentions(("backward",), each) for each in inner):
                raise CannotEdit("another backward stands before the guard of the step")
            clips = [each for each in inner[: _index(inner, steps[0])] if mentions(CLIPS, each)]
            return _statement([*clips, *steps][0]), below[:position]
        if not backwards:
            raise CannotEdit("the next backward is in another round of the loop")
        clips = [each for each in below[last:position] if mentions(CLIPS, each)]
        return _statement([*clips, line][0]), below[:last]
    raise CannotEdit("the step of the scaler does not follow in the same block, or under a guard in it")


def _index(lines: Sequence[cst.CSTNode], line: cst.CSTNode) -> int:
    return next(i for i, each in enumerate(lines) if each is line)


def _statement(line: cst.CSTNode) -> cst.BaseStatement:
    assert isinstance(line, cst.BaseStatement)  # it stands in a block
    return line


def _steps(editor: Editor, line: cst.CSTNode, scaler: str, optimizer: str) -> bool:
    """Tell whether ``line`` does nothing but step this optimizer with this scaler."""
    for call in calls(line):
        if asks(editor, call, scaler, "step") and direct(line, call) and len(call.args) == 1:
            return editor.source(call.args[0].value) == optimizer
    return False


def _refuse_dependent(moved: list[cst.BaseStatement], above: Lines) -> None:
    if not all(isinstance(line, cst.SimpleStatementLine) for line in moved):
        raise CannotEdit("a clip that stands between is not a line of its own")
    skipped = [line for line in above if not any(line is each for each in moved)]
    if any(isinstance(node, cst.Attribute) and node.attr.value == "grad" for node in walk(*skipped)):
        raise CannotEdit("gradients are read before the next backward")
    if clash(changed(*moved), read(*skipped)) or clash(changed(*skipped), read(*moved)):
        raise CannotEdit("what stands between unscale_() and the step belongs to one of them")
