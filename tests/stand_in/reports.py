"""What the tests of reports share: findings in a piece of source, and the default report of them."""

from __future__ import annotations

import io
from dataclasses import replace

from lintrain.findings import Applicability, Edit, FileReport, Finding, Fix, Position, Severity, Span
from lintrain.reporters.full import report_full
from lintrain.reporters.terminal import Terminal
from lintrain.source.lines import Lines


def span(row: int, column: int, end_row: int, end_column: int) -> Span:
    return Span(Position(row, column), Position(end_row, end_column))


def locate(source: str, text: str, nth: int = 0) -> Span:
    """The span of the nth occurrence of ``text``."""
    start = -1
    for _ in range(nth + 1):
        start = source.index(text, start + 1)
    return Lines(source).span(start, start + len(text))


def finding(source: str, text: str, **kwargs: object) -> Finding:
    made = Finding("a.py", locate(source, text), "X1", "some-name", Severity.ERROR, "a message")
    return replace(made, **kwargs)


def full(source: str, *findings: Finding) -> list[str]:
    stream = io.StringIO()
    report_full(Terminal(stream), [FileReport("a.py", findings, text=source)], findings)
    return stream.getvalue().split("\n")


def frame(source: str, *findings: Finding) -> list[str]:
    """The report without its head line and its empty end."""
    return full(source, *findings)[1:-2]


def fix(source: str, *edits: tuple[str, str], unsafe: bool = False, reason: str = "") -> Fix:
    made = tuple(Edit(at := source.index(old), at + len(old), new) for old, new in edits)
    return Fix("A title", made, Applicability.UNSAFE if unsafe else Applicability.SAFE, reason)
