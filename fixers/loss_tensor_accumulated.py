"""Keeps the value of a loss without its graph."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "Backward has freed what a gradient would need: the value is all that is left of the loss."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair: a number where one is enough, else the tensor without its graph."""
    loss = editor.node(verdict.at)
    if not isinstance(loss, cst.Name):
        raise CannotEdit("what is kept is not the name of a loss")
    method = "item" if verdict.place("number") is not None else "detach"
    edit = editor.replace(loss, f"{loss.value}.{method}()")
    return Fix(f"Keep `{loss.value}.{method}()`", (edit,), Applicability.SAFE, REASON)
