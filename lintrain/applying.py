"""From a report with changes to files that are changed, or to a report of what would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lintrain.config import Settings
from lintrain.discovery import discover
from lintrain.findings import FileReport, Problem
from lintrain.fixing import Change
from lintrain.report import Report
from lintrain.source.in_place import mend
from lintrain.source.writing import sweep, write_all

OVERTAKEN = "another fix changes the same file first"


def mend_paths(paths: Sequence[str], settings: Settings) -> None:
    """Put back files that a killed process has left half written."""
    for path in discover(paths, settings).files:
        mend(path)


def write_changes(report: Report) -> Report:
    """Write the changes. A file that could not be written is a problem, and its findings remain."""
    failed: dict[str, FileReport] = {}
    unwritten: list[Problem] = []
    lost: set[str] = set()
    sweep(change.path for change in report.changes)
    for together in _bound(report.changes):
        if problems := write_all([(change.path, change.before, change.after) for change in together]):
            lost |= {change.path for change in together}
            failed |= {file.path: file for change in together for file in (*change.elsewhere, change.unfixed)}
            unwritten += problems
    files = tuple(failed.get(file.path, file) for file in report.files)
    changes = tuple(change for change in report.changes if change.path not in lost)
    return replace(report, files=files, changes=changes, unwritten=tuple(unwritten))


def _bound(changes: Sequence[Change]) -> list[list[Change]]:
    """Return the changes in groups, of which each is written as a whole."""
    groups: list[list[Change]] = []
    for change in changes:
        names = change.bound | {change.path}
        mine = [group for group in groups if any(names & (c.bound | {c.path}) for c in group)]
        groups = [group for group in groups if group not in mine]
        groups.append([*(c for group in mine for c in group), change])
    return groups


def unmoved(report: Report) -> Report:
    """Return the report with what remains at its places in the files as they still are."""
    changes = {change.path: change for change in report.changes}
    files = [changes[f.path].left_in_place(f) if f.path in changes else f for f in report.files]
    return replace(report, files=tuple(_overtaken(file, changes) for file in files))


def _overtaken(file: FileReport, changes: Mapping[str, Change]) -> FileReport:
    """Withhold fixes that edit another file which other fixes would have changed by then."""
    findings = (
        replace(f, fix=None, fix_withheld=OVERTAKEN)
        if f.fix and any(edit.path in changes for edit in f.fix.edits)
        else f
        for f in file.findings
    )
    return replace(file, findings=tuple(findings))
