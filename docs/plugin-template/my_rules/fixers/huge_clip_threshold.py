"""Writes a threshold that acts."""

from __future__ import annotations

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import Editor


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the fix, or raise :class:`lintrain.syntax.edit.CannotEdit` with the reason why there is none."""
    edit = editor.replace(editor.node(verdict.at), "1.0")
    return Fix("Clip at 1.0", (edit,), Applicability.UNSAFE, "What a good threshold is depends on the model.")
