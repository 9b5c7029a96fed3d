"""Uses the loss that applies the sigmoid itself."""

from __future__ import annotations

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import Editor

from ._instead import instead

WITH_LOGITS = {
    "BCELoss": "BCEWithLogitsLoss",
    "binary_cross_entropy": "binary_cross_entropy_with_logits",
}
REASON = (
    "The loss is another one, and whatever else it is applied to has to be scores, too; "
    "where probabilities are wanted, apply the sigmoid there."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair where the loss is built, or called if it is a function."""
    place = verdict.place("criterion") or verdict.at
    edit = instead(editor, editor.node(place), WITH_LOGITS)
    return Fix("Let the loss apply the sigmoid", (edit,), Applicability.UNSAFE, REASON)
