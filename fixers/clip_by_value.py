"""Clips by the norm instead of by the value, with the same number as its threshold."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._renames import rename

REASON = (
    "The threshold limits the length of the whole gradient now and no longer each of its entries: "
    "the same number is far stricter, and has to be chosen anew."
)
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the other function, its keyword too."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call):
        raise CannotEdit("it is not called here")
    edits, calls = rename(editor, call, "clip_grad_norm_")
    keywords = (arg.keyword for each in calls for arg in each.args)
    named = [word for word in keywords if word is not None and word.value == "clip_value"]
    edits += tuple(editor.replace(word, "max_norm") for word in named)
    return Fix("Clip by the norm", edits, Applicability.UNSAFE, REASON)
