"""Gives the loss the scores: the softmax's own argument, or a model without the softmax."""

from __future__ import annotations

from lintrain.findings import Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import Editor

from ._feeding import feed_scores


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair at the loss where the scores are at hand there, else in the model."""
    return feed_scores(verdict, editor, "softmax")
