"""The manual of a rule, where the mouse is on what it found, or on a comment that names it."""

from __future__ import annotations

import re

from lsprotocol import types

from lintrain.lsp.diagnostics import findings_in
from lintrain.lsp.documents import Document, Opened
from lintrain.manual import as_text
from lintrain.report import Report
from lintrain.rule import find_rule
from lintrain.source.suppression import suppresses_at

_NAME = re.compile(r"[\w-]+")


def hover(opened: Opened, part: Document, at: types.Position, report: Report) -> types.Hover | None:
    """Return what is to be said about a place."""
    return _of_comment(part, at) or _of_findings(opened, part, at, report)


def _of_comment(part: Document, at: types.Position) -> types.Hover | None:
    place = part.places.position(at)
    row = part.places.lines.row(place.row)
    for match in _NAME.finditer(row):
        if match.start() < place.column <= match.end() + 1 and suppresses_at(row, match.start()):
            rule = find_rule(match[0])
            if rule is not None:
                start = part.places.lines.offset(place) - place.column + 1
                within = part.places.between(start + match.start(), start + match.end())
                return _said(as_text(rule), within)
    return None


def _of_findings(opened: Opened, part: Document, at: types.Position, report: Report) -> types.Hover | None:
    here = [f for f in findings_in(report, opened) if opened.part(f.span.cell) is part]
    place = part.places.position(at)
    over = [f for f in here if f.span.start <= place <= f.span.end]
    rules = dict.fromkeys(rule for f in over if (rule := find_rule(f.code)))
    if not rules:
        return None
    return _said("\n---\n\n".join(map(as_text, rules)), part.places.range(over[0].span))


def _said(text: str, within: types.Range) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), within)
