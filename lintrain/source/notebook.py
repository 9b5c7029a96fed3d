"""Jupyter notebooks: the code cells in order, as one Python module, and the way back to the cells.

Cells are counted from 1 over all cells of the notebook as they stand in it, Markdown included: so
does ruff. What IPython alone understands is replaced (:mod:`lintrain.source.magics`); rows and columns
inside a cell stay what they are.

Rules are screened on the module, not on the bytes of the file. JSON may write any character as
``\\u0061`` and a source as a list of pieces that end in the middle of a word, so the bytes prove nothing;
and they must be decoded anyway, to know whether every cell is Python.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lintrain.findings import Problem, Span
from lintrain.source.lines import split_rows
from lintrain.source.magics import as_python, unseen

SUFFIX = ".ipynb"

_HEAD = "# coding: utf-8"
"""The first row: a cookie that stands in a cell is not for us, who know the encoding."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_PYTHON = re.compile(r"i?python\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its number, its text as the reader sees it, and that text as Python."""

    number: int
    text: str
    code: str

    @property
    def head(self) -> str:
        """What stands above the cell where it is indented, to carry it."""
        rows = (row for row in split_rows(self.code) if row.strip() and not row.lstrip().startswith("#"))
        return "if 1:" if next(rows, "").startswith((" ", "\t")) else ""

    @property
    def alone(self) -> bytes:
        """The cell as a module of its own, with two rows above it."""
        return f"{_HEAD}\n{self.head}\n{self.code}\n".encode()


@dataclass(frozen=True, slots=True)
class Module:
    """The cells as one module: its text, and for each cell its number and the row before its first.

    That row says what no cell says, so that the cells are found again when the text has changed. It is a
    statement, so that no comment above it is taken for one of the cell's first statement.
    """

    text: str
    starts: tuple[tuple[int, int], ...] = ()

    def place(self, row: int) -> tuple[int, int]:
        """Return the cell of a row of the module, and the row in it."""
        index = max(0, bisect_right(self.starts, row, key=lambda start: start[1]) - 1)
        cell, before = self.starts[index]
        return cell, max(1, row - before)


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook, and its bytes. Where ``unread`` or ``skipped`` says why, there are no cells."""

    cells: tuple[Cell, ...] = ()
    data: bytes = field(default=b"", repr=False)
    unread: Problem | None = None
    skipped: Problem | None = None
    module: Module = field(default=Module(_HEAD + "\n"), repr=False)

    def without(self, unreadable: Collection[int]) -> Module:
        """Return the module in which all that the cells with these numbers may do is unknown."""
        cells = (replace(c, code=unseen(c.text)) if c.number in unreadable else c for c in self.cells)
        return _joined(tuple(cells))


class _Malformed(Exception):
    """A file that is no notebook: why, and where in its JSON if that is known."""

    def __init__(self, message: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message, self.row, self.column = message, row, column


def is_notebook(path: str) -> bool:
    """Tell by its name whether a file is a notebook."""
    return path.endswith(SUFFIX)


def read_notebook(path: str, data: bytes) -> Notebook:
    """Read the bytes of a notebook of format 4, or 3 and before (``worksheets``)."""
    try:
        content = _decoded(data)
        language = _language(content)
        if not _PYTHON.fullmatch(language):
            return Notebook(skipped=Problem(path, f"is a notebook in {language}, not in Python"))
        cells = tuple(_code_cells(content))
    except _Malformed as error:
        message = f"cannot be parsed: not a notebook: {error.message}"
        return Notebook(unread=Problem(path, message, error.row, error.column))
    return Notebook(cells, data, module=_joined(cells))


def in_cell(span: Span, module: Module) -> Span:
    """Return a span of the module as one of its cell."""
    cell, row = module.place(span.start.row)
    shift = span.start.row - row
    start, end = (type(p)(p.row - shift, p.column) for p in (span.start, span.end))
    return Span(start, end, cell)


def _joined(cells: tuple[Cell, ...]) -> Module:
    rows, starts = [_HEAD], []
    mark = "# %%"
    while any(mark in cell.code for cell in cells):
        mark += "%"
    for cell in cells:
        rows.append(f"{cell.head or 'pass'}  {mark} {cell.number}")
        starts.append((cell.number, len(rows)))
        rows += split_rows(cell.code)
    return Module("\n".join([*rows, ""]), tuple(starts))


def _decoded(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise _Malformed(f"not utf-8 text: {error.reason}", row, 1) from error
    except json.JSONDecodeError as error:
        raise _Malformed(f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:
        raise _Malformed("nested too deeply" if isinstance(error, RecursionError) else str(error)) from error
    if not isinstance(content, dict):
        raise _Malformed("not a JSON object")
    return content


def _language(content: dict[str, Any]) -> str:
    """Return what the kernel said last, else what was asked for; a notebook that is silent is in Python."""
    metadata = _object(content.get("metadata"))
    for name, key in (("language_info", "name"), ("kernelspec", "language")):
        if isinstance(language := _object(metadata.get(name)).get(key), str) and language:
            return language
    return "python"


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _code_cells(content: dict[str, Any]) -> Iterator[Cell]:
    for number, cell in enumerate(_all_cells(content), 1):
        if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
            raise _Malformed(f"cell {number} has no type")
        if cell["cell_type"] == "code" and _PYTHON.fullmatch(_cell_language(cell)):
            text = _source(cell.get("source", cell.get("input")), number)
            yield Cell(number, text, as_python(text))


def _all_cells(content: dict[str, Any]) -> list[Any]:
    sheets = content.get("worksheets")
    if "cells" not in content and isinstance(sheets, list):
        return [cell for sheet in sheets for cell in _cells(_object(sheet))]
    return _cells(content)


def _cells(holder: dict[str, Any]) -> list[Any]:
    cells = holder.get("cells")
    if not isinstance(cells, list):
        raise _Malformed("it has no list of cells")
    return cells


def _cell_language(cell: dict[str, Any]) -> str:
    """Return the language of one cell, where an editor or an old format notes it."""
    editor = _object(_object(cell.get("metadata")).get("vscode")).get("languageId")
    language = editor or cell.get("language")
    return language if isinstance(language, str) and language else "python"


def _source(source: object, number: int) -> str:
    pieces: list[Any] = source if isinstance(source, list) else [source]
    if not all(isinstance(piece, str) for piece in pieces):
        raise _Malformed(f"cell {number} has no source")
    # Half a character, which JSON can spell, is no text; in its place stands one that is as wide.
    return _SURROGATE.sub("\ufffd", "".join(pieces))
