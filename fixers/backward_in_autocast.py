"""Ends the autocast region before backward: what follows in its block is moved out."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called, calls, walk

COMPUTES_NOTHING = {
    "backward", "scale", "unscale_", "step", "update", "zero_grad", "clip_grad_norm_", "clip_grad_value_",
    "parameters", "item", "append", "print", "log", "info", "set_description", "set_postfix", "format",
    "detach", "float", "get_last_lr", "add_scalar", "len", "isfinite", "isnan",
}  # fmt: skip
"""Calls that do the same outside of autocast."""

REASON = (
    "Backward runs in the types of its forward pass wherever it is called; the region holds that pass alone."
)
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the lines from backward on, indented like the ``with``."""
    region, lines = _region(editor, editor.node(verdict.at))
    refused = [call for call in calls(*lines) if called(call) not in COMPUTES_NOTHING]
    if refused:
        raise CannotEdit(f"{called(refused[0]) or 'a call'}() behind it may be meant for autocast")
    if any(isinstance(node, cst.BinaryOperation | cst.AugAssign) for node in walk(*lines)):
        raise CannotEdit("what is computed behind it may be meant for autocast")
    if any(isinstance(node, cst.BaseString) and "\n" in editor.source(node) for node in walk(*lines)):
        raise CannotEdit("moving it would change a string that spans lines")
    edits = tuple(_dedented(editor, region, lines))
    return Fix("End the autocast region before backward", edits, Applicability.SAFE, REASON)


def _region(editor: Editor, node: cst.CSTNode) -> tuple[cst.With, Sequence[cst.BaseStatement]]:
    """Return the innermost autocast region around ``node``, and its lines from there on."""
    line = editor.statement(node)
    while isinstance(around := editor.enclosing(line, cst.With, cst.FunctionDef), cst.With):
        if any("autocast" in editor.source(item.item) for item in around.items):
            if len(around.items) > 1:
                raise CannotEdit("the region is opened together with another context")
            return around, _from(editor, around, line)
        line = around
    raise CannotEdit("the region is opened in another function")


def _from(editor: Editor, region: cst.With, line: cst.BaseStatement) -> Sequence[cst.BaseStatement]:
    while editor.tree.parent(line) is not region.body:
        parent = editor.tree.parent(line)
        assert parent is not None  # the region is above
        line = editor.statement(parent)
    siblings, index = editor.block(line)
    if index == 0:
        raise CannotEdit("nothing but backward stands in the region")
    return siblings[index:]


def _dedented(editor: Editor, region: cst.With, lines: Sequence[cst.BaseStatement]) -> list[Edit]:
    old, new = editor.indent(lines[0]), editor.indent(region)
    extra = len(old) - len(new)
    start = editor.insert_before(lines[0], "").start
    end = editor.insert_after(lines[-1], "").start
    edits: list[Edit] = []
    for text in editor.lines.between(start, end):
        if text.strip() and text.startswith(old):
            edits.append(Edit(start, start + extra, ""))
        start += len(text)
    return edits
