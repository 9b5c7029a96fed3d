"""One line for each finding, as every editor understands it."""

from __future__ import annotations

from collections.abc import Sequence

from lintrain.findings import Applicability, Finding
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import at, visible


def report_concise(terminal: Terminal, findings: Sequence[Finding]) -> None:
    """Print all findings; ``[*]`` marks those that a safe fix repairs."""
    for finding in findings:
        fixable = finding.fix is not None and finding.fix.applicability is Applicability.SAFE
        terminal.line(
            (visible(finding.path), "bold"),
            f"{at(finding.span)}: ",
            (finding.code, finding.severity.value),
            (" [*]" if fixable else "", "fixable"),
            f" {finding.name} {visible(finding.message)}",
        )
