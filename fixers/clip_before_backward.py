"""Moves the clip, with its comments, behind the backward: to the line before the step."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._clip import refuse_dependent, unscale
from ._walk import called, calls, direct, mentions, receiver

REASON = (
    "The clip finds gradients now, as it was meant to. A learning rate that was tuned without "
    "it may be tuned again."
)
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move, with ``unscale_`` in front of it where the gradients are scaled."""
    call = editor.node(verdict.at)
    clip = editor.statement(call)
    siblings, index = editor.block(clip)
    if not isinstance(call, cst.Call) or not direct(clip, call):
        raise CannotEdit("the clip is not a statement of its own")
    target = _step_line(siblings, index)
    between = siblings[index + 1 : target]
    refuse_dependent(clip, between)
    removed, inserted = editor.move_before(clip, siblings[target])
    step = next(c for c in calls(siblings[target]) if called(c) == "step")
    owner = receiver(step)
    if step.args and owner is not None and not mentions(("scale", "unscale_"), *between):
        raise CannotEdit("the step makes its gradients itself, in a closure")
    if wanted := unscale(editor, step, between, scaled=False):
        line = editor.insert_before(siblings[target], wanted)
        inserted = Edit(inserted.start, inserted.end, line.text + inserted.text)
    return Fix("Clip behind the backward", (inserted, removed), Applicability.SAFE, REASON)


def _step_line(lines: Sequence[cst.BaseStatement], clip: int) -> int:
    """Return the index of the line that steps, behind a backward behind the clip."""
    produced = False
    for index in range(clip + 1, len(lines)):
        line = lines[index]
        if produced and mentions(("step",), line):
            if isinstance(line, cst.SimpleStatementLine) and not mentions(("backward",), line):
                return index
            break
        produced |= mentions(("backward",), line)
    raise CannotEdit("backward and step do not follow the clip in its block")
