"""Copies what is kept: ``copy.deepcopy`` around the state dict, in place of a shallow copy of it."""

from __future__ import annotations

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._imports import spelled

REASON = "What is kept no longer changes with the model. It takes memory for one more set of weights."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the copy, with the import that it needs."""
    state = verdict.place("state")
    if state is None:
        raise CannotEdit("the weights are not written as an expression of their own")
    deepcopy, imported = spelled(editor, "copy", "deepcopy")
    copied = f"{deepcopy}({editor.source(editor.node(state))})"
    edit = editor.replace(editor.node(verdict.at), copied)
    return Fix("Keep a copy", (*imported, edit), Applicability.SAFE, REASON)
