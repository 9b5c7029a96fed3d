"""One file as one job: what is to be done with it, and doing it, in this process or in another."""

from __future__ import annotations

import os
import threading
import tokenize
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from lintrain import packs
from lintrain.config import Settings
from lintrain.drafts import Draft
from lintrain.findings import FileReport, Problem
from lintrain.fixing import Change, Wanted, proven, repair
from lintrain.model.dialects import Events
from lintrain.model.project import Project
from lintrain.notebooks import check_notebook, fixed_by_cell, in_module, told_by_cell
from lintrain.report import Fixes
from lintrain.rule import Rule, all_rules, static_rules
from lintrain.screen import needles, screen, starts
from lintrain.selection import UnknownRule, default_rules, ordered
from lintrain.source.imports import Wanted as Imported
from lintrain.source.imports import import_statements
from lintrain.source.notebook import Notebook, is_notebook, read_notebook
from lintrain.source.parsable import parses
from lintrain.source.reading import decode
from lintrain.source.suppression import mentions, named, suppress


@dataclass(frozen=True, slots=True)
class Job:
    """One file for one worker."""

    path: str
    data: bytes = field(repr=False)
    rules: tuple[type[Rule], ...]
    guard: tuple[type[Rule], ...]
    wanted: Wanted
    fix: Fixes
    notebook: Notebook | None = field(default=None, repr=False)
    events: Events = ()
    imports: tuple[Imported, ...] = field(default=(), repr=False)
    """What the file imports, if it matters what that says."""
    plugins: tuple[str, ...] = ()

    @property
    def fixes(self) -> bool:
        """Whether findings come with fixes."""
        return self.fix is not Fixes.UNASKED


Outcome = tuple[FileReport, Change | None]


def job_for(path: str, data: bytes, settings: Settings, fix: Fixes) -> Job:
    settings = settings.of(path)
    enabled = _static(settings.rules_for(path))
    codes = frozenset(rule.code for rule in enabled)
    wanted = Wanted(
        codes, fix is not Fixes.SAFE, settings.suppressions, settings.min_severity, settings.fixes
    )
    guard = ordered({*_static(default_rules()), *enabled})
    notebook = read_notebook(path, data) if is_notebook(path) else None
    seen = notebook.module.text.encode() if notebook else data
    imports = _imports(path, seen)
    screened = _screened(path, enabled, seen, settings.events, imports)
    plugins = packs.chosen()
    return Job(path, seen, screened, guard, wanted, fix, notebook, settings.events, imports, plugins)


def _static(rules: Iterable[type[Rule]]) -> tuple[type[Rule], ...]:
    """Return the rules by which source is judged."""
    return tuple(rule for rule in rules if rule.static)


_local = threading.local()


def project_for(events: Events = ()) -> Project:
    """What this thread has read: what one file imports, another imports too."""
    if not hasattr(_local, "projects"):
        _local.projects = {}
    projects: dict[tuple[Events, tuple[str, ...]], Project] = _local.projects
    key = (events, packs.chosen())
    if key not in projects:
        projects[key] = Project(needles(static_rules()), events)
        projects[key].look_again(getattr(_local, "unsaved", None))  # a folder may have rows of its own
    return projects[key]


def look_again(unsaved: Mapping[str, bytes]) -> None:
    """Have this thread look at the disk anew: see :meth:`Project.look_again`."""
    _local.unsaved = unsaved
    projects: dict[tuple[Events, tuple[str, ...]], Project] = _local.projects
    for project in projects.values():
        project.look_again(unsaved)


@contextmanager
def apart() -> Iterator[None]:
    """Have what is done inside look at the disk by itself: nobody else's knowledge is used, or changed."""
    before = dict(_local.__dict__)
    _local.__dict__.clear()
    try:
        yield
    finally:
        _local.__dict__.clear()
        _local.__dict__.update(before)


def _imports(path: str, data: bytes) -> tuple[Imported, ...]:
    """Return what a file imports, if it matters what that says."""
    return tuple(dict.fromkeys(import_statements(data))) if path != "-" and starts(data) else ()


def _screened(
    path: str, rules: Sequence[type[Rule]], data: bytes, events: Events, imports: tuple[Imported, ...]
) -> tuple[type[Rule], ...]:
    reached = project_for(events).reach(os.path.abspath(path), imports) if imports else frozenset[bytes]()
    return screen(rules, data, reached, events)


def died(job: Job) -> Outcome:
    return _failed(job.path, "the process doing it died"), None


def _failed(path: str, why: str) -> FileReport:
    return FileReport(path, problems=(Problem(path, f"cannot be checked: {why}"),))


def work(job: Job) -> Outcome:
    """Check one file, and note what the result depends on."""
    packs.use(job.plugins)
    with project_for(job.events).recording() as answers:
        report, change = _checked(job)
    return replace(report, answers=answers), change


def _checked(job: Job) -> Outcome:
    """Check one file. A defect of lintrain itself is a problem of this file only, and is named."""
    try:
        if job.notebook:
            return _work_notebook(job, job.notebook)
        seen = check_bytes(
            job.path, job.data, job.rules, suppressions=False, events=job.events, fixes=job.fixes
        )
        report = _warned(job, _audible(job, seen), job.data)
        if job.fix is Fixes.UNASKED or not job.wanted.fixable(report.findings):
            return report, None
        judge = partial(_judge, job, seen)
        if job.fix is Fixes.NONE:
            return proven(report, job.data, job.wanted, judge), None
        report, change = repair(report, job.data, job.wanted, judge)
        return (_warned(job, report, change.after) if change else report), change
    except Exception as error:  # noqa: BLE001  # the boundary: reported with its place, and exit code 2
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename}:{place.lineno}"
        return _failed(job.path, f"lintrain failed: {type(error).__name__}: {error} ({where})"), None


def _work_notebook(job: Job, notebook: Notebook) -> Outcome:
    seen, module = check_notebook(job.path, notebook, job.rules, project_for(job.events), job.fixes)
    report = _warned(job, _audible(job, seen), job.data)
    wanted = replace(job.wanted, only=in_module(job.wanted.only, report, module))
    if job.fix is Fixes.UNASKED or not wanted.fixable(report.findings):
        return told_by_cell(report, notebook, module), None
    draft, data = Draft(notebook, module), module.text.encode()
    judge = draft.judged(partial(_judge, replace(job, data=data), replace(seen, problems=())))
    if job.fix is Fixes.NONE:
        return told_by_cell(proven(report, data, wanted, judge), notebook, module), None
    left, change = repair(report, data, wanted, judge)
    left = _warned(job, left, change.after) if change else left
    return fixed_by_cell(report, draft, replace(left, problems=report.problems), change)


def _audible(job: Job, seen: FileReport) -> FileReport:
    """Return what is told of what was found: less what is too mild, and what comments suppress."""
    report = job.wanted.kept(job.wanted.policy.heeded(seen))
    return suppress(report) if job.wanted.suppressions and report.findings else report


def _warned(job: Job, report: FileReport, data: bytes) -> FileReport:
    """Add a warning for each comment that ignores a rule that does not exist: it silences nothing."""
    if report.problems or not job.wanted.suppressions or not mentions(data):
        return report
    try:
        wishes = named(decode(data).text)
    except (tokenize.TokenError, SyntaxError):
        return report  # a problem only where there are findings, and `suppress` names it there
    known = {key.lower() for rule in all_rules() for key in (rule.code, rule.name)}
    warnings = [
        Problem(job.path, f"the comment ignores an {UnknownRule(key)}", place.row, place.column)
        for place, key in wishes
        if key.lower() not in known
    ]
    return replace(report, warnings=tuple(warnings))


def check_bytes(
    path: str,
    data: bytes,
    rules: Sequence[type[Rule]],
    suppressions: bool = True,
    events: Events = (),
    fixes: bool = True,
) -> FileReport:
    """Check one file's content with rules that have passed its screen."""
    if not rules and parses(data):
        return FileReport(path)
    from lintrain.analysis import analyse

    report = analyse(path, data, rules, project_for(events), fixes)
    if report.problems:
        return replace(report, problems=tuple(map(_unparsable, report.problems)))
    return suppress(report) if suppressions else report


def _unparsable(problem: Problem) -> Problem:
    return replace(problem, message=f"cannot be parsed: {problem.message}")


def _judge(job: Job, seen: FileReport, data: bytes) -> FileReport:
    rules = _screened(job.path, job.guard, data, job.events, _imports(job.path, data))
    if data != job.data or rules != job.rules:
        seen = check_bytes(job.path, data, rules, suppressions=False, events=job.events)
    return job.wanted.policy.heeded(seen)
