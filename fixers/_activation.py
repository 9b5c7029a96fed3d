"""The call of an activation as the source writes it: what goes in, and what is left without it."""

from __future__ import annotations

import ast

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import path
from ._walk import argument, called, is_atom, receiver, walk

METHODS = ("softmax", "log_softmax", "sigmoid")


def scores(editor: Editor, call: cst.CSTNode) -> cst.BaseExpression:
    """Return ``x`` of ``F.softmax(x, 1)``, of ``x.softmax(1)`` and of ``self.act(x)``."""
    if not isinstance(call, cst.Call):
        raise CannotEdit("the activation is not written as a call")
    owner = receiver(call)
    if owner is not None and called(call) in METHODS and _is_tensor(editor, owner, call):
        return owner
    given = argument(call, "input")
    if given is None or _is_axis(given.value):
        raise CannotEdit("the call of the activation does not show what it is applied to")
    return given.value


def put(editor: Editor, node: cst.CSTNode, given: cst.BaseExpression) -> Edit:
    """Write ``given`` in the place of ``node``, in parentheses where it needs them there."""
    text = editor.source(given)
    whole = isinstance(editor.tree.parent(node), cst.Arg | cst.Return | cst.Element | cst.Assign)
    if not (is_atom(given) or whole) or isinstance(given, cst.NamedExpr) or not _stands_alone(text):
        text = f"({text})"
    return editor.replace(node, text)


def _stands_alone(text: str) -> bool:
    """Tell whether ``text`` is an expression without brackets around it that let it span lines."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def _is_tensor(editor: Editor, owner: cst.BaseExpression, call: cst.Call) -> bool:
    """Tell ``logits.softmax(1)`` from ``F.softmax(logits, 1)`` and ``self.softmax(logits)``."""
    first = argument(call, "dim")
    if path(owner).partition(".")[0] in _imported(editor):
        return False
    if called(call) == "sigmoid":
        return not call.args
    if path(owner) == "self":
        return first is not None and _is_axis(first.value)
    if first is None or not (first.keyword or _is_axis(first.value)):
        raise CannotEdit("what the activation is applied to is uncertain")
    return True


def _is_axis(expr: cst.BaseExpression) -> bool:
    if isinstance(expr, cst.UnaryOperation):
        expr = expr.expression
    return isinstance(expr, cst.Integer) or (isinstance(expr, cst.Name) and expr.value in ("dim", "axis"))


def _imported(editor: Editor) -> set[str]:
    found: set[str] = set()
    for node in walk(editor.tree.module, functions=True):
        if isinstance(node, cst.ImportAlias):
            name = node.asname.name if node.asname else node.name
            found.add(path(name).partition(".")[0])
    return found
