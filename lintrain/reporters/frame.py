"""A code frame: rows of source with spans underlined and labelled, as rustc and ruff draw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lintrain.findings import Span
from lintrain.reporters.terminal import Piece
from lintrain.reporters.visible import Row, show, visible
from lintrain.source.lines import Lines

GAP = 2
"""Up to so many rows between two labelled ones are shown; more become ``...``."""

WIDE = 160
"""A row of more cells is cut, ``MARGIN`` columns before what is underlined."""

MARGIN = 20

TALL = 4
"""A span of more rows is shown by its first two and its last; a witness by its first alone."""


@dataclass(frozen=True, slots=True)
class Label:
    """A span to underline, and what to say about it."""

    span: Span
    text: str
    mark: str
    style: str

    @property
    def rows(self) -> list[int]:
        """The rows to underline."""
        first, last = self.span.start.row, self._last
        if self.mark == "-":
            return [first]
        rows = list(range(first, last + 1))
        return rows if len(rows) <= TALL else [first, first + 1, last]

    @property
    def _last(self) -> int:
        """A span that ends before the first column of a row ends on the row above."""
        end = self.span.end
        return end.row - 1 if end.column <= 1 and end.row > self.span.start.row else end.row


Line = tuple[Piece, ...]


def frame(lines: Lines, labels: Sequence[Label], gutter: int) -> Iterator[Line]:
    """Yield the lines of a frame. ``gutter`` is the width of the row numbers."""
    marked = {row for label in labels for row in label.rows}
    previous = 0
    for row in _shown(lines, marked):
        if previous and row > previous + 1:
            yield ((f"{'...':<{gutter}}", "gutter"),)
        previous = row
        here = sorted((label for label in labels if row in label.rows), key=lambda label: label.span.start)
        text = lines.row(row)
        shown = _fitted(show(text), row, here)
        yield (*number(row, gutter), (shown.shown, ""))
        for label in reversed(here):
            yield _underline(text, shown, row, label, gutter)


def number(row: int | str, gutter: int, sign: str = "|") -> Line:
    """Return the start of a line: its number and a bar."""
    return ((f"{row:>{gutter}} {sign} ", "gutter"),)


def _shown(lines: Lines, marked: set[int]) -> list[int]:
    """Return the marked rows, one row of context at both ends, and what fills small gaps."""
    first, last = min(marked), max(marked)
    rows = marked | {row for row in (first - 1, last + 1) if lines.row(row).strip()}
    ordered = sorted(rows)
    for low, high in pairwise(ordered):
        if high - low - 1 <= GAP:
            rows |= set(range(low, high))
    return sorted(rows)


def _fitted(shown: Row, row: int, labels: Sequence[Label]) -> Row:
    """Cut a row that is very long, so that what is underlined can be seen."""
    if shown.cells[-1] <= WIDE:
        return shown
    first = min((label.span.start.column for label in labels if row == label.span.start.row), default=1)
    return shown.cut(first - MARGIN if first > WIDE - MARGIN else 1, WIDE)


def _underline(text: str, shown: Row, row: int, label: Label, gutter: int) -> Line:
    span = label.span
    indent = len(text) - len(text.lstrip())
    start = shown.cell(span.start.column if row == span.start.row else indent + 1)
    end = shown.cell(span.end.column if row == span.end.row else len(text.rstrip()) + 1)
    marks = label.mark * max(end - start, 1)
    words = f" {visible(label.text)}" if row == label.rows[-1] and label.text else ""
    return (*number("", gutter), (" " * start, ""), (marks + words, label.style))
