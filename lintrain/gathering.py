"""What is found in one file because of another is told where it stands, once."""

from __future__ import annotations

from dataclasses import replace

from lintrain.config import Settings
from lintrain.discovery import is_excluded
from lintrain.findings import FileReport
from lintrain.source.suppression import suppress


def gathered(reports: list[FileReport], settings: Settings) -> tuple[FileReport, ...]:
    """Return the reports with what each found in other files told where it stands, once."""
    by_path = {report.path: report for report in reports}
    elsewhere: dict[str, list[FileReport]] = {}
    for found in (found for report in reports for found in report.elsewhere):
        elsewhere.setdefault(found.path, []).append(found)
    for path, several in elsewhere.items():
        known = by_path.get(path)
        if known is not None or not is_excluded(path, settings):
            told = _told(several, known, settings)
            if known is not None or told.findings or told.suppressed:
                by_path[path] = _joined(known, told) if known else told
    return tuple(by_path.values())


def _told(several: list[FileReport], known: FileReport | None, settings: Settings) -> FileReport:
    """Return what several files found in one other, less what is known, switched off or suppressed."""
    there = {(f.span, f.code) for f in known.findings} if known else set()
    wanted = settings.told(several[0].path, (f for report in several for f in report.findings))
    found = {(f.span, f.code): f for f in wanted}
    new = sorted((f for key, f in found.items() if key not in there), key=lambda f: f.sort_key)
    told = replace(several[0], findings=tuple(new))
    return suppress(told) if settings.suppressions else told


def _joined(known: FileReport, more: FileReport) -> FileReport:
    findings = tuple(sorted((*known.findings, *more.findings), key=lambda f: f.sort_key))
    problems = tuple(dict.fromkeys((*known.problems, *more.problems)))
    suppressed, text = known.suppressed + more.suppressed, known.text or more.text
    return replace(known, findings=findings, problems=problems, suppressed=suppressed, text=text)
