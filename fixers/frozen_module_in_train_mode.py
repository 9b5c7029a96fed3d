"""Inserts ``model.part.eval()`` behind ``model.train()``."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called, is_path, receiver

REASON = "The frozen part computes the same from then on, in training and in evaluation."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the one insertion."""
    call = editor.node(verdict.at)
    owner = receiver(call) if isinstance(call, cst.Call) and called(call) == "train" else None
    if owner is None or not isinstance(call, cst.Call) or not is_path(owner):
        raise CannotEdit("the mode is not set by train() on a name")
    if "DataParallel" in editor.text:
        raise CannotEdit("the model is wrapped: its parts have other names")
    statement = editor.statement(call)
    if not isinstance(editor.tree.parent(call), cst.Expr):
        raise CannotEdit("train() is no statement of its own")
    line = f"{editor.source(owner)}.{verdict.text('part')}.eval()"
    return Fix(f"Insert `{line}`", (editor.insert_after(statement, line),), Applicability.SAFE, REASON)
