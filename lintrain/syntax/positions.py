"""Where nodes stand in the text: computed once per file, and only for files that need it.

libcst's own ``PositionProvider`` splits every token at line breaks; counting characters while the
code is printed is five times as fast, and what edits need is offsets anyway.
"""

from __future__ import annotations

import re
import sys
import threading
from bisect import bisect_right
from contextlib import AbstractContextManager

import libcst as cst
from libcst._nodes.internal import CodegenState

from lintrain.findings import Position, Span

NEWLINE = re.compile(r"\r\n?|\n")
BLANKS = re.compile(r"[\s\\]*")
DEEP_STACK = 512 * 1024 * 1024
DEEP_RECURSION = 200_000


class _Marking(CodegenState):
    """Prints a module and notes how many characters stood before and after each node."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.length = 0
        self.starts: list[int] = []
        self.ranges: dict[int, tuple[int, int]] = {}
        """By identity: a node's own hash is a Python function, and there are very many nodes."""

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.length += sum(map(len, self.indent_tokens))

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.length += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts.append(self.length)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self.starts.pop()
        if id(node) not in self.ranges:
            self.ranges[id(node)] = start, self.length

    def record_syntactic_position(  # type: ignore[override]  # what it needs of a context manager, faster
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        return _Recorded(self, node, start_node, end_node)


class _Recorded(AbstractContextManager[None]):
    """Notes where a node begins and ends while it is printed."""

    __slots__ = ("_end_node", "_marking", "_node", "_start", "_start_node")

    def __init__(
        self,
        marking: _Marking,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self._marking, self._node = marking, node
        self._start_node, self._end_node = start_node, end_node
        self._start = marking.length

    def __exit__(self, *_: object) -> None:
        ranges, start, end = self._marking.ranges, self._start_node, self._end_node
        ranges[id(self._node)] = (
            self._start if start is None else ranges[id(start)][0],
            self._marking.length if end is None else ranges[id(end)][1],
        )


class Positions:
    """The places of the nodes of one module in its text."""

    def __init__(self, module: cst.Module, text: str) -> None:
        marking = _mark(module)
        self._module = module  # keeps its nodes, and so their identities, alive
        self._ranges = marking.ranges
        self._lines = [0, *(match.end() for match in NEWLINE.finditer(text))]
        printed = "".join(marking.tokens)
        # libcst drops a few blanks (before the colon of an except, blank lines at the end of a file).
        self._places = None if printed == text else _align(printed, text)

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the character offsets ``(start, end)`` of ``node``, its own parentheses excluded."""
        start, end = self._ranges[id(node)]
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1 if end > start else self._places[start]

    def span(self, node: cst.CSTNode) -> Span:
        """Return the rows and columns of ``node``."""
        start, end = self.offsets(node)
        return Span(self.position(start), self.position(end))

    def position(self, offset: int) -> Position:
        """Return the 1-based row and column of a character offset."""
        row = bisect_right(self._lines, offset)
        return Position(row, offset - self._lines[row - 1] + 1)


def _align(printed: str, text: str) -> list[int]:
    """Return, for each character of ``printed`` and for its end, its place in ``text``.

    They differ by blanks only: libcst drops some, and repeats a form feed that begins a block.
    """
    places = []
    position = 0
    for character in printed:
        blanks = BLANKS.match(text, position)
        found = text.find(character, position, (blanks.end() if blanks else position) + 1)
        position = found if found >= 0 else position
        places.append(min(position, len(text)))
        position += found >= 0
    return [*places, len(text)]


def _mark(module: cst.Module) -> _Marking:
    try:
        return _print(module)
    except RecursionError:
        return _print_deep(module)


def _print(module: cst.Module) -> _Marking:
    marking = _Marking(module)
    module._codegen(marking)
    return marking


def _print_deep(module: cst.Module) -> _Marking:
    """Print with a deep stack: libcst recurses where our graph does not (joined strings, sums)."""
    found: list[_Marking] = []
    size, limit = threading.stack_size(DEEP_STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(DEEP_RECURSION)
    try:
        worker = threading.Thread(target=lambda: found.append(_print(module)))
        worker.start()
        worker.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    return found[0]
