"""The texts that findings stand in, and that their fixes edit: of files, and of cells of notebooks."""

from __future__ import annotations

from collections.abc import Sequence

from lintrain.findings import FileReport, Finding, Problem, Related, Span
from lintrain.source.lines import Lines
from lintrain.source.reading import Undecodable, decode, read

Where = tuple[str, int | None]
"""A file, and a cell of it."""


def texts(files: Sequence[FileReport]) -> dict[Where, str]:
    """Return the texts that are known already, and those of other files that fixes edit."""
    known: dict[Where, str] = {(file.path, None): file.text for file in files if file.findings}
    known |= {(file.path, cell): text for file in files for cell, text in file.cells.items()}
    fixes = (finding.fix for file in files for finding in file.findings if finding.fix)
    others = {edit.path for fix in fixes for edit in fix.edits if edit.path is not None}
    read = {(path, None): read_text(path) for path in others if (path, None) not in known}
    return known | {where: text for where, text in read.items() if text is not None}


class Sources:
    """The rows of files and cells. What only a witness points into is read, once."""

    def __init__(self, files: Sequence[FileReport] = ()) -> None:
        self._texts: dict[Where, str | None] = {**texts(files)}
        self._lines: dict[Where, Lines | None] = {}
        self._rows: dict[str, dict[int, list[int]]] = {}

    def text(self, path: str, cell: int | None = None) -> str | None:
        """Return a text, if there is one."""
        where = path, cell
        if where not in self._texts:
            self._texts[where] = None if cell is not None else read_text(path)
        return self._texts[where]

    def lines(self, path: str, cell: int | None = None) -> Lines | None:
        """Return a text as rows."""
        where = path, cell
        if where not in self._lines:
            text = self.text(path, cell)
            self._lines[where] = None if text is None else Lines(text)
        return self._lines[where]

    def row_in_file(self, path: str, row: int, cell: int | None = None) -> int:
        """Return the row of the file itself: that of a notebook's JSON where ``row`` is one of a cell.

        The first row of the file stands for what cannot be found in it.
        """
        from lintrain.source.notebook import is_notebook

        if cell is None or not is_notebook(path):
            return row
        if path not in self._rows:
            self._rows[path] = _json_rows(path)
        rows = self._rows[path].get(cell, [])
        return rows[min(row, len(rows)) - 1] if rows else 1

    def span_in_file(self, item: Finding | Related) -> tuple[int, int]:
        """Return the first and the last row of a place, in the file itself."""
        span: Span = item.span
        last = span.end.row - (span.end.column <= 1 and span.end.row > span.start.row)
        first, last = (self.row_in_file(item.path, row, span.cell) for row in (span.start.row, last))
        return first, max(first, last)


def read_text(path: str) -> str | None:
    """Return the text of a file, or ``None`` where there is none to show."""
    data = read(path)
    if isinstance(data, Problem):
        return None
    try:
        return decode(data).text
    except Undecodable:
        return None


def _json_rows(path: str) -> dict[int, list[int]]:
    from lintrain.source.rewriting import rows_in_json

    data = read(path)
    return {} if isinstance(data, Problem) else rows_in_json(data)
