"""What a run found, as reporters take it: by file, selected, less what comments suppress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from lintrain.config import Settings
from lintrain.findings import FileReport, Finding, Problem
from lintrain.report import Report
from lintrain.smoking.running import Watched
from lintrain.source.paths import display
from lintrain.source.reading import Undecodable, decode, read
from lintrain.source.suppression import suppress


def as_report(watched: Watched, settings: Settings) -> Report:
    """Return the findings of a run with the problems that it had."""
    files = by_file(watched.told.findings, settings)
    return Report(tuple(files), missing=watched.problems)


def by_file(findings: Iterable[Finding], settings: Settings) -> list[FileReport]:
    """Return the findings of each file that the settings want, at paths as they are shown."""
    shown = sorted(map(_shown, findings), key=lambda finding: finding.sort_key)
    return [_file(path, tuple(each), settings) for path, each in groupby(shown, lambda f: f.path)]


def _shown(finding: Finding) -> Finding:
    related = tuple(replace(item, path=display(item.path)) for item in finding.related)
    return replace(finding, path=display(finding.path), related=related)


def _file(path: str, findings: tuple[Finding, ...], settings: Settings) -> FileReport:
    findings = settings.told(path, findings)
    text = _text(path)
    if isinstance(text, Problem):
        return FileReport(path, findings, (text,))
    report = FileReport(path, findings, text=text)
    return suppress(report) if settings.suppressions else report


def _text(path: str) -> str | Problem:
    data = read(path)
    if isinstance(data, Problem):
        return data
    try:
        return decode(data).text
    except Undecodable as error:
        return Problem(path, f"cannot be decoded: {error}")
