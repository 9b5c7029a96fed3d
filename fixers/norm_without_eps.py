"""Adds an epsilon to the standard deviation, or to the variance under the root."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

EPSILON = "1e-5"
REASON = "A model that was trained without it computes slightly different numbers."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the one addition."""
    place = verdict.place("small")
    assert place is not None  # the static witness knows it
    node = editor.node(place)
    title = f"Add `{EPSILON}` to the {'standard deviation' if verdict.text('small') == 'std' else 'variance'}"
    return Fix(title, _added(node, editor), Applicability.UNSAFE, REASON)


def _added(node: cst.CSTNode, editor: Editor) -> tuple[Edit, ...]:
    if not isinstance(node, cst.BaseExpression) or node.lpar:
        raise CannotEdit("what the epsilon is added to stands in parentheses")
    if isinstance(editor.tree.parent(node), cst.Arg):
        end = editor.tree.positions.offsets(node)[1]
        return (Edit(end, end, f" + {EPSILON}"),)
    return editor.wrap(node, "(", f" + {EPSILON})")
