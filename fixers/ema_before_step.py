"""Moves the update of the average behind the step."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._moves import behind, with_update
from ._names import changed, clash, path, read
from ._walk import called, calls, direct, mentions, receiver

REASON = "The average takes in the weights that the step has made, and no longer those before it."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the move."""
    call = editor.node(verdict.at)
    update = editor.statement(call)
    siblings, index = editor.block(update)
    if not isinstance(call, cst.Call) or not direct(update, call):
        raise CannotEdit("the update is not a statement of its own")
    last = with_update(siblings, _step_line(siblings, index))
    crossed = siblings[index + 1 : last + 1]
    own = {"" if owner is None else path(owner) for owner in (receiver(call),)}
    if clash(changed(*crossed), read(update)) or clash(own, read(*crossed)):
        raise CannotEdit("what stands between update and step belongs to the update")
    return Fix("Average after the step", behind(editor, update, siblings[last]), Applicability.SAFE, REASON)


def _step_line(lines: Sequence[cst.BaseStatement], update: int) -> int:
    for index in range(update + 1, len(lines)):
        line = lines[index]
        if mentions(("backward",), line):
            break
        if any(_is_step(call) for call in calls(line)):
            if isinstance(line, cst.SimpleStatementLine):
                return index
            break
    raise CannotEdit("the step does not follow the update in its block")


def _is_step(call: cst.Call) -> bool:
    owner = receiver(call)
    if called(call) != "step" or owner is None:
        return False
    name = path(owner).rpartition(".")[2].lower()
    return not any(word in name for word in ("sched", "ema", "swa", "warm", "prof"))
