"""What is open in the editor: scripts and notebooks, in the versions that were told last."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path, uri_scheme

from lintrain.lsp.positions import Places
from lintrain.source.notebook import SUFFIX
from lintrain.source.reading import encoded

Changes = Sequence[types.TextDocumentContentChangeEvent]
SUFFIXES = (".py", ".pyw")


class Document:
    """One version of a text that the editor shows: a script, or one cell of a notebook."""

    def __init__(self, uri: str, text: str, encoding: str) -> None:
        self.uri, self.text, self.encoding = uri, text, encoding

    @cached_property
    def places(self) -> Places:
        """Converts its positions."""
        return Places(self.text, self.encoding)

    def changed(self, changes: Changes) -> Document:
        """Return the version after ``changes``, each told in terms of the one before it."""
        document = self
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = (document.places.offset(p) for p in (change.range.start, change.range.end))
                text = document.text[:start] + text + document.text[end:]
            document = Document(self.uri, text, self.encoding)
        return document


@dataclass(frozen=True, eq=False)
class Script:
    """An open file, as it stands in the editor. ``stamp`` differs between any two versions."""

    uri: str
    path: str
    document: Document
    version: int | None = None
    stamp: int = field(default_factory=count().__next__)

    @cached_property
    def data(self) -> bytes:
        """The bytes that saving it would write."""
        return encoded(self.document.text)

    def is_at(self, path: str) -> bool:
        """Tell whether a path, however it is told, is that of this file."""
        return path == self.path or os.path.abspath(path) == self.path

    def part(self, cell: int | None) -> Document | None:
        """Return the text that places in it refer to."""
        return self.document

    @property
    def parts(self) -> Iterator[tuple[int | None, Document]]:
        """All its texts, by the number of the cell."""
        yield None, self.document


@dataclass(frozen=True, eq=False)
class Sheet:
    """An open notebook: its cells' addresses in order, which of them are code, and what stands in them."""

    uri: str
    path: str
    order: tuple[str, ...]
    code: frozenset[str]
    cells: dict[str, Document]
    version: int | None = None
    stamp: int = field(default_factory=count().__next__)

    @cached_property
    def data(self) -> bytes:
        """A notebook with these cells."""
        cells = [self._cell(uri) for uri in self.order]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return json.dumps(content).encode()

    def _cell(self, uri: str) -> dict[str, object]:
        text = self.cells[uri].text if uri in self.cells else ""
        kind = "code" if uri in self.code and uri in self.cells else "markdown"
        return {"cell_type": kind, "metadata": {}, "source": text}

    def is_at(self, path: str) -> bool:
        """Tell whether a path, however it is told, is that of this notebook."""
        return path == self.path or os.path.abspath(path) == self.path

    def part(self, cell: int | None) -> Document | None:
        """Return the text of a cell, by its number."""
        if cell is None or not 1 <= cell <= len(self.order):
            return None
        return self.cells.get(self.order[cell - 1])

    @property
    def parts(self) -> Iterator[tuple[int | None, Document]]:
        """All its texts, by the number of the cell."""
        for number, uri in enumerate(self.order, 1):
            if uri in self.cells:
                yield number, self.cells[uri]


Opened = Script | Sheet


class Documents:
    """All that is open, by the address that the editor gave it."""

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self.opened: dict[str, Opened] = {}
        self._owner: dict[str, str] = {}

    def find(self, uri: str) -> tuple[Opened, Document] | None:
        """Return a text and what it is part of; ``None`` if it is not open, or not for us."""
        opened = self.opened.get(self._owner.get(uri, uri))
        part = next((part for _, part in opened.parts if part.uri == uri), None) if opened else None
        return (opened, part) if opened and part else None

    def unsaved(self) -> dict[str, bytes]:
        """Return the content of all open files by their absolute paths."""
        return {o.path: o.data for o in self.opened.values() if isinstance(o, Script) and o.path != "-"}

    def uris(self) -> dict[str, str]:
        """Return the addresses of all open files by their absolute paths."""
        return {opened.path: uri for uri, opened in self.opened.items()}

    def open_script(self, item: types.TextDocumentItem) -> Script | None:
        """Note a file that was opened; ``None`` if it is not for us."""
        if not _is_python(item):
            return None
        document = Document(item.uri, item.text, self.encoding)
        script = Script(item.uri, _path(item.uri), document, item.version)
        self.opened[item.uri] = script
        return script

    def change_script(self, params: types.DidChangeTextDocumentParams) -> Script | None:
        """Note what has changed in a file; ``None`` if it is not for us."""
        uri = params.text_document.uri
        before = self.opened.get(uri)
        if not isinstance(before, Script):
            return None
        document = before.document.changed(params.content_changes)
        script = Script(uri, before.path, document, params.text_document.version)
        self.opened[uri] = script
        return script

    def open_sheet(self, params: types.DidOpenNotebookDocumentParams) -> Sheet:
        """Note a notebook that was opened."""
        notebook = params.notebook_document
        cells = {item.uri: self._cell(item.uri, item.text) for item in params.cell_text_documents}
        order = tuple(cell.document for cell in notebook.cells)
        code = frozenset(_code(set(), notebook.cells))
        path = _path(notebook.uri)
        path = path if path.endswith(SUFFIX) else path + SUFFIX
        return self._put(Sheet(notebook.uri, path, order, code, cells, notebook.version))

    def change_sheet(self, params: types.DidChangeNotebookDocumentParams) -> Sheet | None:
        """Note what has changed in a notebook: which cells there are, and what stands in them."""
        before = self.opened.get(params.notebook_document.uri)
        if not isinstance(before, Sheet):
            return None
        order, code, cells = list(before.order), set(before.code), dict(before.cells)
        told = params.change.cells or types.NotebookDocumentCellChanges()
        if told.structure:
            array = told.structure.array
            new = array.cells or ()
            order[array.start : array.start + array.delete_count] = [cell.document for cell in new]
            code = _code(code, new)
            for gone in told.structure.did_close or ():
                cells.pop(gone.uri, None)
            for item in told.structure.did_open or ():
                cells[item.uri] = self._cell(item.uri, item.text)
        for change in told.text_content or ():
            uri = change.document.uri
            cells[uri] = self._cell(uri, cells[uri].changed(change.changes).text)
        code = _code(code, told.data or ())
        version = params.notebook_document.version
        return self._put(Sheet(before.uri, before.path, tuple(order), frozenset(code), cells, version))

    def _cell(self, uri: str, text: str) -> Document:
        """Return the text of a cell, with the row ends that it has in a notebook on the disk."""
        return Document(uri, text.replace("\r\n", "\n"), self.encoding)

    def _put(self, sheet: Sheet) -> Sheet:
        for gone in [cell for cell, owner in self._owner.items() if owner == sheet.uri]:
            del self._owner[gone]
        self._owner |= dict.fromkeys(sheet.order, sheet.uri)
        self.opened[sheet.uri] = sheet
        return sheet

    def close(self, uri: str) -> Opened | None:
        """Note that a file or a notebook was closed; return what it was."""
        gone = self.opened.pop(uri, None)
        if isinstance(gone, Sheet):
            for cell in gone.order:
                self._owner.pop(cell, None)
        return gone


def address(path: str, known: dict[str, str]) -> str:
    """Return the address of a file: the editor's own, if it has the file open."""
    absolute = os.path.abspath(path) if path != "-" else path
    return known.get(absolute) or from_fs_path(absolute) or absolute


def _is_python(item: types.TextDocumentItem) -> bool:
    """Tell whether a file is for us: not one without a place of its own, such as a cell sent as a file."""
    if uri_scheme(item.uri) not in ("file", "untitled", ""):
        return False
    return item.language_id == "python" or item.uri.endswith(SUFFIXES)


def _path(uri: str) -> str:
    """Return the absolute path of a file; what is not on any disk reads as standard input does."""
    path = to_fs_path(uri) if uri_scheme(uri) == "file" else None
    return os.path.abspath(path) if path else "-"


def _code(code: set[str], cells: Sequence[types.NotebookCell]) -> set[str]:
    """Return which cells are code, now that some say what they are."""
    told = {cell.document: cell.kind is types.NotebookCellKind.Code for cell in cells}
    return {uri for uri in {*code, *told} if told.get(uri, True)}
