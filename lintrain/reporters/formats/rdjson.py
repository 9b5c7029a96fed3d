"""reviewdog's diagnostics.

Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Columns count bytes of UTF-8 there. A
suggestion is one range: what several edits of a fix do is told as one edit of the rows between them.
"""

from __future__ import annotations

from typing import Any

from lintrain.findings import Finding, Position, Problem, Related, Severity, Span
from lintrain.reporters.documents import as_json
from lintrain.reporters.repository import named
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Sources
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import in_cell
from lintrain.rule import find_rule
from lintrain.text_edits import apply_edits

MACHINE = True

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.ADVICE: "INFO"}

Object = dict[str, Any]


def report(out: Terminal, told: Told) -> None:
    """Write one document."""
    sources = Sources(told.files)
    diagnostics = [_finding(finding, sources) for finding in told.findings]
    diagnostics += [_problem(problem, "ERROR") for problem in told.problems]
    diagnostics += [_problem(notice, "WARNING") for notice in told.notices]
    source = {"name": "lintrain", "url": "https://lintrain.readthedocs.io"}
    out.stream.write(as_json({"source": source, "diagnostics": diagnostics}))


def _finding(finding: Finding, sources: Sources) -> Object:
    rule = find_rule(finding.code)
    related = [{"message": item.message, "location": _location(item, sources)} for item in finding.related]
    suggestion = _suggestion(finding, sources)
    return {
        "message": f"{finding.name}: {finding.message}{in_cell(finding.span)}",
        "location": _location(finding, sources),
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.code} | ({"url": rule.url()} if rule else {}),
        **({"suggestions": [suggestion]} if suggestion else {}),
        **({"relatedLocations": related} if related else {}),
    }


def _problem(problem: Problem, severity: str) -> Object:
    location: Object = {"path": named(problem.path)}
    if problem.row and not problem.cell:
        location["range"] = {"start": {"line": problem.row}}
    cell = f" (cell {problem.cell})" if problem.cell else ""
    code = {"code": {"value": UNCHECKED}} if severity == "ERROR" else {}
    return {"message": f"{problem.message}{cell}", "location": location, "severity": severity, **code}


def _location(item: Finding | Related, sources: Sources) -> Object:
    first, last = sources.span_in_file(item)
    if item.span.cell is not None or sources.lines(item.path) is None:
        return {"path": named(item.path), "range": {"start": {"line": first}, "end": {"line": last}}}
    return {"path": named(item.path), "range": _range(item.path, item.span, sources)}


def _range(path: str, span: Span, sources: Sources) -> Object:
    return {"start": _position(path, span.start, sources), "end": _position(path, span.end, sources)}


def _position(path: str, position: Position, sources: Sources) -> Object:
    lines = sources.lines(path)
    row = lines.row(position.row) if lines else ""
    before = row[: position.column - 1].encode("utf-8", "surrogatepass")
    return {"line": position.row, "column": len(before) + 1}


def _suggestion(finding: Finding, sources: Sources) -> Object | None:
    """Return the fix as one edit of the finding's file, if it is one of no other; a cell is no such file."""
    text, lines = sources.text(finding.path), sources.lines(finding.path)
    edits = finding.fix.edits if finding.fix and not finding.fix.leaves else ()
    if not edits or finding.span.cell is not None or text is None or lines is None:
        return None
    start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
    after = apply_edits(text, edits)
    new = after[start : len(after) - (len(text) - end)]
    return {"range": _range(finding.path, lines.span(start, end), sources), "text": new}
