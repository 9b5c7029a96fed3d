"""What ``lintrain smoke`` does, once the command line is read."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TextIO

from lintrain.config import Settings
from lintrain.engine import check_paths
from lintrain.report import Report
from lintrain.reporters.formats import load
from lintrain.reporters.run import report_beginning, report_outside, report_watched
from lintrain.reporters.showing import Unwritable, Way, opened, told
from lintrain.reporters.summary import report_error, report_problems
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import visible
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
    try:
        with opened(output) as file:
            return _smoked(wish, settings, file, checked, exit_zero, err)
    except Unwritable as error:
        err.line(("error", "error"), f": {visible(str(error))}")
        return FAILED


def _smoked(
    wish: Wish, settings: Settings, file: TextIO | None, checked: bool, exit_zero: bool, err: Terminal
) -> int:
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
    _show(watched, report, rows, settings.output_format, file)
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
    watched: Watched, report: Report, rows: list[Row] | None, output_format: str, file: TextIO | None
) -> None:
    """Show the findings, and for people also what the run confirms and what was measured."""
    way = Way(output_format, file=file)
    statuses = [status.value for _, status in rows or ()]

    def sum_up(terminal: Terminal) -> None:
        report_watched(terminal, watched, report)

    out = way.terminal
    load(output_format).report(out, told(report, sum_up, statuses))
    out.stream.flush()
    if way.machine:
        sum_up(Terminal(sys.stderr))
        return
    if rows:
        from lintrain.reporters.confirmed import report_confirmed

        report_confirmed(out, rows)
    if watched.wish.table and (measured := watched.told.told):
        from lintrain.reporters.series import report_series

        report_series(out, measured.points)
    sum_up(out)
