"""Writes the edit in its in-place form."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._renames import rename

REASON = "The gradient itself is changed now, as it was meant to be. Until now the line did nothing."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the call with its underscore, or the assignment with its operator."""
    node, instead = editor.node(verdict.at), verdict.text("instead")
    edits: tuple[Edit, ...]
    match node:
        case cst.Call(func=cst.Attribute(attr=attr)):
            edits = (editor.replace(attr, instead),)
        case cst.Call():
            edits, calls = rename(editor, node, instead)
            if len(calls) != 1:
                raise CannotEdit("the same name is called elsewhere too")
        case cst.BinaryOperation(left=left, right=right):
            edits = (editor.replace(node, f"{editor.source(left)} {instead} {editor.source(right)}"),)
        case _:
            raise CannotEdit("the edit is no call and no operation")
    return Fix("Edit the gradient in place", edits, Applicability.SAFE, REASON)
