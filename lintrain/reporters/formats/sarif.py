"""SARIF 2.1.0, which the code scanning of GitHub and others takes: with manuals, witnesses and fixes.

Standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import lintrain
from lintrain.findings import Finding, Fix, Problem, Related, Severity, Span
from lintrain.manual import as_text
from lintrain.reporters.documents import as_json
from lintrain.reporters.fingerprints import fingerprints
from lintrain.reporters.repository import file_uri, in_repository, root, uri
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Sources
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import in_cell
from lintrain.rule import Rule, find_rule

MACHINE = True

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://lintrain.readthedocs.io"
TOP = "%SRCROOT%"
"""The base of relative URIs: the top of the repository. The name is the one that the standard uses."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}

Object = dict[str, Any]


def report(out: Terminal, told: Told) -> None:
    """Write one log with one run."""
    out.stream.write(as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(told)]}))


def _run(told: Told) -> Object:
    codes = {code: index for index, code in enumerate(sorted({finding.code for finding in told.findings}))}
    return {
        "tool": {"driver": _driver(codes, told)},
        "invocations": [_invocation(told)],
        "originalUriBaseIds": {TOP: {"uri": file_uri(root()).rstrip("/") + "/"}},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(told, codes)),
    }


def _driver(codes: Mapping[str, int], told: Told) -> Object:
    names = {finding.code: finding.name for finding in told.findings}
    return {
        "name": "lintrain",
        "version": lintrain.__version__,
        "informationUri": HOME,
        "rules": [_rule(code, names[code]) for code in codes],
        "notifications": [
            {"id": UNCHECKED, "shortDescription": {"text": "Something could not be checked."}},
            {"id": "notice", "shortDescription": {"text": "Something is not as its author thinks."}},
        ],
    }


def _rule(code: str, name: str) -> Object:
    rule = find_rule(code)
    return {"id": code, "name": name, **(_described(rule) if rule else {})}


def _described(rule: type[Rule]) -> Object:
    level = LEVELS[rule.severity]
    manual = as_text(rule)
    return {
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": rule.summary()},
        "help": {"text": manual, "markdown": manual},
        "helpUri": rule.url(),
        "defaultConfiguration": {"level": level, "enabled": rule.default},
        "properties": {
            "tags": ["pytorch", *rule.sets()],
            # GitHub's own words: https://docs.github.com/code-security/code-scanning, `problem.severity`.
            "problem.severity": "recommendation" if level == "note" else level,
        },
    }


def _invocation(told: Told) -> Object:
    notifications = [_notification(problem, UNCHECKED, "error") for problem in told.problems]
    notifications += [_notification(notice, "notice", "warning") for notice in told.notices]
    return {"executionSuccessful": not told.problems, "toolExecutionNotifications": notifications}


def _notification(problem: Problem, kind: str, level: str) -> Object:
    place: Object = {"artifactLocation": _artifact(problem.path)}
    if problem.row and not problem.cell:
        place["region"] = {"startLine": problem.row, "startColumn": problem.column or 1}
    cell = f" (cell {problem.cell})" if problem.cell else ""
    return {
        "descriptor": {"id": kind},
        "level": level,
        "message": {"text": f"{problem.message}{cell}"},
        "locations": [{"physicalLocation": place}],
    }


def _results(told: Told, codes: Mapping[str, int]) -> Iterator[Object]:
    sources = Sources(told.files)
    marks = fingerprints(told.findings, sources)
    for index, (finding, mark) in enumerate(zip(told.findings, marks, strict=True)):
        yield {
            "ruleId": finding.code,
            "ruleIndex": codes[finding.code],
            "level": LEVELS[finding.severity],
            "message": {"text": _message(finding)},
            "locations": [_location(finding, sources)],
            "partialFingerprints": {"lintrain/v1": mark},
            **_witness(finding, sources),
            **_fixes(finding, sources),
            "properties": _properties(finding, told.status(index)),
        }


def _message(finding: Finding) -> str:
    help = f"\nhelp: {finding.help}" if finding.help else ""
    return f"{finding.message}{in_cell(finding.span)}{help}"


def _properties(finding: Finding, status: str | None) -> Object:
    seen = finding.seen
    run = {"step": seen.step, "times": seen.times, "ranks": list(seen.ranks)} if seen else None
    said = {"runtime": run, "status": status, "noFix": finding.fix_withheld or None}
    return {key: value for key, value in said.items() if value is not None}


def _witness(finding: Finding, sources: Sources) -> Object:
    """Return the events that prove it, in their order; the finding itself is the last."""
    if not finding.related:
        return {}
    here = {"location": _location(finding, sources, finding.message)}
    steps = [{"location": _location(item, sources, item.message)} for item in finding.related]
    steps += [] if _repeated(finding) else [here]
    return {"codeFlows": [{"threadFlows": [{"locations": steps}]}]}


def _repeated(finding: Finding) -> bool:
    last = finding.related[-1]
    return (last.path, last.span) == (finding.path, finding.span)


def _location(item: Finding | Related, sources: Sources, message: str | None = None) -> Object:
    region = _region(item.span)
    place: Object = {"artifactLocation": _artifact(item.path), "region": region}
    if item.span.cell is not None:
        first, last = sources.span_in_file(item)
        place["region"] = {"startLine": first, "endLine": last}
    location: Object = {"physicalLocation": place}
    if item.span.cell is not None:
        location["logicalLocations"] = [{"name": f"cell {item.span.cell}", "kind": "cell"}]
    if message is not None:
        location["message"] = {"text": message}
    return location


def _artifact(path: str) -> Object:
    base = {} if in_repository(path) is None else {"uriBaseId": TOP}
    return {"uri": uri(path), **base}


def _region(span: Span) -> Object:
    start, end = span.start, span.end
    return {
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }


def _fixes(finding: Finding, sources: Sources) -> Object:
    """Return the fix. The cells of a notebook are no regions of the file, so it has none."""
    if finding.fix is None or finding.span.cell is not None:
        return {}
    changes: list[Object] = []
    for path, edits in finding.fix.by_file(finding.path).items():
        lines = sources.lines(path)
        if lines is None:
            return {}
        replacements = [
            {"deletedRegion": _region(lines.span(e.start, e.end)), "insertedContent": {"text": e.text}}
            for e in edits
        ]
        changes.append({"artifactLocation": _artifact(path), "replacements": replacements})
    return {"fixes": [{"description": {"text": _described_fix(finding.fix)}, "artifactChanges": changes}]}


def _described_fix(fix: Fix) -> str:
    reason = f": {fix.reason}" if fix.reason else ""
    return f"{fix.title} ({fix.applicability.value}{reason})"
