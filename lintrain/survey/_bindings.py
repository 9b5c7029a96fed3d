"""Which names an operation binds."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.syntax import ir
from lintrain.syntax.walk import operands, targets, walk


def bindings(op: ir.Op) -> Iterator[tuple[str, ir.Expr | None]]:
    """Yield the names that an operation binds, each with its value where it has one of its own."""
    match op:
        case ir.Assign(targets=(ir.Name(id=name),), value=value):
            yield name, value
        case ir.Bind(names=names) | ir.Outer(names=names):
            yield from ((name, None) for name in names)
        case ir.Import(names=imported):
            yield from ((local, None) for local, _ in imported)
        case ir.Define(code=inner):
            yield inner.name, None
        case ir.DefineClass(name=name):
            yield name, None
        case _:
            yield from _names(targets(op))
    for top in operands(op):
        yield from ((t, None) for w in walk(top) if isinstance(w, ir.Walrus) for t, _ in _names((w.target,)))


def _names(bound: tuple[ir.Expr, ...]) -> Iterator[tuple[str, None]]:
    yield from ((part.id, None) for target in bound for part in walk(target) if isinstance(part, ir.Name))
