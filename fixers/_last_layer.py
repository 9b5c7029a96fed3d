"""The activation at the end of a model: a returned call, or the last item of a ``Sequential``."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._activation import put, scores
from ._names import path
from ._walk import assignment, called


def is_layer(editor: Editor, activation: cst.CSTNode) -> bool:
    """Tell whether ``activation`` builds a module that is an item of a ``Sequential``."""
    around = editor.tree.parent(activation)
    call = None if around is None else editor.tree.parent(around)
    return isinstance(around, cst.Arg) and isinstance(call, cst.Call) and called(call) == "Sequential"


def leave_out(editor: Editor, activation: cst.CSTNode) -> Edit:
    """Return what a model or helper is without its last activation."""
    if is_layer(editor, activation):
        return _without_item(editor, activation)
    statement = editor.statement(activation)
    inner = scores(editor, activation)
    if _returns(statement):
        return put(editor, activation, inner)
    target, value = assignment(statement) or (activation, None)
    siblings, index = editor.block(statement)
    at_end = index + 1 < len(siblings) and _returns(siblings[index + 1])
    if at_end and value is activation and path(target) and path(target) == path(inner):
        return editor.delete(statement)
    raise CannotEdit("the activation is not in the returned value")


def _returns(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Return)


def _without_item(editor: Editor, activation: cst.CSTNode) -> Edit:
    """Remove the last argument of a call, with its line where it has one to itself."""
    arg = editor.tree.parent(activation)
    call = None if arg is None else editor.tree.parent(arg)
    if not isinstance(arg, cst.Arg) or not isinstance(call, cst.Call):
        raise CannotEdit("the activation is not a layer")  # is_layer() looked at it
    if len(call.args) < 2 or call.args[-1] is not arg:
        raise CannotEdit("the activation is not the last of several layers")
    start, end = editor.tree.positions.offsets(arg)
    text, lines = editor.text, editor.lines
    line, below = lines.start(start), lines.end(end)
    behind = text[end:below].partition("#")[0].strip()
    if not text[line:start].strip() and behind in ("", ","):
        return Edit(line, below, "")
    previous = editor.tree.positions.offsets(call.args[-2])[1]
    return Edit(previous, end, "")
