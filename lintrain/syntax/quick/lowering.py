"""The state of lowering one file from ``ast``, with the text for what ``ast`` does not tell."""

from __future__ import annotations

import ast
import re

from lintrain.source.reading import decode
from lintrain.syntax.scope import Lowering

from .unsure import Unsure

_CLOSED = re.compile(rb"[\s)\\]*")


class Reading(Lowering):
    """Lowers one file whose bytes are at hand."""

    __slots__ = ("_data", "_lines", "prefixed")

    def __init__(self, data: bytes, first: int) -> None:
        super().__init__(first)
        self._data = data
        self._lines: list[bytes] = []
        self.prefixed = 0
        """How many operators stand before their operand, lambdas among them."""

    def has_parentheses(self, node: ast.Tuple) -> bool:
        """Tell whether a tuple in brackets has parentheses of its own: ``a[b, c]`` is no ``a[(b, c)]``."""
        if not node.elts:
            return True
        first = node.elts[0]
        if (node.lineno, node.col_offset) == (first.lineno, first.col_offset):
            return False
        before = self._between(node.lineno, node.col_offset, first.lineno, first.col_offset)
        closed = _CLOSED.match(self._after(first))
        if b"#" in before or closed is None:
            raise Unsure
        return before.count(b"(") > closed[0].count(b")")

    def _after(self, node: ast.expr) -> bytes:
        """Return what stands between a node and the next comma."""
        line, column = node.end_lineno, node.end_col_offset
        if line is None or column is None:
            raise Unsure
        text = b"".join(self.lines[line - 1 : line + 20])[column:]
        between, comma, _ = text.partition(b",")
        if not comma or b"#" in between:
            raise Unsure
        return between

    def _between(self, line: int, column: int, last: int, end: int) -> bytes:
        lines = self.lines[line - 1 : last]
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][column:]
        return b"".join(lines)

    @property
    def lines(self) -> list[bytes]:
        """The lines as ``ast`` counts in them: of the text in UTF-8, whatever the file is in."""
        if not self._lines:
            data = self._data if self._data.isascii() else decode(self._data).text.encode()
            self._lines = data.splitlines(keepends=True)
        return self._lines
