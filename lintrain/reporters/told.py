"""What every format is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lintrain.findings import FileReport, Finding, Problem

UNCHECKED = "not-checked"
"""What stands in the place of a rule where a format tells of something that could not be checked."""


@dataclass(frozen=True, slots=True)
class Told:
    """Findings in their order, and what hindered the check.

    ``problems`` could not be checked. ``notices`` were passed over, or are not as their author thinks.
    ``statuses`` is what a run says of each finding, where there was one. ``ending`` are the last lines that
    people read.
    """

    files: Sequence[FileReport]
    findings: Sequence[Finding]
    problems: Sequence[Problem] = ()
    notices: Sequence[Problem] = ()
    statuses: Sequence[str] = ()
    ending: Sequence[str] = ()

    def status(self, index: int) -> str | None:
        """Return what a run says of the finding with this index."""
        return self.statuses[index] if index < len(self.statuses) else None
