"""Fixes of a notebook: what is done to the module of its cells, done to the cells.

Fixes are worked out and judged on the module, as those of any file. A version of the module stands for a
version of the notebook if only rows of Python in cells have changed; every other is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from lintrain.findings import Edit, FileReport
from lintrain.fixing import Check
from lintrain.source.lines import split_rows
from lintrain.source.notebook import Cell, Module, Notebook, read_notebook
from lintrain.source.rewriting import NotRewritable, in_common, rewrite
from lintrain.text_edits import Refused, apply_edits


@dataclass(frozen=True, slots=True)
class Draft:
    """A notebook, and the module of its cells to which fixes are applied."""

    notebook: Notebook
    module: Module

    def judged(self, check: Check) -> Check:
        """Return a check that refuses versions of the module that are no versions of the notebook."""

        def judge(data: bytes) -> FileReport:
            self.rewritten(data.decode())
            return check(data)

        return judge

    def rewritten(self, text: str) -> bytes:
        """Return the notebook whose cells say what the module ``text`` says.

        Raises:
            Refused: there is none, or not without touching anything else.
        """
        texts = self._texts(text)
        if not texts:
            return self.notebook.data
        try:
            data = rewrite(self.notebook.data, texts)
        except NotRewritable as error:
            raise Refused(str(error)) from error
        read = {cell.number: cell.text for cell in read_notebook("", data).cells}
        if read != {cell.number: texts.get(cell.number, cell.text) for cell in self.notebook.cells}:
            raise Refused("the notebook cannot be written back as it is")
        return data

    def edits(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits of the module as edits of cells."""
        try:
            texts = self._texts(apply_edits(self.module.text, edits))
        except Refused:
            return ()  # it will be withheld
        before = {cell.number: cell.text for cell in self.notebook.cells}
        return tuple(_edit(before[number], text, number) for number, text in texts.items())

    def _texts(self, text: str) -> dict[int, str]:
        """Return the new texts of the cells that are changed, by their numbers."""
        old, new = split_rows(self.module.text), split_rows(text)
        heads = [row - 1 for _, row in self.module.starts]
        found = _heads(new, [old[head] for head in heads])
        if new[: found[0]] != old[: heads[0]]:
            raise Refused("it would change what stands above the first cell")
        ends, news = [*heads[1:], len(old) - 1], [*found[1:], len(new) - 1]
        texts: dict[int, str] = {}
        for cell, head, end, start, stop in zip(self._cells(), heads, ends, found, news, strict=True):
            if old[head + 1 : end] != new[start + 1 : stop]:
                texts[cell.number] = _merged(cell, old[head + 1 : end], new[start + 1 : stop])
        return texts

    def _cells(self) -> list[Cell]:
        numbers = {number for number, _ in self.module.starts}
        return [cell for cell in self.notebook.cells if cell.number in numbers]


def _heads(rows: list[str], wanted: list[str]) -> list[int]:
    """Return where the rows stand that part the cells."""
    found = [index for index, row in enumerate(rows) if row in set(wanted)]
    if [rows[index] for index in found] != wanted:
        raise Refused("it would change what stands between two cells")
    return found


def _merged(cell: Cell, old: list[str], new: list[str]) -> str:
    """Return the cell's text with what has changed in its Python."""
    rows = split_rows(cell.text)
    if "\r" in cell.text or len(rows) != len(old):
        raise Refused("the cell is not Python row by row")
    merged: list[str] = []
    for _, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = old[start:end] == new[first:last]
        if not same and rows[start:end] != old[start:end]:
            raise Refused("it would change a row that only IPython understands")
        merged += rows[start:end] if same else new[first:last]
    return "\n".join(merged)


def _edit(before: str, after: str, cell: int) -> Edit:
    """Return what replaces the changed rows of a cell."""
    old, new = split_rows(before), split_rows(after)
    first, last = in_common(old, new)
    ends = [0, *accumulate(len(row) + 1 for row in old)]
    start, end = ends[first], ends[len(old) - last]
    text = "".join(f"{row}\n" for row in new[first : len(new) - last])
    return Edit(start, min(end, len(before)), text if last else text.removesuffix("\n"), cell)
