"""An array of findings with the field names of ruff's JSON, their witnesses, and what a run has shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from lintrain.findings import Edit, Finding, Fix, Position, Problem, Related, Seen, Severity, Span
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Where, texts
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.rule import find_rule
from lintrain.source.lines import Lines

Object = dict[str, Any]


MACHINE = True


def report(out: Terminal, told: Told) -> None:
    """Write one array."""
    out.stream.write(json.dumps(list(objects(told)), indent=2) + "\n")


def objects(told: Told) -> Iterator[Object]:
    """Yield all findings, and after them what could not be checked."""
    lines = {where: Lines(text) for where, text in texts(told.files).items()}
    for index, finding in enumerate(told.findings):
        status = told.status(index)
        yield as_object(finding, lines) | ({} if status is None else {"status": status})
    yield from map(_unchecked, told.problems)


def _unchecked(problem: Problem) -> Object:
    """Return what could not be checked, as if it were a finding of a rule of that name."""
    row = problem.row
    place = _position(Position(row, problem.column or 1)) if row else None
    return {
        "filename": _absolute(problem.path),
        "cell": problem.cell,
        "code": UNCHECKED,
        "name": UNCHECKED,
        "severity": Severity.ERROR.value,
        "message": problem.message,
        "location": place,
        "end_location": place,
        "fix": None,
        "url": None,
        "runtime": None,
        "related": [],
    }


def as_object(finding: Finding, lines: Mapping[Where, Lines]) -> Object:
    """Return one finding as it is written in JSON. Rows and columns count from 1.

    ``lines`` holds the texts that fixes edit, of files and of cells.
    """
    rule = find_rule(finding.code)
    return {
        **_file(finding),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        **_span(finding.span),
        "fix": _fix(finding, finding.fix, lines) if finding.fix else None,
        "url": rule.url() if rule else None,
        "runtime": _seen(finding.seen) if finding.seen else None,
        "related": [{"message": item.message, **_file(item), **_span(item.span)} for item in finding.related],
    }


def _seen(seen: Seen) -> Object:
    return {"step": seen.step, "times": seen.times, "ranks": list(seen.ranks)}


def _fix(finding: Finding, fix: Fix, lines: Mapping[Where, Lines]) -> Object:
    return {
        "applicability": fix.applicability.value,
        "message": fix.title,
        "reason": fix.reason,
        "edits": [_edit(edit, lines[edit.path or finding.path, edit.cell]) for edit in fix.edits],
    }


def _edit(edit: Edit, lines: Lines) -> Object:
    """Return an edit. It names its file where that is not the finding's."""
    told: Object = {"content": edit.text, **_span(lines.span(edit.start, edit.end))}
    told |= {} if edit.cell is None else {"cell": edit.cell}
    return told | ({} if edit.path is None else {"filename": _absolute(edit.path)})


def _span(span: Span) -> Object:
    return {"location": _position(span.start), "end_location": _position(span.end)}


def _position(position: Position) -> Object:
    return {"row": position.row, "column": position.column}


def _file(item: Finding | Related) -> Object:
    return {"filename": _absolute(item.path), "cell": item.span.cell}


def _absolute(path: str) -> str:
    return path if path == "-" else os.path.abspath(path)
