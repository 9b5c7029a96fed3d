"""Which function a call names, as far as the text of the file shows it without running anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lintrain.flow.program import Program
from lintrain.model.dialects.torch import canonical
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, targets, walk

Parts = list[tuple[ir.Expr, ir.Op]]


class _Memory(threading.local):
    """What one survey has walked and looked up; each entry holds the code that its key identifies."""

    def __init__(self) -> None:
        self.parts: dict[int, tuple[ir.Code, Parts]] | None = None
        self.origins: dict[tuple[int, str], tuple[ir.Code, str]] | None = None


_memory = _Memory()


@contextmanager
def remembering() -> Iterator[None]:
    """Walk each scope once, however many ask for its expressions; nothing is kept behind it."""
    before = _memory.parts, _memory.origins
    _memory.parts, _memory.origins = {}, {}
    try:
        yield
    finally:
        _memory.parts, _memory.origins = before


def expressions(code: ir.Code) -> Parts:
    """Return every expression in a scope, decorators too, with the operation that it stands in."""
    if _memory.parts is None:
        return list(_walked(code))
    known = _memory.parts.get(id(code))
    if known is None:
        known = _memory.parts[id(code)] = code, list(_walked(code))
    return known[1]


def _walked(code: ir.Code) -> Iterator[tuple[ir.Expr, ir.Op]]:
    for node in code.nodes:
        tops = [*operands(node.op)]
        if isinstance(node.op, ir.Define | ir.DefineClass):
            tops += node.op.decorators
        for top in tops:
            for part in walk(top):
                yield part, node.op


def qualified(program: Program, code: ir.Code, expr: ir.Expr) -> str | None:
    """Return the documented name of what ``expr`` stands for in the scope ``code``.

    ``None`` where that is bound by anything but imports, or belongs to the project itself.
    """
    attributes: list[str] = []
    base = expr
    while isinstance(base, ir.Attr):
        attributes.insert(0, base.name)
        base = base.base
    if not isinstance(base, ir.Name):
        return None
    local = _local(program, code, base.id)
    if local is not None:
        return canonical(".".join((local, *attributes))) if local else None
    found = program.resolve(expr, code.at)
    return found if isinstance(found, str) else None


def target(program: Program, code: ir.Code, expr: ir.Expr) -> str | int | None:
    """Return the documented name, or the class or function of the project, that ``expr`` stands for.

    ``None`` where that is bound by anything but an import, or a definition at the head of a file.
    """
    name = qualified(program, code, expr)
    if name is not None:
        return name
    base = expr
    while isinstance(base, ir.Attr):
        base = base.base
    if not isinstance(base, ir.Name) or _local(program, code, base.id) is not None:
        return None
    found = program.resolve(expr, code.at)
    return found if isinstance(found, int) else None


def _local(program: Program, code: ir.Code, name: str) -> str | None:
    """Return the origin of a name that a function binds, ``""`` if it is none, ``None`` if it is global."""
    scope: ir.Code | None = code
    while scope is not None and scope.kind != "module":
        if name in scope.assigned and name not in scope.outer and (scope is code or scope.kind != "class"):
            return _origin(scope, name)
        scope = program.codes.get(program.within.get(scope.at, -1))
    return None


def _origin(scope: ir.Code, name: str) -> str:
    if _memory.origins is None:
        return _imported(scope, name)
    known = _memory.origins.get((id(scope), name))
    if known is None:
        known = _memory.origins[id(scope), name] = scope, _imported(scope, name)
    return known[1]


def _imported(scope: ir.Code, name: str) -> str:
    origins: set[str] = set()
    for node in scope.nodes:
        if isinstance(node.op, ir.Import):
            origins |= {origin for local, origin in node.op.names if local == name}
        elif any(isinstance(p, ir.Name) and p.id == name for t in targets(node.op) for p in walk(t)):
            return ""
    only = origins.pop() if len(origins) == 1 else ""
    return "" if only.startswith(".") or any(p.name == name for p in scope.parameters) else only
