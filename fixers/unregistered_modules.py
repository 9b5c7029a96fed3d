"""Wraps a plain container of layers in ``nn.ModuleList`` or ``nn.ModuleDict``."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "Checkpoints written before lack these layers: they hold weights that were never trained."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the edits around the container."""
    registered, prefix = verdict.text("registered"), verdict.text("container")
    if not registered:
        raise CannotEdit("not all that is done with the container can be done with a registered one")
    if not prefix:
        raise CannotEdit("torch.nn has no name here")
    name = f"{prefix}.{registered}"
    return Fix(f"Use `{name}`", _wrapped(editor.node(verdict.at), name, editor), Applicability.SAFE, REASON)


def _wrapped(node: cst.CSTNode, name: str, editor: Editor) -> tuple[Edit, ...]:
    empty = ("[]", "{}", "()", "list()", "dict()", "tuple()")
    if editor.source(node) in empty:
        return (editor.replace(node, f"{name}()"),)
    if not isinstance(node, cst.Tuple):
        return editor.wrap(node, f"{name}(", ")")
    start, end = editor.tree.positions.offsets(node)
    if editor.text[start - 1 : start] != "(" or editor.text[end : end + 1] != ")":
        raise CannotEdit("the tuple has no parentheses of its own")
    return Edit(start - 1, start - 1, f"{name}("), Edit(end + 1, end + 1, ")")
