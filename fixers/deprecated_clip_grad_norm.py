"""Adds the underscore: the same function under its documented name."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._renames import rename

REASON = "The old name hands its arguments on to the new one: nothing else changes."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the new name, and its import where it was imported by the old one."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call):
        raise CannotEdit("it is not called here")
    edits, _ = rename(editor, call, "clip_grad_norm_")
    return Fix("Call `clip_grad_norm_`", edits, Applicability.SAFE, REASON)
