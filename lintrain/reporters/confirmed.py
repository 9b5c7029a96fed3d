"""One table: each finding of the source, and what the run says of it."""

from __future__ import annotations

from collections.abc import Sequence

from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import at, visible
from lintrain.smoking.confirming import Row, Status

STYLES = {
    Status.CONFIRMED: "error",
    Status.ONLY_SEEN: "error",
    Status.CONTRADICTED: "good",
    Status.NOT_REACHED: "quiet",
    Status.NOT_JUDGED: "quiet",
}


def report_confirmed(terminal: Terminal, rows: Sequence[Row]) -> None:
    """Print the table and an empty line."""
    cells = [
        (status, f"{visible(finding.path)}{at(finding.span)}", f"{finding.code} {finding.name}")
        for finding, status in rows
    ]
    status_width = max(len(status.value) for status, _, _ in cells)
    place_width = max(len(place) for _, place, _ in cells)
    for status, place, rule in cells:
        left = f"{status.value:<{status_width}}"
        terminal.line((left, STYLES[status]), f"  {place:<{place_width}}  {rule}")
    terminal.line()
