"""``yield from items`` is a loop that hands on each of them."""

from __future__ import annotations

from .ir import Evaluate, Expr, For, Name, Op, Yield

HANDED_ON = "<handed on>"
"""The name of what is handed on."""


def delegated(op: Op) -> Expr | None:
    """Return the items of a ``yield from`` that stands alone."""
    match op:
        case Evaluate(value=Yield(is_from=True, value=items)):
            return items
        case _:
            return None


def delegation(at: int, items: Expr) -> tuple[For, Evaluate]:
    """Return the head and the body of the loop."""
    item = Name(at, HANDED_ON)
    return For(at, item, items), Evaluate(at, Yield(at, item))
