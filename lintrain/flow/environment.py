"""What names and attributes stand for on one path, in a map whose copies share what they have in common.

Every step of every path copies its environment, and every join compares two of them. Both touch only
what was bound since the copies parted, so that a line of a long function costs no more than one of a short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from zlib import crc32

from lintrain.model.values import EnvKey, Value, join

WIDTH = 64
"""In so many parts an environment is copied and compared."""

LARGE = 6
"""From this size on it pays to remember how two parts were joined."""

Part = dict[EnvKey, Value]
EMPTY: Part = {}
Matters = Callable[[str, Value, Value], bool]


class Memory:
    """How parts were joined before: along a long function the same two meet at every join."""

    __slots__ = ("joined", "opposed")

    def __init__(self) -> None:
        # Each entry holds the parts that its key identifies, so that no other can take their place.
        self.joined: dict[tuple[int, int, bool], tuple[Part, Part, Part]] = {}
        self.opposed: dict[tuple[int, int, int], tuple[Part, Part, bool]] = {}


@lru_cache(maxsize=65_536)
def _part_of(name: str) -> int:
    """Return the part that holds ``name``: the same in every process, so that orders are stable."""
    return crc32(name.encode("utf-8", "replace")) % WIDTH


class Environment:
    """A mutable map; the cost of :meth:`copy` does not depend on its size."""

    __slots__ = ("_memory", "_own", "_parts")

    def __init__(self, items: Mapping[EnvKey, Value] | None = None) -> None:
        self._parts: list[Part] = [EMPTY] * WIDTH
        self._own = 0
        """A bit for each part that no copy shares."""
        self._memory = Memory()
        for key, value in items.items() if items is not None else ():
            self[key] = value

    def copy(self) -> Environment:
        """Return an environment that can be changed without changing this one."""
        new = Environment.__new__(Environment)
        new._parts = self._parts.copy()
        new._own = self._own = 0
        new._memory = self._memory
        return new

    def get(self, key: EnvKey) -> Value | None:
        """Return what stands under ``key``."""
        return self._parts[_part_of(key[1])].get(key)

    def __setitem__(self, key: EnvKey, value: Value) -> None:
        self._mine(_part_of(key[1]))[key] = value

    def pop(self, key: EnvKey) -> Value | None:
        """Remove ``key``; return what stood under it."""
        return self._mine(_part_of(key[1])).pop(key, None)

    def _mine(self, number: int) -> Part:
        if not self._own >> number & 1:
            self._own |= 1 << number
            self._parts[number] = self._parts[number].copy()
        return self._parts[number]

    def items(self) -> Iterator[tuple[EnvKey, Value]]:
        """Yield keys and values."""
        for part in self._parts:
            yield from part.items()

    def values(self) -> Iterator[Value]:
        """Yield the values."""
        for part in self._parts:
            yield from part.values()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Environment) and self._parts == other._parts

    __hash__ = None  # type: ignore[assignment]  # it changes

    def drop(self, unwanted: Callable[[EnvKey], bool]) -> None:
        """Remove the keys that are not wanted."""
        for number, part in enumerate(self._parts):
            gone = [key for key in part if unwanted(key)]
            if gone:
                mine = self._mine(number)
                for key in gone:
                    del mine[key]

    def merge(self, other: Environment, adding: bool) -> bool:
        """Take over what ``other`` says, as far as it is certain on both; tell whether that changed anything.

        What is bound in ``other`` alone is taken over if ``adding``.
        """
        changed = False
        for number, (mine, theirs) in enumerate(zip(self._parts, other._parts, strict=True)):
            if mine is not theirs and theirs:
                merged = self._joined(mine, theirs, adding)
                if merged is not mine:
                    self._parts[number] = merged
                    changed = True
        # Parts are shared from here on: with each other, and with the memory.
        self._own = other._own = 0
        return changed

    def _joined(self, mine: Part, theirs: Part, adding: bool) -> Part:
        if len(theirs) < LARGE:
            return _join(mine, theirs, adding)
        key = (id(mine), id(theirs), adding)
        known = self._memory.joined.get(key)
        if known is None:
            known = self._memory.joined[key] = mine, theirs, _join(mine, theirs, adding)
        return known[2]

    def opposes(self, other: Environment, matters: Matters, judge: int = 0) -> bool:
        """Tell whether something is bound differently in ``other``, and ``matters(name, mine, theirs)``.

        The number ``judge`` is the same for functions ``matters`` that always say the same.
        """
        self._own = other._own = 0  # the memory shares them
        pairs = zip(self._parts, other._parts, strict=True)
        apart = [pair for pair in pairs if pair[0] is not pair[1]]
        return any(self._opposed(mine, theirs, matters, judge) for mine, theirs in apart)

    def _opposed(self, mine: Part, theirs: Part, matters: Matters, judge: int) -> bool:
        if len(theirs) < LARGE:
            return _oppose(mine, theirs, matters)
        key = (id(mine), id(theirs), judge)
        known = self._memory.opposed.get(key)
        if known is None:
            known = self._memory.opposed[key] = mine, theirs, _oppose(mine, theirs, matters)
        return known[2]


def _join(mine: Part, theirs: Part, adding: bool) -> Part:
    """Return what two parts say together: one of them, where that is all."""
    result = mine
    for key, value in theirs.items():
        known = mine.get(key)
        if known is value or (known is None and not adding) or known == value:
            continue
        merged = value if known is None else join(key, known, value)
        if merged != known:
            if result is mine:
                result = mine.copy()
            result[key] = merged
    return theirs if result is not mine and result == theirs else result


def _oppose(mine: Part, theirs: Part, matters: Matters) -> bool:
    for key, value in theirs.items():
        known = mine.get(key)
        if known is not None and known is not value and known != value and matters(key[1], known, value):
            return True
    return False
