"""Places in a text, as the protocol counts them: rows from 0, columns in the units that were agreed on."""

from __future__ import annotations

from lsprotocol import types

from lintrain.findings import Position, Span
from lintrain.source.lines import Lines

WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
"""Bytes of one unit in each encoding of positions."""
CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Places:
    """Converts between a text's characters and the protocol's positions.

    A column beyond the end of its row means the end, and a row beyond the last the end of the text: so
    says the protocol.
    """

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self.lines = Lines(text)
        self._codec, self._width = CODECS[encoding], WIDTH[encoding]

    def here(self, position: Position) -> types.Position:
        """Return a place that is counted from 1, in characters, as the protocol counts it."""
        row = self.lines.row(position.row)
        return types.Position(position.row - 1, self._units(row[: position.column - 1]))

    def at(self, offset: int) -> types.Position:
        """Return where the character at ``offset`` stands."""
        return self.here(self.lines.position(offset))

    def range(self, span: Span) -> types.Range:
        """Return a span as the protocol counts it."""
        return types.Range(self.here(span.start), self.here(span.end))

    def between(self, start: int, end: int) -> types.Range:
        """Return the range of the characters ``start:end``."""
        return types.Range(self.at(start), self.at(end))

    def position(self, place: types.Position) -> Position:
        """Return a place of the protocol, counted from 1, in characters."""
        if place.line >= len(self.lines):
            return self.lines.position(len(self.text))
        return Position(place.line + 1, self._characters(self.lines.row(place.line + 1), place.character) + 1)

    def offset(self, place: types.Position) -> int:
        """Return which character stands at a place of the protocol."""
        return self.lines.offset(self.position(place))

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // self._width

    def _characters(self, row: str, units: int) -> int:
        """Return how many characters the first ``units`` are; one that they cut in two does not count."""
        if row.isascii():
            return min(units, len(row))
        data = row.encode(self._codec, "surrogatepass")[: units * self._width]
        return len(data.decode(self._codec, "ignore"))
