"""Operators and comparisons of ``ast``."""

from __future__ import annotations

import ast

from lintrain.syntax.chains import chained
from lintrain.syntax.ir import Binary, Bool, Compare, Expr, Unary
from lintrain.syntax.scope import EXPRESSIONS, Lowering

from .lowering import Reading

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
UNARY: dict[type[ast.unaryop], str] = {ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}
COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def _unary(low: Lowering, node: ast.UnaryOp) -> Expr:
    assert isinstance(low, Reading)
    low.prefixed += 1
    return Unary(low.number(node), UNARY[type(node.op)], low.expr(node.operand))


def _binary(low: Lowering, node: ast.BinOp) -> Expr:
    pending = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        pending.append((low.number(left), OPERATORS[type(left.op)], left.right))
        left = left.left
    first = low.expr(left)
    return chained(first, [(at, name, low.expr(right)) for at, name, right in reversed(pending)], Binary)


def _boolean(low: Lowering, node: ast.BoolOp) -> Expr:
    """Lower ``a and b or c``; in ``ast`` all operands of one ``and`` are in one node, in libcst two."""
    pending: list[tuple[int, str, ast.expr]] = []
    left: ast.expr = node
    while isinstance(left, ast.BoolOp):
        name = "and" if isinstance(left.op, ast.And) else "or"
        pending += [(low.number(left), name, right) for right in reversed(left.values[1:])]
        left = left.values[0]
    first = low.expr(left)
    return chained(first, [(at, name, low.expr(right)) for at, name, right in reversed(pending)], Bool)


def _comparison(low: Lowering, node: ast.Compare) -> Expr:
    at = low.number(node)
    left = low.expr(node.left)
    rights = tuple(low.expr(right) for right in node.comparators)
    return Compare(at, left, tuple(COMPARE[type(op)] for op in node.ops), rights)


EXPRESSIONS.update({ast.UnaryOp: _unary, ast.BinOp: _binary, ast.BoolOp: _boolean, ast.Compare: _comparison})
