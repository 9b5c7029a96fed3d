"""What one run found out, for whoever tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from lintrain.findings import FileReport, Finding, Problem

if TYPE_CHECKING:
    from lintrain.discovery import Discovery
    from lintrain.fixing import Change


class Fixes(Enum):
    """Which fixes to work out."""

    UNASKED = "unasked"
    """Findings come without fixes, and sooner."""
    NONE = "none"
    SAFE = "safe"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found out."""

    files: tuple[FileReport, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    unwritten: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What else is to be said at the end."""
    because: Mapping[str, FileReport] = field(default_factory=dict, repr=False, compare=False)
    """What was found because of each file, in it and elsewhere, before it was gathered."""
    found: Discovery | None = field(default=None, repr=False, compare=False)

    @property
    def findings(self) -> list[Finding]:
        """All findings, sorted."""
        return sorted((f for file in self.files for f in file.findings), key=lambda finding: finding.sort_key)

    @property
    def problems(self) -> list[Problem]:
        """All that could not be checked, or whose fixes could not be written."""
        unchecked = (problem for file in self.files for problem in file.problems)
        return [*self.missing, *unchecked, *self.unwritten]

    @property
    def warnings(self) -> list[Problem]:
        """What is not as its author thinks, but hinders no check."""
        return [warning for file in self.files for warning in file.warnings]

    @property
    def checked(self) -> int:
        """How many files were checked to the end."""
        return sum(not file.problems for file in self.files)

    @property
    def suppressed(self) -> int:
        """How many findings comments have silenced."""
        return sum(file.suppressed for file in self.files)

    @property
    def applied(self) -> list[Finding]:
        """The findings whose fixes are in :attr:`changes`."""
        return [finding for change in self.changes for finding in change.applied]
