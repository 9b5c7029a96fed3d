"""The files of a project, read and parsed when an import leads to them.

A file that never speaks of training is not parsed: nothing can be learned from it. What was parsed is
kept for the next file, within bounds.

An analysis learns of other files only by asking a project, and all that it asks can be written down
with the answers: as long as they are the same, so is its result.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from lintrain.findings import Answers, Problem
from lintrain.model.dialects import Events, speech, spellings
from lintrain.model.reach import Reach
from lintrain.source.hashing import digest as digest_of
from lintrain.source.imports import Folders, Found, Spot, Wanted, import_statements
from lintrain.source.paths import display
from lintrain.source.reading import read
from lintrain.source.sights import Seen, Sights, look
from lintrain.syntax import ir
from lintrain.syntax.problems import SyntaxProblem

T = TypeVar("T")

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

ACTING = frozenset(ACTS)

LARGEST = 2_000_000
"""Bytes of the largest file that an import is followed into."""

KEPT = 1_000_000
"""Syntax nodes whose graphs are kept in memory (about 100 MB)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is remembered of a file that was read: its hash, what it imports, which words stand in it."""

    digest: str
    imports: tuple[Wanted, ...]
    words: frozenset[bytes]

    @property
    def speaks(self) -> bool:
        """Whether the file says anything about training."""
        return not self.words.isdisjoint(SPEAKING)


NOTHING = Content("", (), frozenset())


@dataclass(slots=True, eq=False)
class Unit:
    """One parsed file. ``path`` is how it is shown; ``absolute`` is empty for a source in memory.

    ``first`` is the number of its first syntax node: those of no other unit overlap with its ``size`` nodes.
    ``index`` is kept here by :mod:`lintrain.flow.scope`.
    """

    path: str
    absolute: str
    digest: str
    code: ir.Code
    first: int
    size: int
    index: object = None
    confirmed: bool = True
    """Whether this is how libcst reads it; not yet known of what the quick front end has lowered."""


class Project:
    """Everything that one thread has read. ``needles`` are the byte strings that rules screen for.

    Between two calls of :meth:`look_again` nothing on the disk is looked at twice.

    ``events`` are the user's own rows; :attr:`speech` is what calls mean because of them, and in dialects.

    A ``quick`` project has files lowered by the quick front end first: see :meth:`graph`.
    """

    def __init__(self, needles: Iterable[bytes] = (), events: Events = (), quick: bool = True) -> None:
        self.speech = speech(events)
        self._spellings = spellings(events)
        self._needles = tuple(dict.fromkeys((*SPEAKS, *ACTS, *needles)))
        self.contents: dict[str, tuple[Seen, Content | None]] = {}
        """What is known of files: looked at again before it is used."""
        self._units: OrderedDict[tuple[str, str], Unit | None] = OrderedDict()
        self._size = 0
        self._next = 0
        self._answers: Answers | None = None
        self._quick = quick
        self._distrusted: set[str] = set()
        self._asked: list[Unit] = []
        self._drafts: dict[str, tuple[bytes, Content]] = {}
        self.look_again()

    def look_again(self, unsaved: Mapping[str, bytes] | None = None) -> None:
        """Look at the disk anew: files and folders may have changed.

        ``unsaved`` is what stands in some files, by absolute path, whatever the disk says.
        """
        self._unsaved = dict(unsaved or {})
        self._drafts = {path: draft for path, draft in self._drafts.items() if path in self._unsaved}
        self._drop_outdated()
        self._looked: set[str] = set()
        self.sights = Sights()
        self._folders = Folders(self.sights)
        self._reach = Reach(self._words, self._imports)
        self._led: dict[tuple[str, str], tuple[bool, bool]] = {}

    def _drop_outdated(self) -> None:
        """Forget the versions of unsaved files that nobody will see again: each key pressed makes one."""
        current = {path: digest_of(data) for path, data in self._unsaved.items()}
        for path, digest in list(self._units):
            if current.get(path, digest) != digest:
                gone = self._units.pop((path, digest))
                self._size -= gone.size if gone else 0

    # --- questions and answers ---

    @contextmanager
    def recording(self) -> Iterator[Answers]:
        """Write down what is asked, and the answers."""
        before, self._answers = self._answers, {}
        try:
            yield self._answers
        finally:
            self._answers = before

    def still(self, answers: Answers) -> bool:
        """Tell whether all questions would get the same answers now."""
        return all(self.ask(question) == answer for question, answer in answers.items())

    def ask(self, question: tuple[str, ...]) -> object:
        """Return the answer to a question as it is written down."""
        ask, *about = question
        answer: object = getattr(self, f"_{ask}")(*about)
        return answer

    def first(self, importer: str, dotted: str) -> Found | None:
        """Return where the first part of an imported name leads; ``None`` outside of the project."""
        return self._told(("first", importer, dotted), self._first(importer, dotted))

    def child(self, spot: Spot, name: str) -> Spot | None:
        """Return the submodule ``name``."""
        folder = spot.folder or ""
        return self._told(("child", folder, name), self._child(folder, name))

    def leads(self, importer: str, dotted: str) -> tuple[bool, bool]:
        """Tell whether an imported name leads to a file that speaks of training, and to one that acts."""
        key = (importer, dotted)
        if key not in self._led:
            self._led[key] = self._leads(importer, dotted)
        return self._told(("leads", importer, dotted), self._led[key])

    def _told(self, question: tuple[str, ...], answer: T) -> T:
        if self._answers is not None:
            self._answers[question] = answer
        return answer

    def _first(self, importer: str, dotted: str) -> Found | None:
        return self._folders.first(importer, dotted) if importer else None

    def _child(self, folder: str, name: str) -> Spot | None:
        return self._folders.child(folder or None, name)

    def _leads(self, importer: str, dotted: str) -> tuple[bool, bool]:
        found = self._first(importer, dotted)
        if found is None:
            return False, False
        spot, rest = found
        for name in rest:
            inner = self._folders.child(spot.folder, name)
            if inner is None:
                break
            spot = inner
        words = self._reach.of(spot.file) if spot.file else frozenset[bytes]()
        return not words.isdisjoint(SPEAKING), not words.isdisjoint(ACTING)

    def _version(self, absolute: str) -> str | None:
        """Return the hash of a file that is worth reading; ``None`` if it says nothing of training."""
        content = self.content(absolute)
        if content is None or not (content.speaks or self._reach.of(absolute) & SPEAKING):
            return None
        return content.digest

    # --- bytes ---

    def scan(self, data: bytes) -> Content:
        """Return what ``data`` says as the content of a file."""
        words = frozenset(needle for needle in self._needles if self._holds(data, needle))
        return Content(digest_of(data), tuple(dict.fromkeys(import_statements(data))), words)

    def _holds(self, data: bytes, needle: bytes) -> bool:
        return needle in data or any(word in data for word in self._spellings.get(needle, ()))

    def read(self, path: str) -> bytes | Problem:
        """Return the content of a file, or why there is none."""
        unsaved = self._unsaved.get(_absolute(path))
        return read(path) if unsaved is None else unsaved

    def content(self, absolute: str) -> Content | None:
        """Return what stands in a file; ``None`` where it cannot be read."""
        if absolute in self._unsaved:
            return self._unsaved_content(absolute)
        known = self.contents.get(absolute)
        if known is None or absolute not in self._looked:
            self._looked.add(absolute)
            known = self.contents[absolute] = self._looked_at(absolute, known)
            self.sights.files[absolute] = known[0]
        return known[1]

    def _looked_at(
        self, absolute: str, known: tuple[Seen, Content | None] | None
    ) -> tuple[Seen, Content | None]:
        stamp, when = look(absolute)
        if known is not None and known[0].stamp == stamp and known[0].settled:
            return known
        if stamp is None:
            return Seen(None, when, None), None
        if stamp.size > LARGEST:
            return Seen(stamp, when, None), self.scan(b"")
        data = read(absolute)
        content = self.scan(data) if isinstance(data, bytes) else None
        return Seen(stamp, when, content.digest if content else None), content

    def _unsaved_content(self, absolute: str) -> Content:
        data = self._unsaved[absolute]
        known = self._drafts.get(absolute)
        if known is None or known[0] != data:
            known = self._drafts[absolute] = (data, self.scan(data))
        return known[1]

    def imports(self, absolute: str, data: bytes) -> tuple[str, ...]:
        """Return the project files that the import statements in ``data`` may lead to."""
        wanted = self.scan(data).imports
        return tuple(dict.fromkeys(file for one in wanted for file in self._folders.files(absolute, one)))

    def reach(self, absolute: str, imports: Iterable[Wanted]) -> frozenset[bytes]:
        """Return the words of all files that the imports of a file lead to."""
        files = {f for wanted in imports for f in self._folders.files(absolute, wanted)}
        return frozenset[bytes]().union(*map(self._reach.of, files - {absolute}))

    def reached(self, absolute: str, imports: Sequence[Wanted]) -> str:
        """Return the hash of what :meth:`reach` does."""
        return digest_of(b"\0".join(sorted(self.reach(absolute, imports)))) if imports else ""

    def remember(self, absolute: str, seen: Seen, content: Content | None) -> None:
        """Take over what another run learned of a file that was looked at just now."""
        self.contents[absolute] = seen, content
        self._looked.add(absolute)
        self.sights.files[absolute] = seen

    def _words(self, absolute: str) -> frozenset[bytes]:
        return (self.content(absolute) or NOTHING).words

    def _imports(self, absolute: str) -> Iterator[str]:
        wanted = (self.content(absolute) or NOTHING).imports
        return iter(dict.fromkeys(f for w in wanted for f in self._folders.files(absolute, w)))

    # --- graphs ---

    @contextmanager
    def noting(self) -> Iterator[list[Unit]]:
        """Note which files' graphs are asked for."""
        before, self._asked = self._asked, []
        try:
            yield self._asked
        finally:
            self._asked = before

    def unit(self, absolute: str) -> Unit | None:
        """Return a file's graph; ``None`` where it cannot be read or parsed, or says nothing of training."""
        digest = self._told(("version", absolute), self._version(absolute))
        if digest is None:
            return None
        key = (absolute, digest)
        known = self._units.get(key)
        if key not in self._units or (known is not None and known.path != display(absolute)):
            self._keep(key, self._read(absolute))
        self._units.move_to_end(key)
        return self._noted(self._units[key])

    def _read(self, absolute: str) -> Unit | None:
        data = self.read(absolute)
        if isinstance(data, Problem):
            return None
        try:
            return self._lowered(display(absolute), absolute, data)
        except SyntaxProblem:
            return None  # It is named when it is checked itself.

    def graph(self, path: str, data: bytes) -> Unit:
        """Return the graph of a file with this content.

        It is not :attr:`~Unit.confirmed` where the quick front end has lowered it: good enough to clear a
        file, but whoever tells of something has libcst read it first. If that reads another graph,
        :meth:`distrust` it, and ask again.

        Raises:
            SyntaxProblem: it cannot be parsed.
        """
        known = self._units.get((_absolute(path), digest_of(data)))
        if known is None or known.path != path:
            known = self._lowered(path, _absolute(path), data)
            self._keep_unit(known)
        return self._noted(known)

    def distrust(self, unit: Unit) -> None:
        """Never take the quick front end's word for this content again."""
        self._distrusted.add(unit.digest)
        if self._units.pop((unit.absolute, unit.digest), None) is not None:
            self._size -= unit.size

    def _lowered(self, path: str, absolute: str, data: bytes) -> Unit:
        digest = digest_of(data)
        if self._quick and digest not in self._distrusted:
            from lintrain.syntax.quick.build import quick_module

            if quick := quick_module(data, self._next):
                return self._made(path, absolute, digest, *quick, confirmed=False)
        from lintrain.syntax.tree import parse

        tree = parse(path, data, self._next)
        return self._made(path, absolute, digest, tree.code, len(tree.nodes))

    def _noted(self, unit: T) -> T:
        if isinstance(unit, Unit):
            self._asked.append(unit)
        return unit

    def adopt(self, path: str, data: bytes, code: ir.Code, count: int) -> Unit:
        """Return the unit of a file that the caller has parsed, numbered from :attr:`next_number`."""
        unit = self._made(path, _absolute(path), digest_of(data), code, count)
        self._keep_unit(unit)
        return unit

    def _keep_unit(self, unit: Unit) -> None:
        if unit.absolute:
            self._keep((unit.absolute, unit.digest), unit)

    @property
    def next_number(self) -> int:
        """The number that the first syntax node of the next parsed file gets."""
        return self._next

    def _made(
        self, path: str, absolute: str, digest: str, code: ir.Code, count: int, confirmed: bool = True
    ) -> Unit:
        unit = Unit(path, absolute, digest, code, self._next, count, confirmed=confirmed)
        self._next += count
        return unit

    def _keep(self, key: tuple[str, str], unit: Unit | None) -> None:
        before = self._units.pop(key, None)
        self._units[key] = unit
        self._size += (unit.size if unit else 0) - (before.size if before else 0)
        while self._size > KEPT and len(self._units) > 1:
            _, gone = self._units.popitem(last=False)
            self._size -= gone.size if gone else 0


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path and path != "-" else ""
