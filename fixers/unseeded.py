"""Inserts ``torch.manual_seed(0)`` before the first random numbers."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._imports import imported_as
from ._walk import scope

REASON = "Every run draws the same numbers from now on: whoever averages over runs has to vary the seed."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, outside of all loops."""
    call = editor.node(verdict.at)
    target = editor.statement(call)
    outer = scope(editor, call)
    parent = editor.tree.parent(target)
    while parent is not None and parent is not outer:
        if isinstance(parent, cst.ClassDef):
            raise CannotEdit("the numbers are drawn in the body of a class")
        if isinstance(parent, cst.For | cst.While):
            target = editor.statement(parent)
        parent = editor.tree.parent(parent)
    seed, imported = imported_as(editor, "torch", "manual_seed")
    edit = editor.insert_before(target, f"{seed}(0)")
    return Fix("Set a seed", (*imported, edit), Applicability.UNSAFE, REASON)
