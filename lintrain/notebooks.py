"""Check a notebook: its cells as one module, what is found in it told by cell.

A cell that is no Python is named. The others are still checked, as if anything could have happened to
what that cell mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lintrain.drafts import Draft
from lintrain.findings import FileReport, Finding, Problem
from lintrain.fixing import Change, Chosen
from lintrain.model.project import Project
from lintrain.rule import Rule
from lintrain.source.lines import split_rows
from lintrain.source.notebook import Cell, Module, Notebook, in_cell, read_notebook
from lintrain.source.parsable import parses


def check_notebook(
    path: str,
    notebook: Notebook,
    rules: Sequence[type[Rule]],
    project: Project | None = None,
    fixes: bool = True,
) -> tuple[FileReport, Module]:
    """Return what ``rules`` find, at its places in the module, and that module."""
    if notebook.unread or notebook.skipped:
        unread = (notebook.unread,) if notebook.unread else ()
        return FileReport(path, problems=unread, skipped=notebook.skipped), notebook.module
    refused = _refused(path, (cell for cell in notebook.cells if not parses(cell.alone)))
    report, module = _analysed(path, notebook, rules, refused, project, fixes)
    if report.problems:  # what Python accepts, libcst may not
        refused = _refused(path, notebook.cells)
        report, module = _analysed(path, notebook, rules, refused, project, fixes)
    problems = (*refused.values(), *(_located(_unparsable(problem), module) for problem in report.problems))
    return replace(report, problems=problems), module


def told_by_cell(report: FileReport, notebook: Notebook, module: Module) -> FileReport:
    """Return the report with all places of the module as places in cells."""
    if not report.findings and not report.warnings and not report.elsewhere:
        return report
    draft = Draft(notebook, module)
    elsewhere = [
        replace(other, findings=tuple(_in_cells(finding, draft, report.path) for finding in other.findings))
        for other in report.elsewhere
    ]
    findings = [_in_cells(finding, draft, report.path) for finding in report.findings]
    return replace(
        report,
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        warnings=tuple(_located(warning, module) for warning in report.warnings),
        text="",
        elsewhere=tuple(elsewhere),
        cells={cell.number: cell.text for cell in notebook.cells} if findings else {},
    )


def in_module(only: Chosen | None, report: FileReport, module: Module) -> Chosen | None:
    """Return which findings of the module are meant by findings that are told by cell."""
    if only is None:
        return None
    return frozenset((f.code, f.span) for f in report.findings if (f.code, in_cell(f.span, module)) in only)


def fixed_by_cell(
    before: FileReport, draft: Draft, left: FileReport, change: Change | None
) -> tuple[FileReport, Change | None]:
    """Return what repairing the module came to, by cell: what is left, and the change of the notebook."""
    if change is None:
        return told_by_cell(left, draft.notebook, draft.module), None
    text = change.after.decode()
    data = draft.rewritten(text)
    after = read_notebook(before.path, data)
    problems = {problem.cell for problem in before.problems if problem.cell is not None}
    module = after.without(problems) if problems else after.module
    assert module.text == text  # the draft has seen to it
    unfixed = told_by_cell(before, draft.notebook, draft.module)
    applied = tuple(_in_cells(finding, draft, before.path) for finding in change.applied)
    return told_by_cell(left, after, module), Change(before.path, draft.notebook.data, data, applied, unfixed)


def _analysed(
    path: str,
    notebook: Notebook,
    rules: Sequence[type[Rule]],
    refused: dict[int, Problem],
    project: Project | None,
    fixes: bool,
) -> tuple[FileReport, Module]:
    module = notebook.without(refused) if refused else notebook.module
    if not rules:
        return FileReport(path), module
    from lintrain.analysis import analyse

    return analyse(path, module.text.encode(), rules, project, fixes), module


def _refused(path: str, cells: Iterable[Cell]) -> dict[int, Problem]:
    """Return the problem of each cell that is not Python, by its number."""
    from lintrain.analysis import analyse

    found: dict[int, Problem] = {}
    for cell in cells:
        for problem in analyse(path, cell.alone, ()).problems[:1]:
            row = min(max(1, (problem.row or 1) - 2), len(split_rows(cell.code)))
            found[cell.number] = _unparsable(replace(problem, row=row, cell=cell.number))
    return found


def _located(problem: Problem, module: Module) -> Problem:
    if problem.row is None:
        return problem
    cell, row = module.place(problem.row)
    return replace(problem, cell=cell, row=row)


def _unparsable(problem: Problem) -> Problem:
    return replace(problem, message=f"cannot be parsed: {problem.message}")


def _in_cells(finding: Finding, draft: Draft, path: str) -> Finding:
    """Return a finding with what is in the notebook ``path`` told by cell: its places, and its edits."""
    module = draft.module
    related = tuple(
        replace(item, span=in_cell(item.span, module)) if item.path == path else item
        for item in finding.related
    )
    span = in_cell(finding.span, module) if finding.path == path else finding.span
    fix = finding.fix
    if fix is not None and finding.path == path:
        own = [edit for edit in fix.edits if edit.path is None]
        abroad = (edit for edit in fix.edits if edit.path is not None)
        fix = replace(fix, edits=(*(draft.edits(own) if own else ()), *abroad))
    return replace(finding, span=span, related=related, fix=fix)
