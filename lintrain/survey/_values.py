"""What local variables hold, where their function binds them once."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.syntax import ir
from lintrain.syntax.walk import targets, walk


def only_value(code: ir.Code, name: str) -> ir.Expr | None:
    """Return what a local variable is assigned, if it is bound once."""
    values = [
        node.op.value
        for node in code.nodes
        if isinstance(node.op, ir.Assign)
        and any(isinstance(t, ir.Name) and t.id == name for t in node.op.targets)
    ]
    bound = sum(isinstance(part, ir.Name) and part.id == name for part in _bound(code))
    parameter = any(p.name == name for p in code.parameters)
    return values[0] if len(values) == bound == 1 and not parameter else None


def _bound(code: ir.Code) -> Iterator[ir.Expr]:
    return (part for node in code.nodes for target in targets(node.op) for part in walk(target))
