"""Inserts ``model.eval()`` behind the line that restores the weights."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import is_path, receiver

REASON = "Code that gets the model and trains it further has to call `train()` then."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion."""
    place = verdict.place("load")
    call = editor.node(place) if place is not None and place.path == verdict.at.path else None
    model = receiver(call) if isinstance(call, cst.Call) else None
    if call is None or model is None or not is_path(model):
        raise CannotEdit("the model has no name where its weights are loaded")
    text = f"{editor.source(model)}.eval()"
    edit = editor.insert_after(editor.statement(call), text)
    return Fix(f"Insert `{text}`", (edit,), Applicability.UNSAFE, REASON)
