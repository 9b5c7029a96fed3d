"""Uses the loss that takes scores, or takes the logarithm of the softmax."""

from __future__ import annotations

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._instead import instead

OF_SCORES = {"NLLLoss": "CrossEntropyLoss", "nll_loss": "cross_entropy"}
LOGARITHMS = {"softmax": "log_softmax", "Softmax": "LogSoftmax"}
FOR_SCORES = "The loss is another one, and whatever else it is applied to has to be scores, too."
FOR_PROBABILITIES = (
    "Whoever else reads the probabilities gets their logarithms: "
    "look for thresholds, averages and exported models first."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair at the loss for scores, at the softmax for probabilities."""
    squash = verdict.place("squash")
    if squash is None:
        edit = instead(editor, editor.node(verdict.place("criterion") or verdict.at), OF_SCORES)
        return Fix("Use the cross entropy of scores", (edit,), Applicability.UNSAFE, FOR_SCORES)
    if verdict.text("squash") != "softmax":
        raise CannotEdit("a sigmoid per class has no place before this loss: what was meant is uncertain")
    edit = instead(editor, editor.node(squash), LOGARITHMS)
    return Fix("Take the logarithm of the softmax", (edit,), Applicability.UNSAFE, FOR_PROBABILITIES)
