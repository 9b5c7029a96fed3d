"""Inserts ``scaler.update()`` behind the scaler's last step."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._scaler import last_step, named
from ._walk import called, direct

REASON = "It is what the scaler waits for: without it the next step raises."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion; one update serves all optimizers that the scaler steps."""
    step = editor.node(verdict.at)
    if not isinstance(step, cst.Call) or called(step) != "step" or len(step.args) != 1:
        raise CannotEdit("the step is not written as a call of the scaler's step()")
    line = editor.statement(step)
    if not direct(line, step):
        raise CannotEdit("the step is not a statement of its own")
    update = f"{named(editor, step)}.update()"
    edit = editor.insert_after(last_step(editor, line), update)
    return Fix(f"Insert `{update}`", (edit,), Applicability.SAFE, REASON)
