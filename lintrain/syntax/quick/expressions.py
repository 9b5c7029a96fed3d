"""Expressions of ``ast`` become the plain expressions of :mod:`lintrain.syntax.ir`.

Numbers are given in the order in which :mod:`lintrain.syntax.lower` gives them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from lintrain.syntax.ir import (
    Arg,
    Attr,
    Await,
    Call,
    Choice,
    Comprehension,
    Const,
    Expr,
    Format,
    Lambda,
    Mapping,
    Name,
    Node,
    Nothing,
    Return,
    Sequence,
    Slice,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from lintrain.syntax.scope import EXPRESSIONS, Lower, Lowering

from .lowering import Reading
from .parameters import parameters
from .unsure import Unsure

__all__ = ["Reading"]  # from here, so that whoever lowers finds the table filled


def _name(low: Lowering, node: ast.Name) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    name = node.id
    low.words.add(name)
    return Name(low.base + len(nodes), name)


def _constant(low: Lowering, node: ast.Constant) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    return Const(low.base + len(nodes), node.value)


def _attribute(low: Lowering, node: ast.Attribute) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    at = low.base + len(nodes)
    name = node.attr
    low.words.add(name)
    base = node.value
    return Attr(at, EXPRESSIONS[type(base)](low, base), name)


def _call(low: Lowering, node: ast.Call) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    at = low.base + len(nodes)
    low.raises = True
    func = node.func
    lowered = EXPRESSIONS[type(func)](low, func)
    arguments: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    if not arguments:
        return Call(at, lowered)
    if node.keywords and any(type(argument) is ast.Starred for argument in node.args):
        arguments.sort(key=lambda argument: (argument.lineno, argument.col_offset))
    return Call(at, lowered, tuple([_argument(low, argument) for argument in arguments]))


def _argument(low: Lowering, node: ast.expr | ast.keyword) -> Arg:
    kind = type(node)
    if kind is ast.keyword:
        value, name = node.value, node.arg  # type: ignore[union-attr]  # a type test, not isinstance: hot
        if name is None:
            return Arg(EXPRESSIONS[type(value)](low, value), None, "**")
        low.words.add(name)
        return Arg(EXPRESSIONS[type(value)](low, value), name)
    if kind is ast.Starred:
        return Arg(low.expr(node.value), None, "*")  # type: ignore[union-attr]  # as above
    return Arg(EXPRESSIONS[kind](low, node))


def _formatted(low: Lowering, node: ast.JoinedStr) -> Expr:
    at = low.number(node)
    found: list[Expr] = []
    for part in node.values:
        _embed(low, part, found)
    return Format(at, tuple(found))


def _embed(low: Lowering, part: Any, found: list[Expr]) -> None:  # noqa: ANN401  # of versions yet to come, too
    """Lower what stands in braces in an f-string or t-string, format specifications included."""
    if isinstance(part, ast.Constant):
        return
    found.append(low.expr(part.value))
    for nested in part.format_spec.values if part.format_spec is not None else ():
        _embed(low, nested, found)


def _items(low: Lowering, elements: Iterable[ast.expr]) -> tuple[Expr, ...]:
    items: list[Expr] = []
    for element in elements:
        if type(element) is ast.Starred:
            lowered = low.expr(element.value)
            items.append(Starred(low.number(element), lowered))
        else:
            items.append(EXPRESSIONS[type(element)](low, element))
    return tuple(items)


def _display(kind: str) -> Lower:
    def lower(low: Lowering, node: ast.Tuple | ast.List | ast.Set) -> Expr:
        return Sequence(low.number(node), kind, _items(low, node.elts))

    return lower


def _unsure(low: Lowering, node: ast.expr) -> Expr:
    raise Unsure


def _dict(low: Lowering, node: ast.Dict) -> Expr:
    at = low.number(node)
    items: list[tuple[Expr | None, Expr]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        lowered = low.expr(key) if key is not None else None
        items.append((lowered, low.expr(value)))
    return Mapping(at, tuple(items))


def _subscript(low: Lowering, node: ast.Subscript) -> Expr:
    at = low.number(node)
    base = low.expr(node.value)
    index = node.slice
    assert isinstance(low, Reading)
    if isinstance(index, ast.Tuple) and not low.has_parentheses(index):
        if len(index.elts) == 1 and isinstance(index.elts[0], ast.Starred):
            raise Unsure  # ``a[*b]`` or ``a[*b,]``
        return Subscript(at, base, Sequence(at, "tuple", tuple(_index(low, each) for each in index.elts)))
    return Subscript(at, base, _index(low, index))


def _index(low: Lowering, node: ast.expr) -> Expr:
    if isinstance(node, ast.Starred):
        value = low.expr(node.value)
        return Starred(low.number(node), value)
    if not isinstance(node, ast.Slice):
        return low.expr(node)
    at = low.number(node)
    parts = [Const(at, None) if p is None else low.expr(p) for p in (node.lower, node.upper)]
    if node.step is not None:
        parts.append(low.expr(node.step))
    return Slice(at, tuple(parts))


def _choice(low: Lowering, node: ast.IfExp) -> Expr:
    at = low.number(node)
    return Choice(at, low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


def _lambda(low: Lowering, node: ast.Lambda) -> Expr:
    assert isinstance(low, Reading)
    low.prefixed += 1
    at = low.number(node)

    def body() -> tuple[Node, ...]:
        value = low.expr(node.body)
        return (Node(Nothing(), (2,)), Node(Nothing()), Node(Return(value.at, value), (1,)))

    return Lambda(at, low.scope(at, "<lambda>", "lambda", body, lambda: parameters(low, node.args)))


def _comprehension(kind: str) -> Lower:
    def lower(low: Lowering, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Expr:
        at = low.number(node)
        loops = _loops(low, node.generators)
        return Comprehension(at, kind, low.expr(node.elt), loops)

    return lower


def _dict_comprehension(low: Lowering, node: ast.DictComp) -> Expr:
    at = low.number(node)
    loops = _loops(low, node.generators)
    pair = (low.expr(node.key), low.expr(node.value))
    return Comprehension(at, "dict", Sequence(at, "tuple", pair), loops)


def _loops(
    low: Lowering, parts: Iterable[ast.comprehension]
) -> tuple[tuple[Expr, Expr, tuple[Expr, ...]], ...]:
    loops: list[tuple[Expr, Expr, tuple[Expr, ...]]] = []
    for part in parts:
        target, iterable = low.expr(part.target), low.expr(part.iter)
        loops.append((target, iterable, tuple(low.expr(test) for test in part.ifs)))
    return tuple(loops)


def _await(low: Lowering, node: ast.Await) -> Expr:
    low.raises = True
    return Await(low.number(node), low.expr(node.value))


def _yield(low: Lowering, node: ast.Yield) -> Expr:
    at = low.number(node)
    low.yields = low.raises = True
    return Yield(at, low.expr(node.value) if node.value is not None else None)


def _yield_from(low: Lowering, node: ast.YieldFrom) -> Expr:
    at = low.number(node)
    low.yields = low.raises = True
    return Yield(at, low.expr(node.value), True)


def _walrus(low: Lowering, node: ast.NamedExpr) -> Expr:
    at = low.number(node)
    return Walrus(at, low.target(node.target), low.expr(node.value))


EXPRESSIONS.update(
    {
        ast.Name: _name,
        ast.Constant: _constant,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.JoinedStr: _formatted,
        ast.Tuple: _display("tuple"),
        ast.List: _display("list"),
        ast.Set: _display("set"),
        ast.Dict: _dict,
        ast.Subscript: _subscript,
        ast.IfExp: _choice,
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension("list"),
        ast.SetComp: _comprehension("set"),
        ast.DictComp: _dict_comprehension,
        ast.GeneratorExp: _comprehension("generator"),
        ast.Await: _await,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
        ast.NamedExpr: _walrus,
    }
)
if hasattr(ast, "TemplateStr"):
    EXPRESSIONS[ast.TemplateStr] = _formatted
for _kind in ast.expr.__subclasses__():
    EXPRESSIONS.setdefault(_kind, _unsure)
