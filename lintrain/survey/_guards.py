"""Under which conditions something is done, as far as one function shows it."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.syntax import ir


def guards(code: ir.Code, position: int) -> Iterator[ir.Expr]:
    """Yield the conditions that decide whether the node at ``position`` is reached."""
    for index, node in enumerate(code.nodes):
        op = node.op
        if index == position or not isinstance(op, ir.Branch) or op.condition is None or len(node.succ) < 2:
            continue
        ways = [position in _reached(code, way, index) for way in node.succ[:2]]
        if any(ways) and not all(ways):
            yield op.condition


def _reached(code: ir.Code, start: int, without: int) -> set[int]:
    """Return the nodes that control may come to from ``start`` without passing ``without``."""
    stack, seen = [start], {without}
    while stack:
        index = stack.pop()
        if index not in seen:
            seen.add(index)
            stack += code.nodes[index].succ
    return seen - {without}
