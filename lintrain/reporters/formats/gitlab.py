"""GitLab's Code Quality report.

Format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. GitLab compares the
fingerprints of two branches, and drops all but one of several that are equal in one report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lintrain.findings import Finding, Problem, Severity
from lintrain.reporters.documents import as_json
from lintrain.reporters.fingerprints import digest, fingerprints
from lintrain.reporters.repository import named
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Sources
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import in_cell

MACHINE = True

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}

Object = dict[str, Any]


def report(out: Terminal, told: Told) -> None:
    """Write one array."""
    out.stream.write(as_json([*_findings(told), *map(_unchecked, told.problems)]))


def _findings(told: Told) -> Iterator[Object]:
    sources = Sources(told.files)
    for finding, fingerprint in zip(told.findings, fingerprints(told.findings, sources), strict=True):
        yield {
            "description": f"{finding.code} {finding.name}: {finding.message}{in_cell(finding.span)}",
            "check_name": finding.name,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {"path": named(finding.path), "positions": _positions(finding, sources)},
        }


def _positions(finding: Finding, sources: Sources) -> Object:
    first, last = sources.span_in_file(finding)
    if finding.span.cell is not None:
        return {"begin": {"line": first}, "end": {"line": last}}
    start, end = finding.span.start, finding.span.end
    return {
        "begin": {"line": start.row, "column": start.column},
        "end": {"line": end.row, "column": end.column},
    }


def _unchecked(problem: Problem) -> Object:
    cell = f" (cell {problem.cell})" if problem.cell else ""
    row = 1 if problem.cell else problem.row or 1
    return {
        "description": f"{UNCHECKED}: {problem.message}{cell}",
        "check_name": UNCHECKED,
        "fingerprint": digest(named(problem.path), UNCHECKED, problem.message, str(problem.cell)),
        "severity": "critical",
        "location": {
            "path": named(problem.path),
            "lines": {"begin": row},
        },
    }
