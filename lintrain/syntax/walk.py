"""Walks over expressions and operations. Iterative where expressions can be deep."""

from __future__ import annotations

from collections.abc import Iterator

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
        case ir.Return(value=returned) | ir.Raise(value=returned):
            if returned is not None:
                yield returned
        case ir.Delete(targets=targets):
            yield from targets
        case _:
            return


def children(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield the direct sub-expressions, in evaluation order."""
    match expr:
        case ir.Attr(base=base):
            yield base
        case ir.Call(func=func, args=args):
            yield func
            for arg in args:
                yield arg.value
        case ir.Sequence(items=items) | ir.Slice(parts=items) | ir.Format(parts=items):
            yield from items
        case ir.Mapping(items=pairs):
            for key, value in pairs:
                if key is not None:
                    yield key
                yield value
        case ir.Unary(operand=value) | ir.Starred(value=value) | ir.Await(value=value):
            yield value
        case ir.Binary(left=left, right=right) | ir.Bool(left=left, right=right):
            yield left
            yield right
        case ir.Compare(left=left, rights=rights):
            yield left
            yield from rights
        case ir.Subscript(base=base, index=index):
            yield base
            yield index
        case ir.Choice(condition=condition, then=then, other=other):
            yield condition
            yield then
            yield other
        case ir.Comprehension(element=element, loops=loops):
            for target, iterable, conditions in loops:
                yield iterable
                yield target
                yield from conditions
            yield element
        case ir.Yield(value=maybe):
            if maybe is not None:
                yield maybe
        case ir.Walrus(target=target, value=value):
            yield value
            yield target
        case _:
            return


def walk(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield ``expr`` and everything in it, without entering lambdas. Iterative: chains can be long."""
    stack = [expr]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(children(part))


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
