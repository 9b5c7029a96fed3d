"""What a watched run came to: what was kept from it before, and the last lines after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from lintrain.findings import Severity
from lintrain.report import Report
from lintrain.reporters.summary import count
from lintrain.reporters.terminal import Piece, Terminal, plain
from lintrain.reporters.visible import visible
from lintrain.smoking.running import Watched
from lintrain.source.paths import display

NAMED = 5
"""So many files that were written outside are named; the rest are counted."""


def report_beginning(terminal: Terminal, in_place: bool, switched_off: Iterable[str]) -> None:
    """Say what the run is kept from doing."""
    files = "Files are written in place" if in_place else "What is written goes to a scratch copy"
    off = ", ".join(switched_off)
    terminal.line((f"{files}; switched off: {off}." if off else f"{files}.", "quiet"))


def report_outside(terminal: Terminal, watched: Watched) -> None:
    """Name what the run has written elsewhere all the same, and what may have been changed by it."""
    _warn(terminal, "written outside of the scratch copy", watched.told.wrote)
    _warn(terminal, "changed while the run went on", watched.changed)


def _warn(terminal: Terminal, what: str, paths: Sequence[str]) -> None:
    if paths:
        named = ", ".join(visible(display(path)) for path in paths[:NAMED])
        more = f", and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
        terminal.line(("warning", "warning"), f": {what}: {named}{more}")


def report_watched(terminal: Terminal, watched: Watched, report: Report) -> None:
    """Say how much was seen, and how much was found."""
    terminal.line(*_said(watched, report))
    if not watched.told.steps:
        return
    if report.suppressed:
        terminal.line(f"{count(report.suppressed, 'finding')} suppressed by comments.")


def sentence(watched: Watched, report: Report) -> str:
    """Say the same as plain text."""
    return plain(_said(watched, report))


def _said(watched: Watched, report: Report) -> list[Piece]:
    if not watched.told.steps:
        return [("Nothing could be watched.", "")]
    return [(f"{_seen(watched)}: ", "bold"), *_found(watched, report)]


def _seen(watched: Watched) -> str:
    told = watched.told
    devices = f" on {', '.join(told.devices)}" if told.devices else ""
    ranks = f", {count(len(told.ranks), 'rank')}" if len(told.ranks) > 1 else ""
    steps = count(told.steps, "optimizer step")
    return f"Watched {steps} of {visible(watched.wish.target)}{devices}{ranks}"


def _found(watched: Watched, report: Report) -> list[Piece]:
    by_severity = Counter(finding.severity for finding in report.findings)
    if not by_severity:
        return [("nothing found until then.", "")] if watched.problems else [("nothing found.", "good")]
    kinds = [count(by_severity[s], s.value) for s in Severity if by_severity[s]]
    listed = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    files = count(len({finding.path for finding in report.findings}), "file")
    return [(f"{listed} in {files}.", "bold")]
