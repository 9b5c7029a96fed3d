"""Findings as JSON, with ruff's field names, plus ``severity``, ``related`` (the witness), ``runtime``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from lintrain.findings import FileReport, Finding, Fix, Position, Related, Seen, Span
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Where, texts
from lintrain.rule import find_rule
from lintrain.source.lines import Lines

Object = dict[str, Any]


def report_json(
    terminal: Terminal,
    files: Sequence[FileReport],
    findings: Sequence[Finding],
    statuses: Sequence[str] = (),
) -> None:
    """Print all findings as one array; ``statuses`` is what a run says of each, where there was one."""
    lines = {where: Lines(text) for where, text in texts(files).items()}
    objects = [as_object(finding, lines) for finding in findings]
    for each, status in zip(objects, statuses, strict=False):
        each["status"] = status
    terminal.stream.write(json.dumps(objects, indent=2) + "\n")


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
    spans = [lines[finding.path, edit.cell].span(edit.start, edit.end) for edit in fix.edits]
    edits = [
        {"content": edit.text, **_span(span)} | ({} if edit.cell is None else {"cell": edit.cell})
        for edit, span in zip(fix.edits, spans, strict=True)
    ]
    return {"applicability": fix.applicability.value, "message": fix.title, "edits": edits}


def _span(span: Span) -> Object:
    return {"location": _position(span.start), "end_location": _position(span.end)}


def _position(position: Position) -> Object:
    return {"row": position.row, "column": position.column}


def _file(item: Finding | Related) -> Object:
    path = item.path if item.path == "-" else os.path.abspath(item.path)
    return {"filename": path, "cell": item.span.cell}
