"""Which names an operation binds."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk


def bindings(op: ir.Op) -> Iterator[tuple[str, ir.Expr | None]]:
    """Yield the names that an operation binds, each with its value where it has one of its own."""
    match op:
        case ir.Assign(targets=(ir.Name(id=name),), value=value):
            yield name, value
        case ir.Assign(targets=targets) | ir.Delete(targets=targets):
            yield from _names(targets)
        case ir.For(target=target) | ir.Augment(target=target):
            yield from _names((target,))
        case ir.Enter(target=target) if target is not None:
            yield from _names((target,))
        case ir.Bind(names=names) | ir.Outer(names=names):
            yield from ((name, None) for name in names)
        case ir.Import(names=imported):
            yield from ((local, None) for local, _ in imported)
        case ir.Define(code=inner):
            yield inner.name, None
        case ir.DefineClass(name=name):
            yield name, None
        case _:
            pass
    for top in operands(op):
        yield from ((t, None) for w in walk(top) if isinstance(w, ir.Walrus) for t, _ in _names((w.target,)))


def _names(targets: tuple[ir.Expr, ...]) -> Iterator[tuple[str, None]]:
    yield from ((part.id, None) for target in targets for part in walk(target) if isinstance(part, ir.Name))
