"""What can be reached along the edges of a graph with circles, every node looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Words = frozenset[bytes]


@dataclass(slots=True)
class _Visit:
    """A node on the way down. ``low`` is the earliest node known to lie on a circle with it."""

    name: str
    position: int
    low: int
    inner: Iterator[str]
    words: set[bytes]


class Reach:
    """The words of nodes and of all that is behind them. All nodes of one circle reach the same."""

    def __init__(self, own: Callable[[str], Words], edges: Callable[[str], Iterable[str]]) -> None:
        self._own, self._edges = own, edges
        self._known: dict[str, Words] = {}
        self._positions: dict[str, int] = {}
        self._open: list[str] = []

    def of(self, name: str) -> Words:
        """Return the words of ``name`` and of all that it reaches."""
        if name not in self._known:
            self._explore(name)
        return self._known[name]

    def _explore(self, start: str) -> None:
        """Tarjan's walk, without recursion: chains of imports are longer than Python's stack."""
        way = [self._enter(start)]
        while way:
            here = way[-1]
            ahead = next(here.inner, None)
            if ahead is None:
                way.pop()
                self._leave(here, way[-1] if way else None)
            elif ahead in self._known:
                here.words |= self._known[ahead]
            elif ahead in self._positions:
                here.low = min(here.low, self._positions[ahead])
            else:
                way.append(self._enter(ahead))

    def _enter(self, name: str) -> _Visit:
        position = self._positions[name] = len(self._positions)
        self._open.append(name)
        return _Visit(name, position, position, iter(self._edges(name)), set(self._own(name)))

    def _leave(self, here: _Visit, before: _Visit | None) -> None:
        if here.low == here.position:
            words = frozenset(here.words)
            while here.name not in self._known:
                self._known[self._open.pop()] = words
        if before is not None:
            before.low = min(before.low, here.low)
            before.words |= here.words
