"""What the user says about fixes: whose are offered at all, and how far they are trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lintrain.findings import Applicability, FileReport, Finding, Fix

WITHHELD = "the configuration makes this rule unfixable"
OUTSIDE = "the file is a link that leads out of the folders that are checked"


@dataclass(frozen=True, slots=True)
class FixPolicy:
    """Codes of rules. ``fixable=None`` means all; what is both ``safe`` and ``unsafe`` is unsafe.

    ``locked`` says why nothing at all may be fixed.
    """

    fixable: frozenset[str] | None = None
    safe: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()
    locked: str = ""

    def heeded(self, report: FileReport) -> FileReport:
        """Return the report with its fixes as the user wants them."""
        if self == FixPolicy():
            return report
        elsewhere = tuple(
            replace(each, findings=tuple(map(self._finding, each.findings))) for each in report.elsewhere
        )
        return replace(report, findings=tuple(map(self._finding, report.findings)), elsewhere=elsewhere)

    def _finding(self, finding: Finding) -> Finding:
        if finding.fix is None:
            return finding
        if self.locked:
            return replace(finding, fix=None, fix_withheld=self.locked)
        if self.fixable is not None and finding.code not in self.fixable:
            return replace(finding, fix=None, fix_withheld=WITHHELD)
        return replace(finding, fix=self._trusted(finding.code, finding.fix))

    def _trusted(self, code: str, fix: Fix) -> Fix:
        if code in self.unsafe and fix.applicability is Applicability.SAFE:
            return replace(
                fix, applicability=Applicability.UNSAFE, reason="The configuration calls it unsafe."
            )
        if code in self.safe and code not in self.unsafe:
            return replace(fix, applicability=Applicability.SAFE)
        return fix
