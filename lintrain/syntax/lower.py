"""libcst expressions become the plain expressions of :mod:`lintrain.syntax.ir`.

This is the hot path of a run: one dictionary look-up on the node's type per expression, only the
children that mean something, no visitors, no positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import libcst as cst

from . import operators
from .ir import (
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
    Parameter,
    Return,
    Sequence,
    Slice,
    Starred,
    Subscript,
    Walrus,
    Yield,
)  # fmt: skip
from .literals import (
    CONSTANT_NAMES,
    float_value,
    imaginary_value,
    integer_value,
    joined_value,
    string_value,
)
from .scope import EXPRESSIONS, Lower, Lowering

__all__ = ["Lowering"]  # from here, so that whoever lowers finds the table filled

_EXTRA_STRINGS = tuple(
    getattr(cst, name) for name in ("FormattedString", "TemplatedString") if hasattr(cst, name)
)


def _name(low: Lowering, node: cst.Name) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    value = node.value
    if value in CONSTANT_NAMES:
        return Const(low.base + len(nodes), CONSTANT_NAMES[value])
    low.words.add(value)
    return Name(low.base + len(nodes), value)


def _attribute(low: Lowering, node: cst.Attribute) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    at = low.base + len(nodes)
    name = node.attr.value
    low.words.add(name)
    base = node.value
    return Attr(at, EXPRESSIONS[type(base)](low, base), name)


def _call(low: Lowering, node: cst.Call) -> Expr:
    nodes = low.nodes
    nodes.append(node)
    at = low.base + len(nodes)
    low.raises = True
    func = node.func
    lowered = EXPRESSIONS[type(func)](low, func)
    arguments = node.args
    if not arguments:
        return Call(at, lowered)
    args: list[Arg] = []
    for argument in arguments:
        keyword, value = argument.keyword, argument.value
        if keyword is None:
            args.append(Arg(EXPRESSIONS[type(value)](low, value), None, argument.star))
        else:
            name = keyword.value
            low.words.add(name)
            args.append(Arg(EXPRESSIONS[type(value)](low, value), name))
    return Call(at, lowered, tuple(args))


def _integer(low: Lowering, node: cst.Integer) -> Expr:
    return Const(low.number(node), integer_value(node.value))


def _float(low: Lowering, node: cst.Float) -> Expr:
    return Const(low.number(node), float_value(node.value))


def _imaginary(low: Lowering, node: cst.Imaginary) -> Expr:
    return Const(low.number(node), imaginary_value(node.value))


def _ellipsis(low: Lowering, node: cst.Ellipsis) -> Expr:
    return Const(low.number(node), ...)


def _string(low: Lowering, node: cst.SimpleString) -> Expr:
    return Const(low.number(node), string_value(node.value))


def _concatenated(low: Lowering, node: cst.ConcatenatedString) -> Expr:
    at = low.number(node)
    values: list[str | bytes] = []
    embedded: list[Expr] = []
    is_format = False
    for piece in _pieces_of(node):
        if isinstance(piece, cst.SimpleString):
            values.append(string_value(piece.value))
        else:
            is_format = True
            embedded += _embedded(low, piece)
    return Format(at, tuple(embedded)) if is_format else Const(at, joined_value(values))


def _pieces_of(node: cst.ConcatenatedString) -> Iterator[cst.BaseString]:
    """Yield implicitly concatenated strings in order; libcst nests them to the right."""
    current: cst.BaseString = node
    while isinstance(current, cst.ConcatenatedString):
        yield current.left
        current = current.right
    yield current


def _formatted(low: Lowering, node: cst.BaseString) -> Expr:
    return Format(low.number(node), tuple(_embedded(low, node)))


def _embedded(low: Lowering, node: cst.BaseString) -> list[Expr]:
    """Lower what stands in braces in an f-string or t-string, format specifications included."""
    found: list[Expr] = []
    for part in getattr(node, "parts", ()):
        _embed(low, part, found)
    return found


def _embed(low: Lowering, part: cst.CSTNode, found: list[Expr]) -> None:
    inner = getattr(part, "expression", None)
    if inner is None:
        return
    found.append(low.expr(inner))
    for nested in getattr(part, "format_spec", None) or ():
        _embed(low, nested, found)


def _items(low: Lowering, elements: Iterable[cst.BaseElement]) -> tuple[Expr, ...]:
    items: list[Expr] = []
    for element in elements:
        value = element.value
        lowered = EXPRESSIONS[type(value)](low, value)
        if type(element) is not cst.Element:
            lowered = Starred(low.number(element), lowered)
        items.append(lowered)
    return tuple(items)


def _tuple(low: Lowering, node: cst.Tuple) -> Expr:
    return Sequence(low.number(node), "tuple", _items(low, node.elements))


def _list(low: Lowering, node: cst.List) -> Expr:
    return Sequence(low.number(node), "list", _items(low, node.elements))


def _set(low: Lowering, node: cst.Set) -> Expr:
    return Sequence(low.number(node), "set", _items(low, node.elements))


def _starred(low: Lowering, node: cst.StarredElement) -> Expr:
    return Starred(low.number(node), low.expr(node.value))


def _dict(low: Lowering, node: cst.Dict) -> Expr:
    at = low.number(node)
    items: list[tuple[Expr | None, Expr]] = []
    for element in node.elements:
        key = low.expr(element.key) if isinstance(element, cst.DictElement) else None
        items.append((key, low.expr(element.value)))
    return Mapping(at, tuple(items))


def _subscript(low: Lowering, node: cst.Subscript) -> Expr:
    at = low.number(node)
    base = low.expr(node.value)
    elements = node.slice
    if len(elements) == 1 and not isinstance(elements[0].comma, cst.Comma):
        return Subscript(at, base, _index(low, elements[0].slice))
    return Subscript(at, base, Sequence(at, "tuple", tuple(_index(low, e.slice) for e in elements)))


def _index(low: Lowering, node: cst.BaseSlice) -> Expr:
    if isinstance(node, cst.Index):
        value = low.expr(node.value)
        return Starred(low.number(node), value) if node.star else value
    at = low.number(node)
    if not isinstance(node, cst.Slice):
        return Slice(at)
    parts = [Const(at, None) if p is None else low.expr(p) for p in (node.lower, node.upper)]
    if node.step is not None:
        parts.append(low.expr(node.step))
    return Slice(at, tuple(parts))


def _choice(low: Lowering, node: cst.IfExp) -> Expr:
    at = low.number(node)
    return Choice(at, low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


def _lambda(low: Lowering, node: cst.Lambda) -> Expr:
    at = low.number(node)

    def body() -> tuple[Node, ...]:
        value = low.expr(node.body)
        return (Node(Nothing(), (2,)), Node(Nothing()), Node(Return(value.at, value), (1,)))

    return Lambda(at, low.scope(at, "<lambda>", "lambda", body, lambda: parameters(low, node.params)))


def _comprehension(kind: str) -> Lower:
    def lower(low: Lowering, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> Expr:
        at = low.number(node)
        loops = _loops(low, node.for_in)
        return Comprehension(at, kind, low.expr(node.elt), loops)

    return lower


def _dict_comprehension(low: Lowering, node: cst.DictComp) -> Expr:
    at = low.number(node)
    loops = _loops(low, node.for_in)
    pair = (low.expr(node.key), low.expr(node.value))
    return Comprehension(at, "dict", Sequence(at, "tuple", pair), loops)


def _loops(low: Lowering, part: cst.CompFor | None) -> tuple[tuple[Expr, Expr, tuple[Expr, ...]], ...]:
    loops: list[tuple[Expr, Expr, tuple[Expr, ...]]] = []
    while part is not None:
        target, iterable = low.expr(part.target), low.expr(part.iter)
        loops.append((target, iterable, tuple(low.expr(test.test) for test in part.ifs)))
        part = part.inner_for_in
    return tuple(loops)


def _await(low: Lowering, node: cst.Await) -> Expr:
    low.raises = True
    return Await(low.number(node), low.expr(node.expression))


def _yield(low: Lowering, node: cst.Yield) -> Expr:
    at = low.number(node)
    low.yields = low.raises = True
    if isinstance(node.value, cst.From):
        return Yield(at, low.expr(node.value.item), True)
    return Yield(at, low.expr(node.value) if node.value is not None else None)


def _walrus(low: Lowering, node: cst.NamedExpr) -> Expr:
    at = low.number(node)
    return Walrus(at, low.target(node.target), low.expr(node.value))


def parameters(low: Lowering, node: cst.Parameters) -> tuple[Parameter, ...]:
    """Lower the parameters of a function."""
    lowered = [_parameter(low, p) for p in chain(node.posonly_params, node.params)]
    if isinstance(node.star_arg, cst.Param):
        lowered.append(_parameter(low, node.star_arg, "*"))
    lowered += [_parameter(low, p, "", True) for p in node.kwonly_params]
    if node.star_kwarg is not None:
        lowered.append(_parameter(low, node.star_kwarg, "**"))
    return tuple(lowered)


def _parameter(low: Lowering, node: cst.Param, kind: str = "", keyword_only: bool = False) -> Parameter:
    name = node.name.value
    low.words.add(name)
    annotation = low.expr(node.annotation.annotation) if node.annotation is not None else None
    default = low.expr(node.default) if node.default is not None else None
    return Parameter(name, default, annotation, kind, keyword_only)


EXPRESSIONS.update(
    {
        cst.Name: _name,
        cst.Attribute: _attribute,
        cst.Call: _call,
        cst.Integer: _integer,
        cst.Float: _float,
        cst.Imaginary: _imaginary,
        cst.Ellipsis: _ellipsis,
        cst.SimpleString: _string,
        cst.ConcatenatedString: _concatenated,
        cst.Tuple: _tuple,
        cst.List: _list,
        cst.Set: _set,
        cst.StarredElement: _starred,
        cst.Dict: _dict,
        cst.UnaryOperation: operators.unary,
        cst.BinaryOperation: operators.binary,
        cst.BooleanOperation: operators.boolean,
        cst.Comparison: operators.comparison,
        cst.Subscript: _subscript,
        cst.IfExp: _choice,
        cst.Lambda: _lambda,
        cst.ListComp: _comprehension("list"),
        cst.SetComp: _comprehension("set"),
        cst.DictComp: _dict_comprehension,
        cst.GeneratorExp: _comprehension("generator"),
        cst.Await: _await,
        cst.Yield: _yield,
        cst.NamedExpr: _walrus,
        **dict.fromkeys(_EXTRA_STRINGS, _formatted),
    }
)
