"""Walks over syntax nodes, and what the nodes mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from lintrain.syntax.edit import Editor

_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def walk(*roots: cst.CSTNode, functions: bool = False) -> Iterator[cst.CSTNode]:
    """Yield ``roots`` and all in them, in the order of the source; nested functions only if asked for."""
    pending = list(reversed(roots))
    while pending:
        node = pending.pop()
        yield node
        if functions or not isinstance(node, _SCOPES) or any(node is root for root in roots):
            pending.extend(reversed(node.children))


def calls(*roots: cst.CSTNode) -> Iterator[cst.Call]:
    """Yield the calls in ``roots``, without those in nested functions."""
    return (node for node in walk(*roots) if isinstance(node, cst.Call))


def called(call: cst.Call) -> str:
    """Return the last part of the name that is called: ``step`` of ``self.optimizer.step()``."""
    match call.func:
        case cst.Attribute(attr=cst.Name(value=name)) | cst.Name(value=name):
            return name
        case _:
            return ""


def receiver(call: cst.Call) -> cst.BaseExpression | None:
    """Return what a method is called on."""
    return call.func.value if isinstance(call.func, cst.Attribute) else None


def argument(call: cst.Call, keyword: str) -> cst.Arg | None:
    """Return the first positional argument of a call, or the one called ``keyword``."""
    if call.args and call.args[0].keyword is None:
        return call.args[0] if not call.args[0].star else None
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == keyword), None)


def mentions(names: Iterable[str], *roots: cst.CSTNode) -> bool:
    """Tell whether a function or method with one of these names is called in ``roots``."""
    wanted = frozenset(names)
    return any(called(call) in wanted for call in calls(*roots))


def is_path(expr: cst.CSTNode) -> bool:
    """Tell whether ``expr`` is a name or the attribute of one: reading it again changes nothing."""
    while isinstance(expr, cst.Attribute):
        expr = expr.value
    return isinstance(expr, cst.Name)


def is_atom(expr: cst.BaseExpression) -> bool:
    """Tell whether ``expr`` can stand before a dot or as an operand without parentheses."""
    atoms = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.Float, cst.List, cst.SimpleString)
    return isinstance(expr, atoms)


def scope(editor: Editor, node: cst.CSTNode) -> cst.CSTNode:
    """Return the innermost function (or the module) around ``node``."""
    return editor.enclosing(node, cst.FunctionDef, cst.Lambda) or editor.tree.module


def jumps(root: cst.CSTNode, *kinds: type[cst.CSTNode]) -> bool:
    """Tell whether ``root`` holds a ``break`` or the like that is not of a loop inside it."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, kinds):
            return True
        if not isinstance(node, cst.For | cst.While | cst.FunctionDef | cst.Lambda | cst.ClassDef):
            pending.extend(node.children)
    return False


def assignment(statement: cst.CSTNode) -> tuple[cst.BaseExpression, cst.BaseExpression] | None:
    """Return target and value of ``target = value`` on a line of its own."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget() as left], value=value)]):
            return left.target, value
        case _:
            return None


def direct(statement: cst.CSTNode, call: cst.Call) -> bool:
    """Tell whether ``statement`` is one simple line that does (or stores) what ``call`` returns."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    match statement.body[0]:
        case cst.Expr(value=value) | cst.Assign(value=value):
            return any(node is call for node in walk(value))
        case _:
            return False
