"""The findings of each file under its name."""

from __future__ import annotations

from itertools import groupby

from lintrain.reporters.mark import mark
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told
from lintrain.reporters.visible import leading, place, visible

MACHINE = False


def report(out: Terminal, told: Told) -> None:
    """Print all findings, and an empty line after each file."""
    for path, group in groupby(told.findings, lambda finding: finding.path):
        findings = list(group)
        places = [place(f.span.start.row, f.span.start.column, f.span.cell)[1:] for f in findings]
        width = max(map(len, places))
        out.line((leading(path), "bold"), ":")
        for finding, where in zip(findings, places, strict=True):
            code = (finding.code, finding.severity.value), (mark(finding), "fixable")
            out.line(f"  {where:<{width}}  ", *code, f" {finding.name} {visible(finding.message)}")
        out.line()
