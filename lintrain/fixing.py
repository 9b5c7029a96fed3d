"""A fix is a transaction: it is applied to a copy, and the copy is judged again.

A fix is kept only if its finding is gone, no new finding came, the text parses, and everything
outside its edits is byte for byte the same. As no count of findings ever grows and that of the fixed
ones shrinks, fixing ends, and fixing again changes nothing. What fails is withdrawn, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from lintrain.findings import Applicability, Edit, FileReport, Finding, Fix, Severity, Span
from lintrain.fix_policy import FixPolicy
from lintrain.source.lines import Lines
from lintrain.source.reading import Source, Undecodable, decode
from lintrain.source.suppression import suppress
from lintrain.text_edits import Refused, apply_edits

ROUNDS = 10
"""Fixes that overlap wait for the next round."""


Chosen = frozenset[tuple[str, Span]]
"""Findings, by code and place."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be applied: findings of which rules, unsafe fixes too or not, suppressed ones or not.

    What is milder than ``least`` is not told either. ``only`` names findings by code and place; then all
    that is done is to repair those.
    """

    codes: frozenset[str]
    unsafe: bool = False
    suppressions: bool = True
    least: Severity = Severity.ADVICE
    policy: FixPolicy = field(default_factory=FixPolicy)
    only: Chosen | None = None

    def tells(self, finding: Finding) -> bool:
        """Tell whether anybody is to know of ``finding``."""
        return finding.code in self.codes and finding.severity.reaches(self.least)

    def kept(self, report: FileReport) -> FileReport:
        """Return the report with the findings that are told."""
        return replace(report, findings=tuple(filter(self.tells, report.findings)))

    def fixable(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with a fix that may be applied, in the order of their first edits."""
        allowed = [finding for finding in findings if self.tells(finding) and self._allows(finding)]
        return sorted(allowed, key=lambda f: [(e.start, e.end) for e in _edits(f)])

    def _allows(self, finding: Finding) -> bool:
        if self.only is not None and (finding.code, finding.span) not in self.only:
            return False
        return finding.fix is not None and not finding.fix.leaves and self.trusts(finding.fix)

    def trusts(self, fix: Fix) -> bool:
        """Tell whether a fix may be applied without being asked for."""
        return self.unsafe or fix.applicability is Applicability.SAFE


@dataclass(frozen=True, slots=True)
class Change:
    """A file's bytes before and after, the findings whose fixes did it, and the report without them.

    ``bound`` are the files that are written if this one is, or none of them. ``elsewhere`` are the reports
    on files whose findings this would repair, as they are if it is not written.
    """

    path: str
    before: bytes
    after: bytes
    applied: tuple[Finding, ...]
    unfixed: FileReport
    bound: frozenset[str] = frozenset()
    elsewhere: tuple[FileReport, ...] = ()

    def left_in_place(self, left: FileReport) -> FileReport:
        """Return what is left after the change, at its places before it."""
        old, new = Rows(self.unfixed), Rows(left)
        pool = [finding for finding in self.unfixed.findings if finding not in self.applied]
        places: list[Finding] = []
        for finding in left.findings:
            row = new[finding]
            same = [f for f in pool if f.code == finding.code]
            place = next((f for f in same if old[f] == row), same[0])
            pool.remove(place)
            fix = None if finding.fix_withheld else place.fix
            places.append(replace(place, fix=fix, fix_withheld=finding.fix_withheld))
        findings = tuple(sorted(places, key=lambda f: f.sort_key))
        before = self.unfixed
        return replace(
            left, findings=findings, text=before.text, cells=before.cells, warnings=before.warnings
        )


class Rows:
    """The row of source in which each finding of a report begins."""

    def __init__(self, report: FileReport) -> None:
        self._lines: dict[int | None, Lines] = {None: Lines(report.text)}
        self._lines |= {cell: Lines(text) for cell, text in report.cells.items()}

    def __getitem__(self, finding: Finding) -> str:
        return self._lines[finding.span.cell].row(finding.span.start.row)


@dataclass(frozen=True, slots=True)
class State:
    """One version of the file: its text, everything found in it, and what comments leave of that."""

    source: Source
    report: FileReport
    visible: FileReport

    @property
    def text(self) -> str:
        """The decoded file."""
        return self.source.text


Check = Callable[[bytes], FileReport]


def repair(report: FileReport, data: bytes, wanted: Wanted, check: Check) -> tuple[FileReport, Change | None]:
    """Apply the wanted fixes to a copy of ``data``.

    Returns the report on what remains, and the change if there is one. ``check`` judges a version of
    the file: with all rules that must not begin to fire, and blind to suppressions.
    """
    try:
        state = _judge(data, wanted, check)
    except Refused as refusal:
        return _withhold(report, dict.fromkeys(wanted.fixable(report.findings), str(refusal))), None
    applied: list[Finding] = []
    refusals: dict[Finding, str] = {}
    for _ in range(ROUNDS if wanted.only is None else 1):
        accepted, state, refusals = _round(state, wanted, check)
        applied += accepted
        if not accepted:
            break
    if not applied:
        return _withhold(report, refusals), None
    remaining = tuple(filter(wanted.tells, state.visible.findings))
    left = replace(state.visible, findings=remaining, suppressed=report.suppressed)
    after = state.source.encode(state.text)
    return _withhold(left, refusals), Change(report.path, data, after, tuple(applied), report)


def proven(report: FileReport, data: bytes, wanted: Wanted, check: Check) -> FileReport:
    """Return the report with only those fixes that pass their transaction: what is offered will work."""
    left, change = repair(report, data, wanted, check)
    places = change.left_in_place(left) if change else left
    refused = {(f.code, f.span): f.fix_withheld for f in places.findings if f.fix_withheld}
    refusals = {f: refused[f.code, f.span] for f in report.findings if f.fix and (f.code, f.span) in refused}
    return _withhold(report, refusals)


def _round(state: State, wanted: Wanted, check: Check) -> tuple[list[Finding], State, dict[Finding, str]]:
    """Apply as many fixes as go together: all at once, or where that fails, those that pass alone."""
    fixable = wanted.fixable(state.visible.findings)
    batch = _disjoint(fixable)
    if len(batch) > 1:
        try:
            return batch, _attempt(state, batch, wanted, check), {}
        except Refused:
            pass
    accepted: list[Finding] = []
    refusals: dict[Finding, str] = {}
    best = state
    for finding in fixable:
        together = _disjoint([*accepted, finding])
        if finding not in together:
            continue
        try:
            best = _attempt(state, together, wanted, check)
        except Refused as refusal:
            refusals[finding] = str(refusal)
        else:
            accepted = together
    return accepted, best, refusals


def _attempt(before: State, fixes: Sequence[Finding], wanted: Wanted, check: Check) -> State:
    """Apply fixes and judge the result. Raises :class:`Refused`."""
    text = apply_edits(before.text, [edit for finding in fixes for edit in _edits(finding)])
    if text == before.text:
        raise Refused("it changes nothing")
    try:
        data = before.source.encode(text)
    except UnicodeEncodeError as error:
        raise Refused(f"its text cannot be written in {before.source.encoding}") from error
    after = _judge(data, wanted, check)
    if after.text != text:
        raise Refused("the file cannot be written back byte for byte")
    for old, new in ((before.report, after.report), (before.visible, after.visible)):
        _compare(_codes(old.findings), _codes(new.findings), _codes(fixes))
    return after


def _judge(data: bytes, wanted: Wanted, check: Check) -> State:
    try:
        source = decode(data)
    except Undecodable as error:
        raise Refused(str(error)) from error
    if source.encode(source.text) != data:
        raise Refused("the file cannot be written back byte for byte")
    report = check(data)
    if report.problems:
        raise Refused(f"the result {report.problems[0].message}")
    if report.findings and report.text != source.text:
        raise Refused("the file cannot be written back byte for byte")
    return State(source, report, suppress(report) if wanted.suppressions else report)


def _compare(before: Counter[str], after: Counter[str], fixed: Counter[str]) -> None:
    for code in sorted(before | after):
        if after[code] > before[code]:
            raise Refused(f"it would bring a new finding: {code}")
        if after[code] > before[code] - fixed[code]:
            raise Refused("it would leave its finding in place")


def _disjoint(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, first come first served, whose edits do not even touch."""
    chosen: list[Finding] = []
    taken: list[Edit] = []
    for finding in findings:
        edits = _edits(finding)
        if not any(a.start <= b.end and b.start <= a.end for a in edits for b in taken):
            chosen.append(finding)
            taken += edits
    return chosen


def _edits(finding: Finding) -> list[Edit]:
    return sorted(finding.fix.edits, key=lambda e: (e.start, e.end)) if finding.fix else []


def _codes(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def _withhold(report: FileReport, refusals: dict[Finding, str]) -> FileReport:
    findings = tuple(
        replace(f, fix=None, fix_withheld=refusals[f]) if f in refusals else f for f in report.findings
    )
    return replace(report, findings=findings)
