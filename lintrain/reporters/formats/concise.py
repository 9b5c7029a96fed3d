"""One line for each finding, as every editor understands it."""

from __future__ import annotations

from lintrain.reporters.mark import mark
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told
from lintrain.reporters.visible import at, leading, visible

MACHINE = False


def report(out: Terminal, told: Told) -> None:
    """Print all findings; ``[*]`` marks those that a safe fix repairs."""
    for finding in told.findings:
        out.line(
            (leading(finding.path), "bold"),
            f"{at(finding.span)}: ",
            (finding.code, finding.severity.value),
            (mark(finding), "fixable"),
            f" {finding.name} {visible(finding.message)}",
        )
