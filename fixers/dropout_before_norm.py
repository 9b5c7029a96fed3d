"""Swaps a dropout layer and the normalisation behind it."""

from __future__ import annotations

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "The model computes something else, and its layers get other positions in checkpoints."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the two replacements."""
    place = verdict.place("norm")
    if place is None or verdict.place("swap") is None:
        raise CannotEdit("the layers are called on each other")
    drop, norm = editor.node(verdict.at), editor.node(place)
    edits = (editor.replace(drop, editor.source(norm)), editor.replace(norm, editor.source(drop)))
    return Fix("Put dropout behind the normalisation", edits, Applicability.UNSAFE, REASON)
