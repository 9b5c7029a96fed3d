"""The report on one file as it is kept: without the texts, which stand in the files themselves."""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.cache.plain import Malformed
from lintrain.findings import FileReport, Finding, Problem
from lintrain.source.reading import Undecodable, decode, read


@dataclass(frozen=True, slots=True)
class Kept:
    """A report without problems. ``text`` and ``cells`` say whether it came with the file's."""

    path: str
    findings: tuple[Finding, ...]
    suppressed: int
    warnings: tuple[Problem, ...]
    elsewhere: tuple[Kept, ...]
    skipped: Problem | None
    text: bool
    cells: bool


def kept(report: FileReport) -> Kept:
    """Return a report as it is kept."""
    return Kept(
        report.path,
        report.findings,
        report.suppressed,
        report.warnings,
        tuple(map(kept, report.elsewhere)),
        report.skipped,
        bool(report.text),
        bool(report.cells),
    )


def told(report: Kept) -> FileReport:
    """Return a report as it was. Raises :class:`Malformed` where its file cannot be read."""
    text, cells = "", dict[int, str]()
    if report.cells:
        cells = _cells(report.path)
    elif report.text:
        text = _text(report.path)
    return FileReport(
        report.path,
        report.findings,
        suppressed=report.suppressed,
        warnings=report.warnings,
        text=text,
        elsewhere=tuple(map(told, report.elsewhere)),
        cells=cells,
        skipped=report.skipped,
    )


def _bytes(path: str) -> bytes:
    data = read(path)
    if isinstance(data, Problem):
        raise Malformed(path)
    return data


def _text(path: str) -> str:
    try:
        return decode(_bytes(path)).text
    except Undecodable as error:
        raise Malformed(path) from error


def _cells(path: str) -> dict[int, str]:
    from lintrain.source.notebook import read_notebook

    notebook = read_notebook(path, _bytes(path))
    return {cell.number: cell.text for cell in notebook.cells}
