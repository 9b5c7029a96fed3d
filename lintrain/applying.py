"""From a report with changes to files that are changed, or to a report of what would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lintrain.config import Settings
from lintrain.discovery import discover
from lintrain.findings import FileReport, Problem
from lintrain.report import Report
from lintrain.source.in_place import mend
from lintrain.source.writing import sweep, write


def mend_paths(paths: Sequence[str], settings: Settings) -> None:
    """Put back files that a killed process has left half written."""
    for path in discover(paths, settings).files:
        mend(path)


def write_changes(report: Report) -> Report:
    """Write the changes. A file that could not be written is a problem, and its findings remain."""
    failed: dict[str, FileReport] = {}
    unwritten: list[Problem] = []
    sweep(change.path for change in report.changes)
    for change in report.changes:
        if problem := write(change.path, change.before, change.after):
            failed[change.path] = change.unfixed
            unwritten.append(problem)
    files = tuple(failed.get(file.path, file) for file in report.files)
    changes = tuple(change for change in report.changes if change.path not in failed)
    return replace(report, files=files, changes=changes, unwritten=tuple(unwritten))


def unmoved(report: Report) -> Report:
    """Return the report with what remains at its places in the files as they still are."""
    changes = {change.path: change for change in report.changes}
    files = [changes[f.path].left_in_place(f) if f.path in changes else f for f in report.files]
    return replace(report, files=tuple(files))
