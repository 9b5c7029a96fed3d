"""Each statement of ``ast`` that is one step becomes one operation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from lintrain.syntax.ir import (
    Assign,
    Augment,
    Bind,
    Branch,
    Declare,
    Delete,
    Enter,
    Evaluate,
    Expr,
    For,
    Import,
    Nothing,
    Op,
    Outer,
    Raise,
    Return,
    Sequence,
)
from lintrain.syntax.scope import Lowering

from .operators import OPERATORS
from .patterns import capture, pattern
from .unsure import Unsure


def _assign(low: Lowering, node: ast.Assign) -> Op:
    at = low.number(node)
    targets = tuple([low.target(target) for target in node.targets])
    return Assign(at, targets, low.expr(node.value))


def _annotated(low: Lowering, node: ast.AnnAssign) -> Op:
    at = low.number(node)
    target = low.target(node.target)
    annotation = low.expr(node.annotation)
    if node.value is None:
        return Declare(at, target, annotation)
    return Assign(at, (target,), low.expr(node.value), annotation)


def _augmented(low: Lowering, node: ast.AugAssign) -> Op:
    at = low.number(node)
    return Augment(at, low.target(node.target), OPERATORS[type(node.op)], low.expr(node.value))


def _evaluate(low: Lowering, node: ast.Expr) -> Op:
    return Evaluate(low.number(node), low.expr(node.value))


def _assert(low: Lowering, node: ast.Assert) -> Op:
    at = low.number(node)
    test = low.expr(node.test)
    if node.msg is not None:
        low.expr(node.msg)
    low.raises = True
    return Evaluate(at, test)


def _delete(low: Lowering, node: ast.Delete) -> Op:
    at = low.number(node)
    last = node.targets[-1]
    if len(node.targets) > 1:
        low.number(None)  # the tuple that libcst sees
        return Delete(at, tuple(low.target(target) for target in node.targets))
    if (node.end_lineno, node.end_col_offset) != (last.end_lineno, last.end_col_offset):
        raise Unsure  # ``del (a)`` or ``del a,``
    target = low.target(last)
    return Delete(at, target.items if isinstance(target, Sequence) else (target,))


def _return(low: Lowering, node: ast.Return) -> Op:
    return Return(low.number(node), low.expr(node.value) if node.value is not None else None)


def _raise(low: Lowering, node: ast.Raise) -> Op:
    at = low.number(node)
    value = low.expr(node.exc) if node.exc is not None else None
    if node.cause is not None:
        low.expr(node.cause)
    low.raises = True
    return Raise(at, value)


def _nothing(low: Lowering, node: object) -> Op:
    return Nothing(low.number(node))


def _type_alias(low: Lowering, node: Any) -> Op:  # noqa: ANN401  # newer than the oldest Python
    low.words.add(node.name.id)
    low.assigned.add(node.name.id)
    return Nothing(low.number(node))


def _outer(kind: str) -> Callable[[Lowering, Any], Op]:
    def lower(low: Lowering, node: ast.Global | ast.Nonlocal) -> Op:
        names = tuple(node.names)
        low.words.update(names)
        low.outer.update(names)
        return Outer(low.number(node), kind, names)

    return lower


def _import(low: Lowering, node: ast.Import) -> Op:
    names = []
    for alias in node.names:
        parts = alias.name.split(".")
        low.words.update(parts)
        names.append((_local(low, alias) or parts[0], alias.name if alias.asname else parts[0]))
    low.assigned.update(local for local, _ in names)
    low.raises = True
    return Import(low.number(node), tuple(names))


def _import_from(low: Lowering, node: ast.ImportFrom) -> Op:
    at = low.number(node)
    low.raises = True
    low.words.update(node.module.split(".") if node.module else ())
    module = "." * node.level + (node.module or "")
    if node.names[0].name == "*":
        return Import(at, (), (module,))
    prefix = module + "." if node.module else module
    names = []
    for alias in node.names:
        low.words.add(alias.name)
        names.append((_local(low, alias) or alias.name, prefix + alias.name))
    low.assigned.update(local for local, _ in names)
    return Import(at, tuple(names))


def _local(low: Lowering, alias: ast.alias) -> str | None:
    if alias.asname is not None:
        low.words.add(alias.asname)
    return alias.asname


def _test(low: Lowering, node: ast.If) -> Op:
    return Branch(low.number(node), low.expr(node.test))


def _while(low: Lowering, node: ast.While) -> Op:
    return Branch(low.number(node), low.expr(node.test), loop=True)


def _for(low: Lowering, node: ast.For | ast.AsyncFor) -> Op:
    at = low.number(node)
    target = low.target(node.target)
    iterable = low.expr(node.iter)
    if isinstance(node, ast.AsyncFor):
        low.raises = True
    return For(at, target, iterable)


def _enter(low: Lowering, node: ast.withitem) -> Op:
    at = low.number(node)
    context = low.expr(node.context_expr)
    return Enter(at, context, low.target(node.optional_vars) if node.optional_vars is not None else None)


def _handler(low: Lowering, node: ast.ExceptHandler) -> Op:
    at = low.number(node)
    if node.type is not None:
        low.expr(node.type)
    capture(low, node.name)
    return Nothing(at) if node.name is None else Bind(at, (node.name,))


def _subject(low: Lowering, node: ast.Match) -> Op:
    return Evaluate(low.number(node), low.expr(node.subject))


def _case(low: Lowering, node: ast.match_case) -> Op:
    at = low.number(node)
    pattern(low, node.pattern)
    return Branch(at, None)


def except_all(handlers: Iterable[ast.ExceptHandler]) -> bool:
    """Whether some handler catches everything: a bare ``except`` or ``except BaseException``."""
    return any(
        h.type is None or (isinstance(h.type, ast.Name) and h.type.id == "BaseException") for h in handlers
    )


def decorators(low: Lowering, nodes: Iterable[ast.expr]) -> tuple[Expr, ...]:
    """Lower the decorators of a definition."""
    return tuple(low.expr(node) for node in nodes)


class _Table(dict[type, Callable[[Lowering, Any], Op]]):
    """Operations by node type; libcst may know more about a statement that this version does not know."""

    def __missing__(self, key: type) -> Callable[[Lowering, Any], Op]:
        raise Unsure


OPERATIONS = _Table(
    {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Expr: _evaluate,
        ast.Assert: _assert,
        ast.Delete: _delete,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Global: _outer("global"),
        ast.Nonlocal: _outer("nonlocal"),
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.If: _test,
        ast.While: _while,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.withitem: _enter,
        ast.ExceptHandler: _handler,
        ast.Match: _subject,
        ast.match_case: _case,
        ast.Pass: _nothing,
        ast.Break: _nothing,
        ast.Continue: _nothing,
        tuple: _nothing,
    }
)
"""Operations by node type. A tuple stands for the ``finally`` of a ``try``, which has no node in ``ast``."""

if hasattr(ast, "TypeAlias"):
    OPERATIONS[ast.TypeAlias] = _type_alias
