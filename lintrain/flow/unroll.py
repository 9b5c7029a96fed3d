"""Loops over a few things that are all known: pass by pass, each with its own item.

Which pass a path is in is kept among its open ``with`` items, so that passes are never merged.
"""

from __future__ import annotations

from lintrain.flow.machine import Here, pass_of
from lintrain.flow.objects import element
from lintrain.flow.roles import role
from lintrain.flow.scope import goes_backward
from lintrain.model.values import EITHER, Constant, Group, Object, Params, Table, Unknown, Value
from lintrain.model.vocabulary import MODEL_METHODS
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

MOST_ROWS = 4


TRAINS = MODEL_METHODS | {"step"}


def rows(here: Here, target: ir.Expr, source: Value, expr: ir.Expr) -> list[Value] | None:
    """Return what each pass over ``source`` binds to ``target``, where that is known and matters."""
    names = {part.id for part in walk(target) if isinstance(part, ir.Name)}
    used = any(here.frame.names.methods_used(name) & TRAINS for name in names)
    found = _rows(here, source, expr, used)
    return found if found is not None and 0 < len(found) <= MOST_ROWS else None


def _rows(here: Here, source: Value, expr: ir.Expr, used: bool) -> list[Value] | None:
    match source:
        case Params(partial=False, item=False):
            # A model has parameters, and all of them are cleared alike.
            return [element(here, source, expr)] if _clears(here) else None
        case Group(kind="zip", items=columns):
            return _zipped(here, columns, expr, used)
        case Group(kind="enumerate", items=(inner,)):
            found = _rows(here, inner, expr, used)
            if found is None:
                return None
            return [Group("tuple", (Constant(i), item)) for i, item in enumerate(found)]
        case Group(kind="list" | "tuple" | "set", items=items) if _matters(here, items, used):
            return list(items)
        case Table(items=pairs) if _matters(here, tuple(v for _, v in pairs), used):
            return [Constant(k) for k, _ in pairs]
        case _:
            return None


def _clears(here: Here) -> bool:
    """Tell whether a pass over parameters clears their gradients, and does not train them by itself."""
    body = here.frame.names.loops.body(here.frame.code, here.frame.node)
    targets = [t for node in body.nodes if isinstance(node.op, ir.Assign) for t in node.op.targets]
    clears = "zero_" in body.words or any(isinstance(t, ir.Attr) and t.name == "grad" for t in targets)
    return clears and not goes_backward(here.frame.names, here.frame.code, here.frame.node)


def _zipped(here: Here, columns: tuple[Value, ...], expr: ir.Expr, used: bool) -> list[Value] | None:
    known = [_rows(here, c, expr, used) for c in columns]
    lengths = [len(k) for k in known if k is not None]
    if not lengths:
        return None
    return [
        Group(
            "tuple",
            tuple(
                element(here, column, expr) if of_column is None else of_column[position]
                for column, of_column in zip(columns, known, strict=True)
            ),
        )
        for position in range(min(lengths))
    ]


def _matters(here: Here, items: tuple[Value, ...], used: bool) -> bool:
    return len(items) <= MOST_ROWS and any(_plays(here, i, used) for i in items)


def _plays(here: Here, value: Value, used: bool) -> bool:
    match value:
        case Object() | Params():
            return True
        case Unknown(text=text) if text:
            return used or isinstance(role(here, value, text), Object)
        case Group(kind=kind, items=items) if kind != EITHER:
            return any(_plays(here, i, used) for i in items)
        case Table(items=pairs):
            return any(_plays(here, v, used) for _, v in pairs)
        case _:
            return False


def enter_pass(here: Here, head: int, position: int | None) -> None:
    """Note that a path is in pass ``position`` of the loop ``head``; ``None``: it has left the loop."""
    marker = -10 - head
    kept = tuple(w for w in here.state.withs if (w[0], w[1]) != (here.frame.ident, marker))
    entered = () if position is None else ((here.frame.ident, marker, f"pass {position}"),)
    here.state.withs = (*kept, *entered)


def next_pass(here: Here, head: int) -> int:
    """Return the number of the pass that begins now."""
    last = pass_of(here.state, here.frame.ident, head)
    return 0 if last is None else last + 1


__all__ = ["enter_pass", "next_pass", "rows"]
