"""Operators, comparisons and long chains of them."""

from __future__ import annotations

from typing import Any

import libcst as cst

from .ir import Binary, Bool, Compare, Expr, Unary
from .scope import EXPRESSIONS, Lowering

BINARY = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
}
UNARY = {cst.Not: "not", cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}
BOOLEAN = {cst.And: "and", cst.Or: "or"}
COMPARE = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.Is: "is",
    cst.IsNot: "is not",
    cst.In: "in",
    cst.NotIn: "not in",
}
# Chains of these may be regrouped: the expression stays shallow, whatever its length.
REGROUPED = {"+", "*", "&", "|", "^", "and", "or"}
LONG_CHAIN = 60
LONGEST_CHAIN = 300


def unary(low: Lowering, node: cst.UnaryOperation) -> Expr:
    return Unary(low.number(node), UNARY[type(node.operator)], low.expr(node.expression))


def binary(low: Lowering, node: cst.BinaryOperation) -> Expr:
    left, right = node.left, node.right
    if type(left) is cst.BinaryOperation:
        return _chain(low, node, BINARY, Binary)
    at = low.number(node)
    first = EXPRESSIONS[type(left)](low, left)
    return Binary(at, BINARY[type(node.operator)], first, EXPRESSIONS[type(right)](low, right))


def boolean(low: Lowering, node: cst.BooleanOperation) -> Expr:
    return _chain(low, node, BOOLEAN, Bool)


def _chain(low: Lowering, node: Any, names: dict[Any, str], make: type[Binary] | type[Bool]) -> Expr:
    """Lower ``a + b + c ...``, which libcst nests to the left, without a stack frame per operator."""
    kind = type(node)
    spine: list[tuple[int, str, Expr]] = []
    pending = []
    while type(node) is kind:
        pending.append((low.number(node), names[type(node.operator)], node.right))
        node = node.left
    first = low.expr(node)
    spine = [(at, name, low.expr(right)) for at, name, right in reversed(pending)]
    if len(spine) > LONG_CHAIN:
        return _regroup(first, spine, make)
    for at, name, right in spine:
        first = make(at, name, first, right)
    return first


def _regroup(first: Expr, spine: list[tuple[int, str, Expr]], make: type[Binary] | type[Bool]) -> Expr:
    """Balance a long chain of one associative operator, so that nobody after us recurses deeply."""
    op = spine[0][1]
    if op in REGROUPED and all(name == op for _, name, _ in spine):
        return _balance(op, [first, *(right for _, _, right in spine)], [at for at, _, _ in spine], make)
    if len(spine) > LONGEST_CHAIN:
        raise RecursionError("nested too deeply")
    for at, name, right in spine:
        first = make(at, name, first, right)
    return first


def _balance(op: str, operands: list[Expr], ats: list[int], make: type[Binary] | type[Bool]) -> Expr:
    if len(operands) == 1:
        return operands[0]
    middle = len(operands) // 2
    left = _balance(op, operands[:middle], ats[: middle - 1], make)
    right = _balance(op, operands[middle:], ats[middle:], make)
    return make(ats[middle - 1], op, left, right)


def comparison(low: Lowering, node: cst.Comparison) -> Expr:
    at = low.number(node)
    left = low.expr(node.left)
    ops: list[str] = []
    rights: list[Expr] = []
    for item in node.comparisons:
        ops.append(COMPARE[type(item.operator)])
        rights.append(low.expr(item.comparator))
    return Compare(at, left, tuple(ops), tuple(rights))
