"""Keeps the parameters in a list, which can be used as often as one likes."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "A list holds the same parameters in the same order, and is not used up."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the list, where the iterator was made."""
    place = verdict.place("made")
    if place is None:
        raise CannotEdit("it is not known where the iterator was made")
    made = editor.node(place)
    start = editor.tree.positions.offsets(made)[0]
    if isinstance(made, cst.GeneratorExp) and editor.text[start - 1 : start] == "(":
        edits: tuple[Edit, ...] = (Edit(start - 1, start - 1, "list"),)
    else:
        edits = editor.wrap(made, "list(", ")")
    return Fix("Keep the parameters in a list", edits, Applicability.SAFE, REASON)
