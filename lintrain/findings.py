"""What lintrain says: findings, their witnesses and their fixes, as frozen plain data.

There is one position type here. Rows and columns are 1-based, columns count characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Severity(str, Enum):
    """How bad it is (see the manual): wrong result, wasted resources, a convention of the field."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    def reaches(self, least: Severity) -> bool:
        """Tell whether this is at least as bad as ``least``."""
        return _RANKS[self] <= _RANKS[least]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Applicability(str, Enum):
    """Whether a fix may be applied without being asked for."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """1-based row and column (in characters) of a source file."""

    row: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of source text. In a notebook, rows are those of a cell, counted from 1."""

    start: Position
    end: Position
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters ``start:end`` (0-based offsets into the decoded text) by ``text``.

    In a notebook the offsets are those in the source of a ``cell``. ``path`` is the file, where that is
    not the finding's own.
    """

    start: int
    end: int
    text: str
    cell: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair as data: what it does, the edits, and how far it may be trusted and why.

    All edits are made or none, in however many files they are.
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability
    reason: str = ""

    @property
    def leaves(self) -> bool:
        """Whether another file than the finding's is edited."""
        return any(edit.path is not None for edit in self.edits)

    def by_file(self, path: str) -> dict[str, list[Edit]]:
        """Return the edits of each file; ``path`` is that of the finding."""
        files: dict[str, list[Edit]] = {}
        for edit in self.edits:
            files.setdefault(edit.path or path, []).append(edit)
        return files


@dataclass(frozen=True, slots=True)
class Related:
    """One event of the witness that proves a finding."""

    message: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Seen:
    """When a run showed a finding: at optimizer step ``step`` (counted from 0), and how often.

    ``ranks`` are the processes of a distributed run that saw it.
    """

    step: int
    times: int = 1
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place, with everything a reporter needs."""

    path: str
    span: Span
    code: str
    name: str
    severity: Severity
    message: str
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fix_withheld: str = ""
    seen: Seen | None = None

    @property
    def sort_key(self) -> tuple[str, int, Span, str]:
        """Findings are reported in this order."""
        return (self.path, self.span.cell or 0, self.span, self.code)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be checked. Named, and the exit code is 2."""

    path: str
    message: str
    row: int | None = None
    column: int | None = None
    cell: int | None = None


Answers = dict[tuple[str, ...], object]
"""What an analysis asked about other files, and what it was told (see :mod:`lintrain.model.project`)."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result for one file. ``text`` is the decoded source where there are findings to show.

    A notebook has the text of each code cell in ``cells`` instead. ``skipped`` says why nobody looked.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    suppressed: int = 0
    warnings: tuple[Problem, ...] = ()
    text: str = field(default="", repr=False)
    elsewhere: tuple[FileReport, ...] = ()
    """What was found in files that this one imports, because of how this one uses them."""
    cells: Mapping[int, str] = field(default_factory=dict, repr=False)
    skipped: Problem | None = None
    answers: Answers = field(default_factory=dict, repr=False, compare=False)
    """All that the result depends on besides the file's own content."""

    @property
    def dependencies(self) -> tuple[str, ...]:
        """The other files that were read for this report, as absolute paths."""
        read = (about[0] for (asked, *about), answer in self.answers.items() if asked == "version" and answer)
        return tuple(sorted(read))
