"""The last lines: how much was found, repaired, silenced, and could not be checked, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lintrain.findings import Applicability, Finding, Problem, Severity
from lintrain.report import Report
from lintrain.reporters.terminal import Piece, Terminal
from lintrain.reporters.visible import place, visible


def report_problems(terminal: Terminal, report: Report) -> None:
    """Name what could not be checked, and what was passed over."""
    for problem in report.problems:
        report_error(terminal, problem)
    for problem in report.skipped:
        terminal.line(("warning", "warning"), f": {_where(problem)}: skipped: {visible(problem.message)}")
    for problem in report.warnings:
        terminal.line(("warning", "warning"), f": {_where(problem)}: {visible(problem.message)}")


def report_error(terminal: Terminal, problem: Problem) -> None:
    """Name one thing that could not be checked."""
    terminal.line(("error", "error"), f": {_where(problem)}: {visible(problem.message)}")


def report_summary(terminal: Terminal, report: Report, written: bool = True) -> None:
    """Say what the run came to. ``written`` is false where fixes were only shown."""
    findings = report.findings
    for change in report.changes:
        kinds = Counter((finding.code, finding.name) for finding in change.applied)
        listed = ", ".join(f"{number} {code} {name}" for (code, name), number in sorted(kinds.items()))
        terminal.line(("Fixed" if written else "Would fix", "good"), f" {visible(change.path)}: {listed}")
    if findings or report.applied:
        terminal.line(*_found(report, findings, written))
        if fixable := _fixable(report):
            terminal.line(*fixable)
    elif report.problems and not report.checked:
        terminal.line("Nothing could be checked.")
    elif report.problems:
        terminal.line(f"No findings in {count(report.checked, 'file')} that could be checked.")
    elif not report.files:
        terminal.line(("warning", "warning"), ": no Python files found under the given paths")
    else:
        terminal.line(("All checks passed!", "good"), f" {count(report.checked, 'file')} checked.")
    if report.suppressed:
        terminal.line(f"{count(report.suppressed, 'finding')} suppressed by comments.")
    for note in report.notes:
        terminal.line(visible(note))
    if report.unwritten:
        terminal.line(f"{count(len(report.unwritten), 'file')} could not be written.")
    if not_checked := _not_checked(report):
        terminal.line(not_checked)


def count(number: int, noun: str) -> str:
    """Return ``1 file`` or ``2 files``."""
    return f"{number} {noun}" if number == 1 or noun == "advice" else f"{number} {noun}s"


def _found(report: Report, findings: Sequence[Finding], written: bool) -> list[Piece]:
    if report.applied:
        fixed, left = len(report.applied), len(findings)
        done = (
            f"{fixed} fixed, {left} remaining" if written else f"{fixed} would be fixed, {left} would remain"
        )
        return [(f"Found {count(fixed + left, 'finding')}", "bold"), (f" ({done}).", "")]
    by_severity = Counter(finding.severity for finding in findings)
    kinds = [count(by_severity[s], s.value) for s in Severity if by_severity[s]]
    files = count(len({finding.path for finding in findings}), "file")
    listed = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    return [(f"Found {listed} in {files}", "bold"), (f" ({count(report.checked, 'file')} checked).", "")]


def _fixable(report: Report) -> list[Piece]:
    """Say which option would fix more. None would where the file cannot be written."""
    unwritten = {problem.path for problem in report.unwritten}
    fixes = [finding.fix for finding in report.findings if finding.path not in unwritten]
    kinds = Counter(fix.applicability for fix in fixes if fix)
    safe, unsafe = kinds[Applicability.SAFE], kinds[Applicability.UNSAFE]
    if safe and not report.applied:
        more = f" ({unsafe} more with `--unsafe-fixes`)" if unsafe else ""
        return [("[*]", "fixable"), (f" {safe} fixable with `--fix`{more}.", "")]
    if unsafe:
        return [(f"{count(unsafe, 'finding')} fixable with `--unsafe-fixes`.", "")]
    return []


def _not_checked(report: Report) -> str:
    problems = [problem for problem in report.problems if problem not in report.unwritten]
    kinds = Counter(kind for _, kind in {(p.path, p.message.partition(":")[0]) for p in problems})
    kinds += Counter(problem.message for problem in report.skipped)
    if not kinds:
        return ""
    paths = {problem.path for problem in (*problems, *report.skipped)}
    reasons = ", ".join(_counted(number, visible(kind)) for kind, number in sorted(kinds.items()))
    return f"{count(len(paths), 'file')} skipped: {reasons}."


def _counted(number: int, kind: str) -> str:
    if number > 1:
        kind = re.sub(r"^is an? (.+)", r"are \1s", re.sub(r"^does\b", "do", kind))
    return f"{number} {kind}"


def _where(problem: Problem) -> str:
    return visible(problem.path) + place(problem.row, problem.column, problem.cell)
