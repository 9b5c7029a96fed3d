"""The order in which a class and its bases are searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
MOST_BASES = 40


def lineage(start: T, bases: Callable[[T], Sequence[T]]) -> list[T]:
    """Return ``start`` and its bases, nearest first: the order of Python (C3).

    Where there is no such order (Python would refuse the class) bases are taken as they come.
    """
    return _linear(start, bases, ())


def _linear(start: T, bases: Callable[[T], Sequence[T]], below: tuple[T, ...]) -> list[T]:
    direct = [b for b in bases(start) if b != start and b not in below]
    if len(below) > MOST_BASES:
        return [start]
    rows = [_linear(base, bases, (*below, start)) for base in direct]
    return [start, *_merged([*rows, direct])]


def _merged(rows: list[list[T]]) -> list[T]:
    found: list[T] = []
    rows = [list(row) for row in rows if row]
    while rows:
        heads = [row[0] for row in rows]
        head = next((h for h in heads if not any(h in row[1:] for row in rows)), heads[0])
        found.append(head)
        rows = [rest for row in rows if (rest := [one for one in row if one != head])]
    return found
