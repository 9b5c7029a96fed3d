"""Logging commands of Azure Pipelines.

Format: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

from __future__ import annotations

from lintrain.findings import Finding, Problem, Severity
from lintrain.reporters.repository import named
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Sources
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import in_cell, visible

MACHINE = True

TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "warning"}
"""There are no others."""

_IN_MESSAGES = {"%": "%AZP25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = _IN_MESSAGES | {";": "%3B", "]": "%5D"}


def report(out: Terminal, told: Told) -> None:
    """Write a line for each issue."""
    sources = Sources(told.files)
    lines = [_unchecked(problem, "error") for problem in told.problems]
    lines += [_finding(finding, sources) for finding in told.findings]
    lines += [_unchecked(notice, "warning") for notice in told.notices]
    out.stream.write("".join(f"{line}\n" for line in lines))


def _finding(finding: Finding, sources: Sources) -> str:
    first, _ = sources.span_in_file(finding)
    where: dict[str, str | int] = {"sourcepath": visible(named(finding.path)), "linenumber": first}
    if finding.span.cell is None:
        where["columnnumber"] = finding.span.start.column
    message = f"{finding.name}: {visible(finding.message)}{in_cell(finding.span)}"
    return _issue({"type": TYPES[finding.severity], **where, "code": finding.code}, message)


def _unchecked(problem: Problem, kind: str) -> str:
    where: dict[str, str | int] = {"sourcepath": visible(named(problem.path))}
    if problem.row and not problem.cell:
        where |= {"linenumber": problem.row, "columnnumber": problem.column or 1}
    code = {"code": UNCHECKED} if kind == "error" else {}
    cell = f" (cell {problem.cell})" if problem.cell else ""
    return _issue({"type": kind, **where, **code}, f"{visible(problem.message)}{cell}")


def _issue(properties: dict[str, str | int], message: str) -> str:
    said = "".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)};" for key, value in properties.items())
    return f"##vso[task.logissue {said}]{_escaped(message, _IN_MESSAGES)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
