"""What ``lintrain smoke`` does, once the command line is read."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from lintrain.config import Settings
from lintrain.engine import Report, check_paths
from lintrain.reporters.run import report_beginning, report_outside, report_watched
from lintrain.reporters.summary import report_error, report_problems
from lintrain.reporters.terminal import Terminal
from lintrain.smoking.confirming import Row, compare, evidence, joined
from lintrain.smoking.drawing import draw, lacking
from lintrain.smoking.reports import as_report
from lintrain.smoking.running import Watched, Wish, hindrance, prepared
from lintrain.source.paths import display

CLEAN, FINDINGS, FAILED = 0, 1, 2


def smoke(
    wish: Wish,
    settings: Settings,
    output: str | None = None,
    checked: bool = False,
    exit_zero: bool = False,
) -> int:
    """Make the run, report it on stdout or into the file ``output``, and return the exit code.

    ``checked`` also checks the source of what ran. What the script prints goes to stderr, as all else does.
    """
    err = Terminal(sys.stderr)
    if problem := hindrance(wish) or lacking(wish):
        report_error(err, problem)
        return FAILED
    with prepared(wish) as run:
        report_beginning(err, wish.in_place, run.off)
        sys.stderr.flush()
        watched = run.go()
    report = as_report(watched, settings)
    rows = None
    if checked:
        report, rows = _with_source(watched, report, settings)
    report_outside(err, watched)
    report_problems(err, report)
    sys.stderr.flush()
    with _opened(output) as stream:
        _show(Terminal(stream), watched, report, rows, settings.output_format)
    unwritten = draw(watched, report, err)
    if report.problems or unwritten:
        return FAILED
    return FINDINGS if report.findings and not exit_zero else CLEAN


def _with_source(watched: Watched, report: Report, settings: Settings) -> tuple[Report, list[Row]]:
    """Check the files that ran, and join what both witnesses say."""
    checked = check_paths([display(path) for path in watched.told.files], settings)
    rows = compare(checked.findings, report.findings, evidence(watched.told))
    files = joined(checked.files, report.files, rows)
    return replace(report, files=files, missing=(*report.missing, *checked.missing)), rows


def _show(
    out: Terminal, watched: Watched, report: Report, rows: list[Row] | None, output_format: str
) -> None:
    if output_format == "json":
        from lintrain.reporters.json import report_json

        report_json(out, report.files, report.findings, [status.value for _, status in rows or ()])
        report_watched(Terminal(sys.stderr), watched, report)
        return
    if output_format == "concise":
        from lintrain.reporters.concise import report_concise

        report_concise(out, report.findings)
    else:
        from lintrain.reporters.full import report_full

        report_full(out, report.files, report.findings)
    if rows:
        from lintrain.reporters.confirmed import report_confirmed

        report_confirmed(out, rows)
    if watched.wish.table and (told := watched.told.told):
        from lintrain.reporters.series import report_series

        report_series(out, told.points)
    report_watched(out, watched, report)


@contextlib.contextmanager
def _opened(path: str | None) -> Iterator[TextIO]:
    """Open the file that the report goes to, or give stdout."""
    if path is None:
        yield sys.stdout
        return
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as stream:
        yield stream
