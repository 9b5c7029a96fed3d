"""Removes what switches anomaly detection on: a line, or a ``with`` around other lines."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import walk

REASON = "Nothing that is computed changes; a step in which NaN appears is no longer ended with an error."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the removal."""
    call = editor.node(verdict.at)
    statement = editor.statement(call)
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=value)]) if value is call:
            edit = editor.delete(statement)
        case cst.With(items=[cst.WithItem(item=item, asname=None)]) if item is call:
            edit = _unwrapped(editor, statement)
        case _:
            raise CannotEdit("it is not a statement of its own")
    return Fix("Leave anomaly detection off", (edit,), Applicability.SAFE, REASON)


def _unwrapped(editor: Editor, statement: cst.With) -> Edit:
    """Return the body of a ``with`` without its head, indented like it."""
    if not isinstance(statement.body, cst.IndentedBlock) or statement.asynchronous is not None:
        raise CannotEdit("the body stands on the line of the `with`")
    if any(isinstance(node, cst.SimpleString) and "\n" in node.value for node in walk(statement)):
        raise CannotEdit("moving it would change a string that spans lines")
    inner = statement.body.body[0]
    assert isinstance(inner, cst.SimpleStatementLine | cst.BaseCompoundStatement)
    old, new = editor.indent(inner), editor.indent(statement)
    start = editor.lines.start(editor.tree.positions.offsets(statement)[0])
    head = editor.lines.end(editor.tree.positions.offsets(statement.items[-1].item)[1])
    if not editor.text[start:head].split("#")[0].rstrip().endswith(":"):
        raise CannotEdit("the head of the `with` spans lines")
    end = editor.lines.end(editor.tree.positions.offsets(statement)[1])
    lines = editor.lines.between(head, end)
    moved = [new + line[len(old) :] if line.startswith(old) else line for line in lines]
    return Edit(start, end, "".join(moved))
