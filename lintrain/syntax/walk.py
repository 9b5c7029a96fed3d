"""Walks over expressions and operations. Iterative where expressions can be deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lintrain.syntax import ir


def operands(op: ir.Op) -> Iterator[ir.Expr]:
    """Yield the expressions that an operation evaluates."""
    match op:
        case ir.Assign(targets=targets, value=value):
            yield value
            yield from targets
        case ir.Augment(target=target, value=value):
            yield value
            yield target
        case ir.Evaluate(value=value):
            yield value
        case ir.Branch(condition=condition):
            if condition is not None:
                yield condition
        case ir.For(target=target, iterable=iterable):
            yield iterable
            yield target
        case ir.Enter(context=context, target=bound):
            yield context
            if bound is not None:
                yield bound
        case ir.Return(value=returned) | ir.Raise(value=returned) | ir.Pause(value=returned):
            if returned is not None:
                yield returned
        case ir.Delete(targets=targets):
            yield from targets
        case _:
            return


def targets(op: ir.Op) -> tuple[ir.Expr, ...]:
    """Return the expressions that an operation binds, or changes in place."""
    match op:
        case ir.Assign(targets=several) | ir.Delete(targets=several):
            return several
        case ir.Augment(target=target) | ir.For(target=target):
            return (target,)
        case ir.Enter(target=target) if target is not None:
            return (target,)
        case _:
            return ()


def _pairs(expr: ir.Mapping) -> list[ir.Expr]:
    found: list[ir.Expr] = []
    for key, value in expr.items:
        if key is not None:
            found.append(key)
        found.append(value)
    return found


def _loops(expr: ir.Comprehension) -> list[ir.Expr]:
    found: list[ir.Expr] = []
    for target, iterable, conditions in expr.loops:
        found += (iterable, target, *conditions)
    found.append(expr.element)
    return found


CHILDREN: dict[type, Callable[[Any], Sequence[ir.Expr]]] = {
    ir.Attr: lambda e: (e.base,),
    ir.Call: lambda e: (e.func, *[a.value for a in e.args]),
    ir.Sequence: lambda e: e.items,
    ir.Slice: lambda e: e.parts,
    ir.Format: lambda e: e.parts,
    ir.Mapping: _pairs,
    ir.Unary: lambda e: (e.operand,),
    ir.Starred: lambda e: (e.value,),
    ir.Await: lambda e: (e.value,),
    ir.Binary: lambda e: (e.left, e.right),
    ir.Bool: lambda e: (e.left, e.right),
    ir.Compare: lambda e: (e.left, *e.rights),
    ir.Subscript: lambda e: (e.base, e.index),
    ir.Choice: lambda e: (e.condition, e.then, e.other),
    ir.Comprehension: _loops,
    ir.Yield: lambda e: () if e.value is None else (e.value,),
    ir.Walrus: lambda e: (e.value, e.target),
}
"""The direct sub-expressions of each kind of expression, in evaluation order; leaves are missing."""


def walk(expr: ir.Expr) -> list[ir.Expr]:
    """Return ``expr`` and everything in it, without entering lambdas. Iterative: chains can be long."""
    found = [expr]
    for part in found:
        children = CHILDREN.get(type(part))
        if children is not None:
            found += children(part)
    return found


IGNORED_WORDS = frozenset(("self", "args", "config", "cfg", "opt", "hparams", "len", "None", "True", "False"))


def words(expr: ir.Expr) -> frozenset[str]:
    """Return the identifiers that a condition mentions, without the names of mere holders."""
    found = set()
    for part in walk(expr):
        if isinstance(part, ir.Name):
            found.add(part.id)
        elif isinstance(part, ir.Attr):
            found.add(part.name)
    return frozenset(found - IGNORED_WORDS)
