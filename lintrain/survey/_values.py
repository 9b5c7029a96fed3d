"""What local variables hold, where their function binds them once."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.syntax import ir
from lintrain.syntax.walk import walk


def only_value(code: ir.Code, name: str) -> ir.Expr | None:
    """Return what a local variable is assigned, if it is bound once."""
    values = [
        node.op.value
        for node in code.nodes
        if isinstance(node.op, ir.Assign)
        and any(isinstance(t, ir.Name) and t.id == name for t in node.op.targets)
    ]
    bound = sum(isinstance(part, ir.Name) and part.id == name for part in _targets(code))
    parameter = any(p.name == name for p in code.parameters)
    return values[0] if len(values) == bound == 1 and not parameter else None


def _targets(code: ir.Code) -> Iterator[ir.Expr]:
    for node in code.nodes:
        match node.op:
            case ir.Assign(targets=targets) | ir.Delete(targets=targets):
                yield from (part for target in targets for part in walk(target))
            case ir.Augment(target=target) | ir.For(target=target):
                yield from walk(target)
            case ir.Enter(target=target) if target is not None:
                yield from walk(target)
            case _:
                continue
