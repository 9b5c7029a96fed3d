"""The files of a project, read and parsed when an import leads to them.

A file that never speaks of training is not parsed: nothing can be learned from it. What was parsed is
kept for the next file of the run, within bounds, and read again when it has changed on disk.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from lintrain.findings import Problem
from lintrain.source.imports import Spot, first_spot, imported_files
from lintrain.source.paths import display
from lintrain.source.reading import read
from lintrain.syntax import ir

SPEAKS = (
    b"grad", b"backward", b"step(", b"nn.", b"oss", b"optim", b".train(", b".eval(", b"oftmax", b"torch",
)  # fmt: skip
"""A file that neither says nor imports any of these says nothing of gradients, modes or losses."""
SPEAKING = frozenset(SPEAKS)

ACTS = (
    b"backward", b"clip_grad", b"ross_entropy", b"CrossEntropy", b"weight_decay", b"AdamW",
    b"load_state_dict",
)  # fmt: skip
"""What a file must reach, itself or by its imports, for anything in it to be a mistake of training."""

LARGEST = 2_000_000
"""Bytes of the largest file that an import is followed into."""

KEPT = 1_000_000
"""Syntax nodes whose graphs are kept in memory (about 100 MB)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is remembered of a file that was read: its hash, what it may import, which words stand in it."""

    digest: bytes
    imports: tuple[str, ...]
    words: frozenset[bytes]

    @property
    def speaks(self) -> bool:
        """Whether the file says anything about training."""
        return not self.words.isdisjoint(SPEAKING)


@dataclass(slots=True, eq=False)
class Unit:
    """One parsed file. ``path`` is how it is shown; ``absolute`` is empty for a source in memory.

    ``first`` is the number of its first syntax node: those of no other unit overlap with its ``size`` nodes.
    ``index`` is kept here by :mod:`lintrain.flow.scope`.
    """

    path: str
    absolute: str
    digest: bytes
    code: ir.Code
    first: int
    size: int
    index: object = None


class Project:
    """Everything that one process has read. ``needles`` are the byte strings that rules screen for."""

    def __init__(self, needles: Iterable[bytes] = ()) -> None:
        self._needles = tuple(dict.fromkeys((*SPEAKS, *ACTS, *needles)))
        self._contents: dict[str, tuple[tuple[int, int], Content | None]] = {}
        self._units: OrderedDict[tuple[str, bytes], Unit | None] = OrderedDict()
        self._size = 0
        self._next = 0

    # --- bytes ---

    def scan(self, absolute: str, data: bytes) -> Content:
        """Return what ``data`` says as the content of a file."""
        files = dict.fromkeys(imported_files(absolute, data)) if absolute else {}
        words = frozenset(needle for needle in self._needles if needle in data)
        return Content(_digest(data), tuple(files), words)

    def content(self, absolute: str) -> Content | None:
        """Return what stands in a file, read again when it has changed; ``None`` where it cannot be read."""
        try:
            status = os.stat(absolute)
        except OSError:
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._contents.get(absolute)
        if known is None or known[0] != stamp:
            data = read(absolute) if status.st_size <= LARGEST else b""
            content = None if isinstance(data, Problem) else self.scan(absolute, data)
            known = self._contents[absolute] = (stamp, content)
        return known[1]

    def reach(self, start: Iterable[str]) -> frozenset[bytes]:
        """Return the words of project files and of all that their imports lead to, however far."""
        words: set[bytes] = set()
        seen: set[str] = set()
        stack = list(start)
        while stack:
            path = stack.pop()
            content = self.content(path) if path not in seen else None
            seen.add(path)
            if content is not None:
                words |= content.words
                stack += content.imports
        return frozenset(words)

    # --- names ---

    def first(self, importer: str, dotted: str) -> tuple[Spot, tuple[str, ...]] | None:
        """Return where the first part of an imported name leads; ``None`` outside of the project."""
        return first_spot(importer, dotted) if importer else None

    # --- graphs ---

    def unit(self, absolute: str) -> Unit | None:
        """Return a file's graph; ``None`` where it cannot be read or parsed, or says nothing of training."""
        content = self.content(absolute)
        if content is None or not (content.speaks or self.reach(content.imports) & SPEAKING):
            return None
        key = (absolute, content.digest)
        if key not in self._units:
            self._keep(key, self._parsed(absolute))
        self._units.move_to_end(key)
        return self._units[key]

    def _parsed(self, absolute: str) -> Unit | None:
        from lintrain.syntax.tree import SyntaxProblem, parse

        data = read(absolute)
        if isinstance(data, Problem):
            return None
        try:
            tree = parse(display(absolute), data, self._next)
        except SyntaxProblem:
            return None  # It is named when it is checked itself.
        return self._made(tree.path, absolute, _digest(data), tree.code, len(tree.nodes))

    def known(self, path: str, data: bytes) -> Unit | None:
        """Return the graph of a file with this content, if it is still kept."""
        unit = self._units.get((_absolute(path), _digest(data)))
        return unit if unit is not None and unit.path == path else None

    def adopt(self, path: str, data: bytes, code: ir.Code, count: int) -> Unit:
        """Return the unit of a file that the caller has parsed, numbered from :attr:`next_number`."""
        unit = self._made(path, _absolute(path), _digest(data), code, count)
        if unit.absolute:
            self._keep((unit.absolute, unit.digest), unit)
        return unit

    @property
    def next_number(self) -> int:
        """The number that the first syntax node of the next parsed file gets."""
        return self._next

    def _made(self, path: str, absolute: str, digest: bytes, code: ir.Code, count: int) -> Unit:
        unit = Unit(path, absolute, digest, code, self._next, count)
        self._next += count
        return unit

    def _keep(self, key: tuple[str, bytes], unit: Unit | None) -> None:
        before = self._units.pop(key, None)
        self._units[key] = unit
        self._size += (unit.size if unit else 0) - (before.size if before else 0)
        while self._size > KEPT and len(self._units) > 1:
            _, gone = self._units.popitem(last=False)
            self._size -= gone.size if gone else 0


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path and path != "-" else ""


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
