"""Fixes one by one: each is shown, and applied if somebody says so, as ``git add -p`` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from lintrain.config import Settings
from lintrain.engine import check_paths, check_source, fix_one
from lintrain.findings import Applicability, FileReport, Finding, Fix, Problem
from lintrain.fixing import Change, Rows
from lintrain.gathering import gathered
from lintrain.report import Report
from lintrain.source.reading import read
from lintrain.together import Key, Together, concerned, key


class Answer(Enum):
    """What may be said to one fix."""

    YES = "y"
    NO = "n"
    ALL = "a"
    QUIT = "q"


Ask = Callable[[Finding, FileReport], Answer]
"""Shows a finding with its fix, in the report of its file as it is now, and returns what is to happen."""


@dataclass(slots=True)
class Tour:
    """A walk through all fixes. ``unsafe`` ones are asked about too if that is wished."""

    settings: Settings
    ask: Ask
    unsafe: bool = False
    _last: Answer | None = None
    _declined: set[tuple[str, str, int]] = field(default_factory=set)
    _wide: set[Key] = field(default_factory=set)

    def through(self, paths: Sequence[str]) -> Report:
        """Return what is left of what was found under ``paths``, with the changes that were agreed to."""
        report = check_paths(paths, self.settings)
        self._wide = {key(f) for each in report.because.values() for e in each.elsewhere for f in e.findings}
        done = [self._file(file) for file in report.files]
        changes = {change.path: change for _, change in done if change}
        files = tuple(file for file, _ in done)
        if any(map(concerned, report.because.values())):
            files = self._together(report, changes)
        return replace(report, files=files, changes=tuple(changes[path] for path in sorted(changes)))

    def _together(self, report: Report, changes: dict[str, Change]) -> tuple[FileReport, ...]:
        """Go through the fixes that more than one file has to do with; return what is found then."""
        self._declined.clear()
        found = report.found
        assert found is not None  # files were looked for
        together = Together(self.settings, dict(report.because), changes, found.inside, found.outside)
        for root in together.roots:
            while offered := self._first(together.offered(root)):
                if self._agreed(*offered):
                    together.apply(root, offered[0])
                else:
                    self._declined.add(_key(*offered))
        together.look_again()
        return gathered(together.told(), self.settings)

    def _first(self, offered: list[tuple[Finding, FileReport]]) -> tuple[Finding, FileReport] | None:
        if self._last is Answer.QUIT:
            return None
        wanted = ((f, report) for f, report in offered if f.fix is not None and self._wants(f.fix))
        return next((each for each in wanted if _key(*each) not in self._declined), None)

    def _file(self, before: FileReport) -> tuple[FileReport, Change | None]:
        """Go through the fixes of one file; each is judged anew on what the others have made of it."""
        self._declined.clear()
        if self._next(before) is None:
            return before, None
        original = read(before.path)
        if isinstance(original, Problem):
            return replace(before, problems=(*before.problems, original)), None
        report, data, applied = before, original, list[Finding]()
        while (finding := self._next(report)) is not None:
            if not self._agreed(finding, report):
                self._declined.add(_key(finding, report))
                continue
            fixed = fix_one(before.path, data, self.settings, finding)
            if fixed is None:
                self._declined.add(_key(finding, report))
                continue
            applied.append(finding)
            data = fixed
            files = check_source(before.path, data, self.settings).files
            report = next(file for file in files if file.path == before.path)
        change = Change(before.path, original, data, tuple(applied), before) if applied else None
        return report, change

    def _next(self, report: FileReport) -> Finding | None:
        if self._last is Answer.QUIT:
            return None
        return next((f for f in self._offered(report) if _key(f, report) not in self._declined), None)

    def _offered(self, report: FileReport) -> Iterator[Finding]:
        for finding in report.findings:
            fix = finding.fix
            own = fix is not None and not fix.leaves and key(finding) not in self._wide
            if fix is not None and own and self._wants(fix):
                yield finding

    def _wants(self, fix: Fix) -> bool:
        return self.unsafe or fix.applicability is Applicability.SAFE

    def _agreed(self, finding: Finding, report: FileReport) -> bool:
        if self._last is not Answer.ALL:
            self._last = self.ask(finding, report)
        return self._last in (Answer.YES, Answer.ALL)


def _key(finding: Finding, report: FileReport) -> tuple[str, str, int]:
    """Return what a finding is recognised by when rows have moved: its rule, its row, which of such."""
    rows = Rows(report)
    same = [f for f in report.findings if f.code == finding.code and rows[f] == rows[finding]]
    return finding.code, rows[finding], same.index(finding)
