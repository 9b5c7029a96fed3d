"""Findings as the editor shows them: where they stand, with the events that prove them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lsprotocol import types

from lintrain.findings import Finding, Position, Problem, Related, Severity, Span
from lintrain.lsp.checking import Desk
from lintrain.lsp.documents import Opened, address
from lintrain.lsp.positions import Places
from lintrain.report import Report
from lintrain.rule import find_rule
from lintrain.source.reading import Undecodable, decode, read

SOURCE = "lintrain"
SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.ADVICE: types.DiagnosticSeverity.Information,
}

Told = dict[str, list[types.Diagnostic]]
"""Diagnostics by the address of the text that they stand in."""


class Teller:
    """Turns the report on one open file into diagnostics."""

    def __init__(self, opened: Opened, report: Report, desk: Desk) -> None:
        self._opened, self._report, self._desk = opened, report, desk
        self._places = {part.uri: part.places for _, part in opened.parts}
        self._encoding = next((part.encoding for _, part in opened.parts), "utf-16")
        self._texts = {os.path.abspath(file.path): file.text for file in report.files if file.text}

    def all(self) -> Told:
        """Return all diagnostics; every text of the file has a list, so that old ones go away."""
        told: Told = {part.uri: [] for _, part in self._opened.parts}
        for file in self._report.files:
            for finding in file.findings:
                told.setdefault(self._uri(finding.path, finding.span.cell), []).append(self.finding(finding))
            for problem in file.problems:
                self._problem(told, problem, types.DiagnosticSeverity.Error, [])
            for warning in file.warnings:
                unnecessary = [types.DiagnosticTag.Unnecessary]
                self._problem(told, warning, types.DiagnosticSeverity.Warning, unnecessary)
        return told

    def finding(self, finding: Finding) -> types.Diagnostic:
        """Return one finding as a diagnostic."""
        rule = find_rule(finding.code)
        url = rule.url() if rule else ""
        message = f"{finding.message}\n{finding.help}" if finding.help else finding.message
        return types.Diagnostic(
            self._range(finding.path, finding.span),
            message,
            SEVERITIES[finding.severity],
            finding.code,
            types.CodeDescription(url) if url else None,
            SOURCE,
            related_information=list(map(self._related, finding.related)) or None,
        )

    def _related(self, related: Related) -> types.DiagnosticRelatedInformation:
        uri = self._uri(related.path, related.span.cell)
        place = types.Location(uri, self._range(related.path, related.span))
        return types.DiagnosticRelatedInformation(place, related.message)

    def _problem(
        self,
        told: Told,
        problem: Problem,
        severity: types.DiagnosticSeverity,
        tags: list[types.DiagnosticTag],
    ) -> None:
        """Add a problem. One that stands nowhere stands at the beginning."""
        uri = self._uri(problem.path, problem.cell)
        places = self._places.get(uri) or Places("", self._encoding)
        start = Position(min(problem.row or 1, len(places.lines)), problem.column or 1)
        row = places.lines.row(start.row)
        end = Position(start.row, max(start.column, len(row.rstrip()) + 1))
        told.setdefault(uri, []).append(
            types.Diagnostic(
                places.range(Span(start, end)), problem.message, severity, source=SOURCE, tags=tags or None
            )
        )

    def _uri(self, path: str, cell: int | None) -> str:
        if self._opened.is_at(path):
            part = self._opened.part(cell) or next((each for _, each in self._opened.parts), None)
            return part.uri if part else self._opened.uri
        return address(path, self._desk.uris)

    def _range(self, path: str, span: Span) -> types.Range:
        uri = self._uri(path, span.cell)
        if uri not in self._places:
            self._places[uri] = Places(self._text(os.path.abspath(path)), self._encoding)
        return self._places[uri].range(span)

    def _text(self, absolute: str) -> str:
        """Return what stands in another file: in the editor, in the report, or on the disk."""
        if absolute in self._texts:
            return self._texts[absolute]
        data = self._desk.unsaved.get(absolute) or read(absolute)
        try:
            return "" if isinstance(data, Problem) else decode(data).text
        except Undecodable:  # its rows are then counted without their text
            return ""


def findings_in(report: Report, opened: Opened) -> Iterator[Finding]:
    """Yield what was found in the open file itself."""
    return (finding for finding in report.findings if opened.is_at(finding.path))
