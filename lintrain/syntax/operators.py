"""Operators, comparisons and long chains of them."""

from __future__ import annotations

from typing import TypeAlias

import libcst as cst

from .chains import chained
from .ir import Binary, Bool, Compare, Expr, Unary
from .scope import EXPRESSIONS, Lowering

OPERATORS: dict[type[cst.CSTNode], str] = {
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
    cst.And: "and",
    cst.Or: "or",
}
UNARY: dict[type[cst.CSTNode], str] = {cst.Not: "not", cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}
COMPARE: dict[type[cst.CSTNode], str] = {
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

Operation: TypeAlias = cst.BinaryOperation | cst.BooleanOperation


def unary(low: Lowering, node: cst.UnaryOperation) -> Expr:
    return Unary(low.number(node), UNARY[type(node.operator)], low.expr(node.expression))


def binary(low: Lowering, node: cst.BinaryOperation) -> Expr:
    left, right = node.left, node.right
    if type(left) is cst.BinaryOperation:
        return _chain(low, node, Binary)
    at = low.number(node)
    first = EXPRESSIONS[type(left)](low, left)
    return Binary(at, OPERATORS[type(node.operator)], first, EXPRESSIONS[type(right)](low, right))


def boolean(low: Lowering, node: cst.BooleanOperation) -> Expr:
    return _chain(low, node, Bool)


def _chain(low: Lowering, node: Operation, make: type[Binary] | type[Bool]) -> Expr:
    """Lower ``a + b + c ...``, which libcst nests to the left, without a stack frame per operator."""
    kind = type(node)
    pending = []
    left: cst.BaseExpression = node
    while isinstance(left, kind):
        pending.append((low.number(left), OPERATORS[type(left.operator)], left.right))
        left = left.left
    first = low.expr(left)
    spine = [(at, name, low.expr(right)) for at, name, right in reversed(pending)]
    return chained(first, spine, make)


def comparison(low: Lowering, node: cst.Comparison) -> Expr:
    at = low.number(node)
    left = low.expr(node.left)
    ops: list[str] = []
    rights: list[Expr] = []
    for item in node.comparisons:
        ops.append(COMPARE[type(item.operator)])
        rights.append(low.expr(item.comparator))
    return Compare(at, left, tuple(ops), tuple(rights))
