"""Each libcst statement that is one step becomes one operation; where control goes is :mod:`.build`'s."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from .ir import (
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
from .lower import Lowering

AUGMENT = {
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//",
    cst.ModuloAssign: "%",
    cst.PowerAssign: "**",
    cst.MatrixMultiplyAssign: "@",
    cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
    cst.BitAndAssign: "&",
    cst.BitOrAssign: "|",
    cst.BitXorAssign: "^",
}


def _assign(low: Lowering, node: cst.Assign) -> Op:
    at = low.number(node)
    targets = tuple(low.target(target.target) for target in node.targets)
    return Assign(at, targets, low.expr(node.value))


def _annotated(low: Lowering, node: cst.AnnAssign) -> Op:
    at = low.number(node)
    target = low.target(node.target)
    annotation = low.expr(node.annotation.annotation)
    if node.value is None:
        return Declare(at, target, annotation)
    return Assign(at, (target,), low.expr(node.value), annotation)


def _augmented(low: Lowering, node: cst.AugAssign) -> Op:
    at = low.number(node)
    return Augment(at, low.target(node.target), AUGMENT[type(node.operator)], low.expr(node.value))


def _evaluate(low: Lowering, node: cst.Expr) -> Op:
    return Evaluate(low.number(node), low.expr(node.value))


def _assert(low: Lowering, node: cst.Assert) -> Op:
    at = low.number(node)
    test = low.expr(node.test)
    if node.msg is not None:
        low.expr(node.msg)
    low.raises = True
    return Evaluate(at, test)


def _delete(low: Lowering, node: cst.Del) -> Op:
    at = low.number(node)
    target = low.target(node.target)
    return Delete(at, target.items if isinstance(target, Sequence) else (target,))


def _return(low: Lowering, node: cst.Return) -> Op:
    return Return(low.number(node), low.expr(node.value) if node.value is not None else None)


def _raise(low: Lowering, node: cst.Raise) -> Op:
    at = low.number(node)
    value = low.expr(node.exc) if node.exc is not None else None
    if node.cause is not None:
        low.expr(node.cause.item)
    low.raises = True
    return Raise(at, value)


def _nothing(low: Lowering, node: cst.CSTNode) -> Op:
    return Nothing(low.number(node))


def _type_alias(low: Lowering, node: cst.TypeAlias) -> Op:
    low.words.add(node.name.value)
    low.assigned.add(node.name.value)
    return Nothing(low.number(node))


def _outer(kind: str) -> Callable[[Lowering, Any], Op]:
    def lower(low: Lowering, node: cst.Global | cst.Nonlocal) -> Op:
        names = tuple(item.name.value for item in node.names)
        low.words.update(names)
        low.outer.update(names)
        return Outer(low.number(node), kind, names)

    return lower


def _import(low: Lowering, node: cst.Import) -> Op:
    names = []
    for alias in node.names:
        parts = _dotted(alias.name)
        low.words.update(parts)
        names.append((_local(low, alias) or parts[0], ".".join(parts) if alias.asname else parts[0]))
    low.assigned.update(local for local, _ in names)
    low.raises = True
    return Import(low.number(node), tuple(names))


def _import_from(low: Lowering, node: cst.ImportFrom) -> Op:
    at = low.number(node)
    low.raises = True
    parts = _dotted(node.module)
    low.words.update(parts)
    module = "." * len(node.relative) + ".".join(parts)
    if isinstance(node.names, cst.ImportStar):
        return Import(at, (), (module,))
    prefix = module + "." if parts else module
    names = []
    for alias in node.names:
        name = _dotted(alias.name)[0]
        low.words.add(name)
        names.append((_local(low, alias) or name, prefix + name))
    low.assigned.update(local for local, _ in names)
    return Import(at, tuple(names))


def _local(low: Lowering, alias: cst.ImportAlias) -> str | None:
    if alias.asname is None or not isinstance(alias.asname.name, cst.Name):
        return None
    low.words.add(alias.asname.name.value)
    return alias.asname.name.value


def _dotted(node: cst.CSTNode | None) -> list[str]:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return parts[::-1]


def _if(low: Lowering, node: cst.If) -> Op:
    return Branch(low.number(node), low.expr(node.test))


def _while(low: Lowering, node: cst.While) -> Op:
    return Branch(low.number(node), low.expr(node.test), loop=True)


def _for(low: Lowering, node: cst.For) -> Op:
    at = low.number(node)
    target = low.target(node.target)
    iterable = low.expr(node.iter)
    if node.asynchronous is not None:
        low.raises = True
    return For(at, target, iterable)


def _enter(low: Lowering, node: cst.WithItem) -> Op:
    at = low.number(node)
    context = low.expr(node.item)
    return Enter(at, context, low.target(node.asname.name) if node.asname is not None else None)


def _handler(low: Lowering, node: cst.ExceptHandler | cst.ExceptStarHandler) -> Op:
    at = low.number(node)
    if node.type is not None:
        low.expr(node.type)
    if node.name is None:
        return Nothing(at)
    low.target(node.name.name)
    return Bind(at, (node.name.name.value,)) if isinstance(node.name.name, cst.Name) else Nothing(at)


def _subject(low: Lowering, node: cst.Match) -> Op:
    return Evaluate(low.number(node), low.expr(node.subject))


def _case(low: Lowering, node: cst.MatchCase) -> Op:
    at = low.number(node)
    _pattern(low, node.pattern)
    return Branch(at, None)


def _pattern(low: Lowering, node: cst.CSTNode) -> None:
    """Note the words of a pattern and the names that it captures."""
    match node:
        case cst.MatchValue(value=value):
            low.expr(value)
        case cst.MatchAs(pattern=inner, name=name):
            _capture(low, name)
            _patterns(low, [inner] if inner is not None else [])
        case cst.MatchOr(patterns=options):
            _patterns(low, [option.pattern for option in options])
        case cst.MatchSequence(patterns=elements):
            _patterns(low, [e if isinstance(e, cst.MatchStar) else e.value for e in elements])
        case cst.MatchStar(name=name):
            _capture(low, name)
        case cst.MatchMapping(elements=pairs, rest=rest):
            _capture(low, rest)
            _patterns(low, [pair.pattern for pair in pairs])
            _patterns(low, [pair.key for pair in pairs])
        case cst.MatchClass(cls=cls, patterns=positional, kwds=keywords):
            low.expr(cls)
            low.words.update(keyword.key.value for keyword in keywords)
            _patterns(low, [element.value for element in positional])
            _patterns(low, [keyword.pattern for keyword in keywords])
        case cst.BaseExpression():
            low.expr(node)


def _patterns(low: Lowering, nodes: Iterable[cst.CSTNode]) -> None:
    for node in nodes:
        _pattern(low, node)


def _capture(low: Lowering, name: cst.Name | None) -> None:
    if name is not None:
        low.target(name)


def captures(pattern: cst.CSTNode) -> tuple[str, ...]:
    """Return the names that a pattern binds where it matches."""
    found: list[str] = []
    pending = [pattern]
    while pending:
        node = pending.pop()
        name = getattr(node, "rest" if isinstance(node, cst.MatchMapping) else "name", None)
        if isinstance(node, cst.MatchAs | cst.MatchStar | cst.MatchMapping) and name is not None:
            found.append(name.value)
        if not isinstance(node, cst.BaseExpression):
            pending += node.children
    return tuple(sorted(set(found)))


def always_matches(pattern: cst.CSTNode) -> bool:
    """Whether ``pattern`` is a capture or ``_``, so that the cases after it are never tried."""
    match pattern:
        case cst.MatchAs(pattern=inner):
            return inner is None or always_matches(inner)
        case cst.MatchOr(patterns=options):
            return any(always_matches(option.pattern) for option in options)
    return False


def except_all(handlers: Iterable[cst.ExceptHandler | cst.ExceptStarHandler]) -> bool:
    """Whether some handler catches everything: a bare ``except`` or ``except BaseException``."""
    return any(
        h.type is None or (isinstance(h.type, cst.Name) and h.type.value == "BaseException") for h in handlers
    )


def decorators(low: Lowering, nodes: Iterable[cst.Decorator]) -> tuple[Expr, ...]:
    """Lower the decorators of a definition."""
    return tuple(low.expr(node.decorator) for node in nodes)


class _Table(dict[type[cst.CSTNode], Callable[[Lowering, Any], Op]]):
    """Operations by node type; a statement that this version does not know does nothing."""

    def __missing__(self, key: type[cst.CSTNode]) -> Callable[[Lowering, Any], Op]:
        return _nothing


OPERATIONS = _Table(
    {
        cst.Assign: _assign,
        cst.AnnAssign: _annotated,
        cst.AugAssign: _augmented,
        cst.Expr: _evaluate,
        cst.Assert: _assert,
        cst.Del: _delete,
        cst.Return: _return,
        cst.Raise: _raise,
        cst.Global: _outer("global"),
        cst.Nonlocal: _outer("nonlocal"),
        cst.Import: _import,
        cst.ImportFrom: _import_from,
        cst.If: _if,
        cst.While: _while,
        cst.For: _for,
        cst.WithItem: _enter,
        cst.ExceptHandler: _handler,
        cst.ExceptStarHandler: _handler,
        cst.TypeAlias: _type_alias,
        cst.Match: _subject,
        cst.MatchCase: _case,
    }
)
# Of newer versions of libcst.
for _name, _lower in (("LazyImport", _import), ("LazyImportFrom", _import_from)):
    if hasattr(cst, _name):
        OPERATIONS[getattr(cst, _name)] = _lower
