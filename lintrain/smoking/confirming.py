"""What the source claims and what the run has shown, put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lintrain.findings import FileReport, Finding
from lintrain.rule import find_rule
from lintrain.smoking.accounts import Site, Told
from lintrain.source.paths import display


class Status(str, Enum):
    """What a run says of a finding."""

    CONFIRMED = "confirmed"
    """The run broke the same rule there."""
    CONTRADICTED = "contradicted"
    """The rule was judged there, and it was not broken."""
    NOT_REACHED = "not reached"
    """Nothing happened there."""
    NOT_JUDGED = "not judged"
    """The rule has no check at run time, or none that could judge what happened there."""
    ONLY_SEEN = "only seen in the run"
    """The source alone does not show it."""


Row = tuple[Finding, Status]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run says about places: where anything happened, and where each rule was judged (by its code).

    Paths are as they are shown.
    """

    reached: frozenset[Site]
    judged: dict[str, frozenset[Site]]


def compare(static: Sequence[Finding], seen: Sequence[Finding], evidence: Evidence) -> list[Row]:
    """Return the findings of the source, each with what the run says of it, and those of the run alone."""
    matched: set[int] = set()
    rows: list[Row] = []
    for finding in static:
        same = [index for index, other in enumerate(seen) if _same(finding, other)]
        matched.update(same)
        if same:
            rows.append((replace(finding, seen=seen[same[0]].seen), Status.CONFIRMED))
        else:
            rows.append((finding, status(finding, evidence)))
    alone = (finding for index, finding in enumerate(seen) if index not in matched)
    rows += [(finding, Status.ONLY_SEEN) for finding in alone]
    return sorted(rows, key=lambda row: row[0].sort_key)


def evidence(told: Told) -> Evidence:
    """Return what all processes of a run say about places."""
    codes = {code for account in told.accounts for code in account.judged}
    judged = {code: _displayed(told.judged(code)) for code in codes}
    return Evidence(_displayed(told.reached), judged)


def _displayed(sites: frozenset[Site]) -> frozenset[Site]:
    return frozenset((display(path), row) for path, row in sites)


def status(finding: Finding, evidence: Evidence) -> Status:
    """Return what the run says of a finding that it did not make itself."""
    rule = find_rule(finding.code)
    if rule is None or not rule.runtime:
        return Status.NOT_JUDGED
    if not _within(finding, evidence.reached):
        return Status.NOT_REACHED
    judged = _within(finding, evidence.judged.get(finding.code, frozenset()))
    return Status.CONTRADICTED if judged else Status.NOT_JUDGED


def joined(
    static: Sequence[FileReport], seen: Sequence[FileReport], rows: Sequence[Row]
) -> tuple[FileReport, ...]:
    """Return one report for each file, with the findings of ``rows``."""
    files = {file.path: file for file in static}
    for file in seen:
        known = files.get(file.path, file)
        suppressed = max(known.suppressed, file.suppressed)
        files[file.path] = replace(known, text=known.text or file.text, suppressed=suppressed)
    by_path = {path: tuple(f for f, _ in rows if f.path == path) for path in files}
    return tuple(replace(file, findings=by_path[path]) for path, file in files.items())


def _same(static: Finding, seen: Finding) -> bool:
    """Tell whether both are one mistake: the same rule, in one file, on a common row.

    A run does not always see the row that the source blames, a guard for instance: one of the witness does.
    """
    if (static.path, static.code) != (seen.path, seen.code):
        return False
    spans = [static.span, *(related.span for related in static.related if related.path == static.path)]
    return any(span.start.row <= seen.span.end.row and seen.span.start.row <= span.end.row for span in spans)


def _within(finding: Finding, sites: frozenset[Site]) -> bool:
    rows = range(finding.span.start.row, finding.span.end.row + 1)
    return any((finding.path, row) in sites for row in rows)
