"""Scores that have no name where the loss is computed: they get one there."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import path
from ._walk import assignment, scope, walk

NAMES = ("logits", "scores", "raw_scores")


def name_scores(
    editor: Editor, source: cst.BaseStatement, inner: cst.BaseExpression, used: cst.BaseExpression
) -> tuple[Edit, ...]:
    """Return the edits that let a loss read ``inner`` of ``source`` in the place of ``used``.

    ``source`` is the line ``used = activation(inner)``. Where nobody else reads what it makes, it goes;
    otherwise ``inner`` gets a name that the file does not know yet.
    """
    target, activation = assignment(source) or (None, None)
    assert target is not None and activation is not None  # the caller looked at it
    alone = _is_read_once(editor, source, path(target), used)
    if alone and path(inner) == path(target):
        return (editor.delete(source),)
    fresh, value = _unused(editor), _on_a_line(editor, inner)
    if alone:
        renamed = editor.replace(target, fresh), editor.replace(activation, value)
        return *renamed, editor.replace(used, fresh)
    line = editor.insert_before(source, f"{fresh} = {value}")
    return line, editor.replace(inner, fresh), editor.replace(used, fresh)


def _is_read_once(editor: Editor, source: cst.BaseStatement, name: str, used: cst.BaseExpression) -> bool:
    """Tell whether ``used`` is the only place in a function where ``name`` is read, but for ``source``."""
    function = scope(editor, used)
    if not isinstance(function, cst.FunctionDef) or scope(editor, source) is not function:
        return False
    own = {id(node) for node in walk(source, used)}
    nodes = [node for node in walk(function.body, functions=True) if id(node) not in own]
    if any(isinstance(node, cst.Global | cst.Nonlocal) for node in nodes) or "." in name:
        return False
    bound = {id(node.target) for node in nodes if isinstance(node, cst.AssignTarget)}
    return not any(isinstance(n, cst.Name) and n.value == name and id(n) not in bound for n in nodes)


def _unused(editor: Editor) -> str:
    nodes = walk(editor.tree.module, functions=True)
    taken = {node.value for node in nodes if isinstance(node, cst.Name)}
    fresh = next((name for name in NAMES if name not in taken), "")
    if not fresh:
        raise CannotEdit("the scores have no name, and all that suit them are taken")
    return fresh


def _on_a_line(editor: Editor, expr: cst.BaseExpression) -> str:
    """Return the text of an expression, in parentheses where it spans lines."""
    text = editor.source(expr)
    if "\n" not in text and "\r" not in text:
        return text
    raise CannotEdit("the scores are computed over several lines")
