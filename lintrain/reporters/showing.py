"""Where a report goes: findings in their format on stdout or in a file, everything else beside it."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from lintrain.report import Report
from lintrain.reporters.formats import load
from lintrain.reporters.summary import report_problems, report_summary
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told


class Unwritable(Exception):
    """The file that the report should go to cannot be written; the message says why."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a report is shown. ``file`` is where it goes instead of ``stream``."""

    output_format: str = "full"
    statistics: bool = False
    written: bool = True
    stream: TextIO | None = None
    file: TextIO | None = None

    @property
    def machine(self) -> bool:
        """Tell whether a program reads it."""
        return load(self.output_format).MACHINE

    @property
    def terminal(self) -> Terminal:
        """What the findings are printed on. A file has no colours, whatever is asked for."""
        return Terminal(self.file, colour=False) if self.file else Terminal(self.stream or sys.stdout)


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[TextIO | None]:
    """Open the file that a report goes to, if there is one, before the work is done that fills it."""
    if path is None:
        yield None
        return
    try:
        stream = open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written: {error.strerror or error}") from error
    with stream:
        yield stream


def show(report: Report, way: Way) -> None:
    """Show findings and the summary. What could not be checked is on stderr already."""

    def sum_up(terminal: Terminal) -> None:
        report_summary(terminal, report, written=way.written)

    out = way.terminal
    if way.file and not way.machine:
        report_problems(out, report)
    if way.statistics:
        from lintrain.reporters.statistics import report_statistics

        report_statistics(out, report.findings, way.machine)
    else:
        load(way.output_format).report(out, told(report, sum_up))
    out.stream.flush()
    if not way.machine:
        sum_up(out)
    if way.machine or way.file:
        sum_up(Terminal(sys.stderr))


def told(report: Report, sum_up: Callable[[Terminal], None], statuses: Sequence[str] = ()) -> Told:
    """Return a report as formats take it."""
    stream = io.StringIO()
    sum_up(Terminal(stream, colour=False))
    ending = tuple(stream.getvalue().splitlines())
    notices = (*report.skipped, *report.warnings)
    return Told(report.files, report.findings, report.problems, notices, statuses, ending)
