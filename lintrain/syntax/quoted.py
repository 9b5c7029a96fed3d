"""Annotations written as strings: ``"Optimizer | None"`` becomes a plain expression too."""

from __future__ import annotations

import ast
import warnings

from .ir import Attr, Binary, Const, Expr, Name, Sequence, Subscript


def quoted(text: str, at: int) -> Expr | None:
    """Return the expression that ``text`` holds, standing at node ``at``; ``None`` where it is no type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in somebody's file is not ours to report
            tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return None
    return _lowered(tree.body, at)


def _lowered(node: ast.expr, at: int) -> Expr | None:
    match node:
        case ast.Name(id=name):
            return Name(at, name)
        case ast.Constant(value=value):
            return Const(at, value)
        case ast.Attribute(value=value, attr=name):
            base = _lowered(value, at)
            return None if base is None else Attr(at, base, name)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            one, two = _lowered(left, at), _lowered(right, at)
            return None if one is None or two is None else Binary(at, "|", one, two)
        case ast.Subscript(value=value, slice=index):
            base, inner = _lowered(value, at), _lowered(index, at)
            return None if base is None or inner is None else Subscript(at, base, inner)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            items = [_lowered(p, at) for p in parts]
            return None if None in items else Sequence(at, "tuple", tuple(i for i in items if i is not None))
        case _:
            return None
