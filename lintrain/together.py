"""Fixes that more than one file has to do with: applied to copies of all of them, judged in all of them.

A finding may stand in one file, be proven by another, and be repaired in a third. Such a fix is kept only if
its finding is gone and no new one came: in the file because of which it was found, in those that are edited,
and in all that read one of these. All edits are made, or none.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lintrain.config import Settings
from lintrain.engine import Session
from lintrain.findings import Applicability, Edit, FileReport, Finding, Problem, Severity, Span
from lintrain.fixing import Change
from lintrain.gathering import gathered
from lintrain.report import Fixes
from lintrain.selection import default_rules, ordered
from lintrain.source.reading import Undecodable, decode, read
from lintrain.text_edits import Refused, apply_edits

STRANGE = "it would change {}, which is not among the files that are fixed"

Key = tuple[str, str, Span]
"""What a finding is recognised by as long as no file changes."""


def key(finding: Finding) -> Key:
    """Return what recognises a finding."""
    return finding.path, finding.code, finding.span


def concerned(report: FileReport) -> bool:
    """Tell whether there is a fix that more than this file has to do with."""
    own = any(finding.fix is not None and finding.fix.leaves for finding in report.findings)
    return own or any(finding.fix is not None for each in report.elsewhere for finding in each.findings)


@dataclass(slots=True)
class Together:
    """The files of one run, as they are and as they become.

    ``reports`` say what was found because of each file, in it and elsewhere; ``changes`` what is done
    already, by file. Only the files in ``open`` may be edited, and because of those in ``outside`` nothing
    is. ``given`` is what files contain that are not read from the disk.
    """

    settings: Settings
    reports: dict[str, FileReport]
    changes: dict[str, Change]
    open: Collection[str]
    outside: Collection[str] = ()
    given: Mapping[str, bytes] = field(default_factory=dict)
    _refused: dict[Key, str] = field(default_factory=dict)
    _now: dict[str, bytes] = field(default_factory=dict)
    _before: dict[str, FileReport] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the files as the changes leave them."""
        self._now = {os.path.abspath(path): change.after for path, change in self.changes.items()}
        self._before = {each.path: each for each in gathered(list(self.reports.values()), self.settings)}

    @property
    def roots(self) -> list[str]:
        """The files because of which there are such fixes."""
        return [path for path, report in self.reports.items() if concerned(report)]

    def offered(self, root: str) -> list[tuple[Finding, FileReport]]:
        """Return the findings because of one file that have such fixes now, each with its report."""
        self.reports[root] = self._look(root, Fixes.NONE)
        told = ((f, each) for each in gathered([self.reports[root]], self.settings) for f in each.findings)
        wide = ((f, each) for f, each in told if f.fix is not None and (f.fix.leaves or f.path != root))
        return [(finding, each) for finding, each in wide if key(finding) not in self._refused]

    def prove(self) -> None:
        """Try each fix by itself, and keep none."""
        for root in self.roots:
            for finding, _ in self.offered(root):
                self._attempt(root, finding)

    def repair(self, unsafe: bool) -> None:
        """Keep each fix that passes, ``unsafe`` ones if they are wished."""
        for root in self.roots:
            while allowed := [f for f, _ in self.offered(root) if _is_allowed(f, unsafe)]:
                self.apply(root, allowed[0])

    def apply(self, root: str, finding: Finding) -> None:
        """Keep one of the fixes that are offered because of ``root``, if it passes."""
        new = self._attempt(root, finding)
        if new is not None:
            self._keep(root, finding, new)

    def look_again(self) -> None:
        """Report on all files that have changed, and on those because of which they have, as they are now."""
        for path in {*self.changes, *self.roots} & self.reports.keys():
            self.reports[path] = self._look(path, Fixes.NONE)

    def told(self) -> list[FileReport]:
        """Return the reports, with the reasons for what was refused."""
        return [self._withheld(report) for report in self.reports.values()]

    # --- one fix ---

    def _attempt(self, root: str, finding: Finding) -> dict[str, bytes] | None:
        """Return what the edited files become; ``None`` where the fix is refused."""
        try:
            new = {path: self._edited(path, edits) for path, edits in _by_file(finding)}
            self._judge(root, finding, new)
        except Refused as refusal:
            self._refused[key(finding)] = str(refusal)
            return None
        return new

    def _edited(self, path: str, edits: list[Edit]) -> bytes:
        if path not in self.open:
            raise Refused(STRANGE.format(path))
        if any(edit.cell is not None for edit in edits):
            raise Refused("it would change several files, one of them a notebook")
        data = self._data(path)
        try:
            source = decode(data)
            text = apply_edits(source.text, edits)
            after = source.encode(text)
        except (Undecodable, UnicodeEncodeError) as error:
            raise Refused(str(error)) from error
        if source.encode(source.text) != data or decode(after).text != text:
            raise Refused("the file cannot be written back byte for byte")
        if after == data:
            raise Refused("it changes nothing")
        return after

    def _judge(self, root: str, finding: Finding, new: dict[str, bytes]) -> None:
        """Compare what is found in all files concerned: by all rules, and what is told of it."""
        paths = self._affected(root, new)
        for found in (self._found, self._told):
            before = found(paths)
            kept = dict(self._now)
            self._now.update({os.path.abspath(path): data for path, data in new.items()})
            try:
                after = found(paths)
            finally:
                self._now = kept
            _compare(before, after, finding)

    def _affected(self, root: str, new: dict[str, bytes]) -> list[str]:
        edited = {os.path.abspath(path) for path in new}
        readers = (p for p, report in self.reports.items() if not edited.isdisjoint(report.dependencies))
        return list(dict.fromkeys((root, *(path for path in new if path in self.reports), *readers)))

    def _found(self, paths: list[str]) -> Counter[tuple[str, str]]:
        """Count what is found by all rules that must not begin to fire, blind to suppressions."""
        looked = [
            Session(self._now).look(path, self._data(path), _guard(self.settings.of(path)), Fixes.UNASKED)
            for path in paths
        ]
        for problem in (problem for report in looked for problem in report.problems):
            raise Refused(f"with the fix, {problem.path} {problem.message}")
        return _counted(each for report in looked for each in (report, *report.elsewhere))

    def _told(self, paths: list[str]) -> Counter[tuple[str, str]]:
        """Count what is told of it."""
        looked = [self._look(path, Fixes.UNASKED) for path in paths]
        return _counted(gathered(looked, self.settings))

    def _keep(self, root: str, finding: Finding, new: dict[str, bytes]) -> None:
        paths = self._affected(root, new)
        counted = finding.path if finding.path in new else next(iter(new))
        for path, after in new.items():
            known = self.changes.get(path)
            change = known or Change(path, self._data(path), after, (), self._before[path])
            self.changes[path] = replace(
                change,
                after=after,
                applied=(*change.applied, *([finding] if path == counted else ())),
                bound=change.bound | new.keys() - {path},
                elsewhere=(*change.elsewhere, *([] if finding.path in new else [self._before[finding.path]])),
            )
        self._now.update({os.path.abspath(path): data for path, data in new.items()})
        for path in paths:
            self.reports[path] = self._look(path, Fixes.NONE)

    # --- files ---

    def _look(self, path: str, fixes: Fixes) -> FileReport:
        own = self.settings.of(path)
        own = own.locked() if path in self.outside else own
        return Session(self._now).look(path, self._data(path), own, fixes)

    def _data(self, path: str) -> bytes:
        now = self._now.get(os.path.abspath(path))
        given = self.given.get(path) if now is None else now
        data = read(path) if given is None else given
        if isinstance(data, Problem):
            raise Refused(data.message)
        return data

    def _withheld(self, report: FileReport) -> FileReport:
        def withheld(finding: Finding) -> Finding:
            reason = self._refused.get(key(finding))
            return finding if reason is None else replace(finding, fix=None, fix_withheld=reason)

        elsewhere = tuple(
            replace(each, findings=tuple(map(withheld, each.findings))) for each in report.elsewhere
        )
        return replace(report, findings=tuple(map(withheld, report.findings)), elsewhere=elsewhere)


def _guard(settings: Settings) -> Settings:
    return replace(
        settings,
        nearest=None,
        rules=ordered({*default_rules(), *settings.rules}),
        per_file_ignores=(),
        min_severity=Severity.ADVICE,
        suppressions=False,
    )


def _counted(reports: Iterable[FileReport]) -> Counter[tuple[str, str]]:
    found = {key(finding) for report in reports for finding in report.findings}
    return Counter((path, code) for path, code, _ in found)


def _compare(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]], finding: Finding) -> None:
    for path, code in sorted(before | after):
        if after[path, code] > before[path, code]:
            raise Refused(f"it would bring a new finding: {code} in {path}")
    if after[finding.path, finding.code] >= before[finding.path, finding.code]:
        raise Refused("it would leave its finding in place")


def _by_file(finding: Finding) -> Iterable[tuple[str, list[Edit]]]:
    assert finding.fix is not None
    return finding.fix.by_file(finding.path).items()


def _is_allowed(finding: Finding, unsafe: bool) -> bool:
    return finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)
