"""All findings as a table of Markdown, for the page of a job on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.findings import Finding, Problem
from lintrain.reporters.repository import named
from lintrain.reporters.told import Told
from lintrain.reporters.visible import place, visible
from lintrain.rule import find_rule

MOST = 500
"""More rows are counted: GitHub refuses a summary of more than 1 MiB."""

LONGEST = 500
"""Characters of one cell of the table."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+\-.!|~&$@:]")


def write_job_summary(path: str, told: Told) -> None:
    """Append the table to what other steps have written."""
    with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        stream.writelines(_lines(told))


def _lines(told: Told) -> Iterator[str]:
    yield "### lintrain\n\n"
    for line in told.ending:
        yield f"{plain(line)}\n\n"
    rows = [*map(_problem, told.problems), *map(_finding, told.findings)]
    if rows:
        yield "| where | rule | severity | what is wrong |\n| --- | --- | --- | --- |\n"
        yield from rows[:MOST]
    if len(rows) > MOST:
        yield f"\n{len(rows) - MOST} more are not shown.\n"
    yield "\n"


def _finding(finding: Finding) -> str:
    start = finding.span.start
    where = f"{named(finding.path)}{place(start.row, start.column, finding.span.cell)}"
    rule = find_rule(finding.code)
    name = f"{plain(finding.code)} {plain(finding.name)}"
    linked = f"[{name}]({rule.url()})" if rule else name
    return f"| {plain(where)} | {linked} | {finding.severity.value} | {plain(finding.message)} |\n"


def _problem(problem: Problem) -> str:
    where = f"{named(problem.path)}{place(problem.row, problem.column, problem.cell)}"
    return f"| {plain(where)} | not checked | error | {plain(problem.message)} |\n"


def plain(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, on one line."""
    shown = visible(text)
    cut = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", cut)
