"""Rows and columns of a text, counted as Python counts them.

Python ends a line at ``\\n``, ``\\r\\n`` and ``\\r`` and nowhere else; ``str.splitlines`` would also split at
form feeds and at six other characters that may stand inside a string.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lintrain.findings import Position, Span

_END = re.compile(r"\r\n|\r|\n")


def split_rows(text: str) -> list[str]:
    """Return the rows of ``text`` without their ends; a last, empty row counts."""
    return _END.split(text)


class Lines:
    """Converts between 0-based character offsets and 1-based positions."""

    __slots__ = ("_rows", "_starts")

    def __init__(self, text: str) -> None:
        self._rows = split_rows(text)
        self._starts = [0, *(match.end() for match in _END.finditer(text))]

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> str:
        """Return the 1-based row, or the empty string beyond the end."""
        return self._rows[number - 1] if 1 <= number <= len(self._rows) else ""

    def position(self, offset: int) -> Position:
        """Return where the character at ``offset`` stands."""
        index = bisect_right(self._starts, offset) - 1
        return Position(index + 1, offset - self._starts[index] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of ``position``."""
        return self._starts[position.row - 1] + position.column - 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters ``start:end``."""
        return Span(self.position(start), self.position(end))
