"""Text from source files made harmless and measurable.

A terminal obeys what is printed on it. Control characters, and those that reorder the text around
them, are shown escaped; tabs become spaces; and every character's width in cells is known, so that
a line of carets stands where it should.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lintrain.findings import Span

TAB = 4

# Other (control, format, surrogate, private, unassigned) and line or paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset({"\u200c", "\u200d"})


def visible(text: str) -> str:
    """Return ``text`` on one line with everything escaped that a terminal would act upon."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def leading(path: str) -> str:
    """Return a path that begins a line. GitHub takes a line for a command that begins with two colons."""
    return f"./{visible(path)}" if path.startswith(":") else visible(path)


def place(row: int | None, column: int | None = None, cell: int | None = None) -> str:
    """Return what follows a path: ``:3:5``, or ``:cell 7:3:5`` in a notebook."""
    return (f":cell {cell}" if cell else "") + (f":{row}:{column or 1}" if row else "")


def at(span: Span) -> str:
    """Return what follows a path to say where a span begins."""
    return place(span.start.row, span.start.column, span.cell)


def in_cell(span: Span) -> str:
    """Return `` (cell 7, 3:5)`` where a span is in a notebook: for formats that know rows of files only."""
    start = span.start
    return "" if span.cell is None else f" (cell {span.cell}, {start.row}:{start.column})"


def _visible(char: str) -> str:
    hidden = unicodedata.category(char) in _HIDDEN and char not in _JOINERS
    return char.encode("unicode_escape").decode("ascii") if hidden else char


@dataclass(frozen=True, slots=True)
class Row:
    """A row of source as it is shown: one piece for each character, and the cell where each starts."""

    pieces: Sequence[str]
    cells: Sequence[int]

    @property
    def shown(self) -> str:
        """The whole row."""
        return "".join(self.pieces)

    def cell(self, column: int) -> int:
        """Return the cell at which the 1-based column starts; columns beyond the end are at the end."""
        return self.cells[min(max(column - 1, 0), len(self.cells) - 1)]

    def cut(self, column: int, width: int) -> Row:
        """Return about ``width`` cells from ``column`` on; what is left out becomes ``…``."""
        start = min(column - 1, len(self.pieces))
        end = start
        while end < len(self.pieces) and self.cells[end + 1] - self.cells[start] <= width:
            end += 1
        head, tail = ("…" if start else ""), ("…" if end < len(self.pieces) else "")
        shift = self.cells[start] - len(head)
        cells = [min(max(cell, self.cells[start]), self.cells[end]) - shift for cell in self.cells]
        return Row([head, *self.pieces[start:end], tail], cells)


def show(row: str) -> Row:
    """Prepare a row of source for showing."""
    if row.isascii() and row.isprintable():
        return Row(row, range(len(row) + 1))
    from rich.cells import cell_len

    pieces: list[str] = []
    cells = [0]
    for char in row:
        piece = " " * (TAB - cells[-1] % TAB) if char == "\t" else _visible(char)
        pieces.append(piece)
        cells.append(cells[-1] + cell_len(piece))
    return Row(pieces, cells)
