"""Annotations of GitHub Actions, and the job's summary, because GitHub shows ten annotations a step.

Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os

from lintrain.findings import Finding, Problem, Severity
from lintrain.reporters.job_summary import write_job_summary
from lintrain.reporters.repository import named
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Sources
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import in_cell, visible

MACHINE = True

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}

_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = _IN_MESSAGES | {":": "%3A", ",": "%2C"}


def report(out: Terminal, told: Told) -> None:
    """Write a line for each annotation, and the summary where GitHub asks for one."""
    sources = Sources(told.files)
    lines = [_unchecked(problem, "error") for problem in told.problems]
    lines += [_finding(finding, sources) for finding in told.findings]
    lines += [_unchecked(notice, "warning") for notice in told.notices]
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            write_job_summary(path, told)
        except OSError as error:
            why = error.strerror or str(error)
            lines.append(_command("warning", {"title": "lintrain"}, f"no job summary: {path}: {why}"))
    out.stream.write("".join(f"{line}\n" for line in lines))


def _finding(finding: Finding, sources: Sources) -> str:
    first, last = sources.span_in_file(finding)
    where: dict[str, str | int] = {"file": visible(named(finding.path)), "line": first, "endLine": last}
    if first == last and finding.span.cell is None:  # GitHub takes columns of one row only
        where |= {"col": finding.span.start.column, "endColumn": finding.span.end.column}
    title = f"{finding.code} {finding.name}"
    help = f"\nhelp: {visible(finding.help)}" if finding.help else ""
    message = f"{visible(finding.message)}{in_cell(finding.span)}{help}"
    return _command(COMMANDS[finding.severity], {"title": title, **where}, message)


def _unchecked(problem: Problem, command: str) -> str:
    where: dict[str, str | int] = {"file": visible(named(problem.path))}
    if problem.row and not problem.cell:
        where |= {"line": problem.row, "col": problem.column or 1}
    cell = f" (cell {problem.cell})" if problem.cell else ""
    title = UNCHECKED if command == "error" else "lintrain"
    return _command(command, {"title": title, **where}, f"{visible(problem.message)}{cell}")


def _command(name: str, properties: dict[str, str | int], message: str) -> str:
    said = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {said}::{_escaped(message, _IN_MESSAGES)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
