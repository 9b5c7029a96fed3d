"""Gives the loss the scores: the sigmoid's own argument, or a model without the sigmoid."""

from __future__ import annotations

from lintrain.findings import Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._feeding import feed_scores


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair at the loss where the scores are at hand there, else in the model."""
    if verdict.place("softmax") is not None:
        raise CannotEdit("after a softmax the classes exclude each other: a cross entropy may be meant")
    return feed_scores(verdict, editor, "sigmoid")
