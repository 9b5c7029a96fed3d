"""From paths to a report: find, read, screen, analyse, suppress; in parallel where it pays."""

from __future__ import annotations

import os
import tokenize
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache, partial

from lintrain.config import Settings
from lintrain.discovery import Discovery, discover, is_excluded
from lintrain.findings import FileReport, Finding, Problem
from lintrain.fixing import Change, Wanted, proven, repair
from lintrain.model.project import Project
from lintrain.notebooks import check_notebook, told_by_cell
from lintrain.rule import Rule, all_rules
from lintrain.screen import needles, screen
from lintrain.selection import UnknownRule, default_rules, ordered
from lintrain.source.notebook import Notebook, is_notebook, read_notebook
from lintrain.source.parsable import parses
from lintrain.source.reading import decode, read
from lintrain.source.suppression import mentions, named, suppress
from lintrain.source.writing import write

PARALLEL_FROM = 150_000
"""Bytes that must be analysed before starting processes pays (about 0.3 s of work on one core)."""

OnProgress = Callable[[int, int], None]
"""Called with how many files are done, and how many there are."""


class Fixes(Enum):
    """Which fixes to work out."""

    NONE = "none"
    SAFE = "safe"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found out."""

    files: tuple[FileReport, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    unwritten: tuple[Problem, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """All findings, sorted."""
        return sorted((f for file in self.files for f in file.findings), key=lambda finding: finding.sort_key)

    @property
    def problems(self) -> list[Problem]:
        """All that could not be checked, or whose fixes could not be written."""
        unchecked = (problem for file in self.files for problem in file.problems)
        return [*self.missing, *unchecked, *self.unwritten]

    @property
    def warnings(self) -> list[Problem]:
        """What is not as its author thinks, but hinders no check."""
        return [warning for file in self.files for warning in file.warnings]

    @property
    def checked(self) -> int:
        """How many files were checked to the end."""
        return sum(not file.problems for file in self.files)

    @property
    def suppressed(self) -> int:
        """How many findings comments have silenced."""
        return sum(file.suppressed for file in self.files)

    @property
    def applied(self) -> list[Finding]:
        """The findings whose fixes are in :attr:`changes`."""
        return [finding for change in self.changes for finding in change.applied]


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


Outcome = tuple[FileReport, Change | None]


def check_paths(
    paths: Sequence[str], settings: Settings, on_progress: OnProgress | None = None, fix: Fixes = Fixes.NONE
) -> Report:
    """Check files and directories; work out the fixes that ``fix`` asks for, without writing them."""
    found = discover(paths, settings)
    outcomes = dict(_run(found, settings, fix, on_progress or (lambda done, total: None)))
    files = _gathered([outcomes[path][0] for path in found.files], settings)
    changes = tuple(change for path in found.files if (change := outcomes[path][1]))
    return _report(files, changes, found.problems, found.skipped)


def check_source(path: str, data: bytes, settings: Settings, fix: Fixes = Fixes.NONE) -> Report:
    """Check one source that is in memory, as if it stood at ``path``."""
    report, change = _work(_job(path, data, settings, fix))
    return _report(_gathered([report], settings), (change,) if change else ())


def _gathered(reports: list[FileReport], settings: Settings) -> tuple[FileReport, ...]:
    """Return the reports with what each found in other files told where it stands, once."""
    by_path = {report.path: report for report in reports}
    for found in (elsewhere for report in reports for elsewhere in report.elsewhere):
        known = by_path.get(found.path)
        if known is None and is_excluded(found.path, settings):
            continue
        codes = {rule.code for rule in settings.rules_for(found.path)}
        there = {(f.span, f.code) for f in known.findings} if known else set()
        new = tuple(f for f in found.findings if f.code in codes and (f.span, f.code) not in there)
        told = replace(found, findings=new)
        told = suppress(told) if settings.suppressions else told
        by_path[found.path] = _joined(known, told) if known else told
    return tuple(report for report in by_path.values() if report.findings or report in reports)


def _joined(known: FileReport, more: FileReport) -> FileReport:
    findings = tuple(sorted((*known.findings, *more.findings), key=lambda f: f.sort_key))
    problems = dict.fromkeys((*known.problems, *more.problems))
    return replace(known, findings=findings, problems=tuple(problems), text=known.text or more.text)


def _report(
    files: Sequence[FileReport],
    changes: Sequence[Change],
    missing: tuple[Problem, ...] = (),
    skipped: tuple[Problem, ...] = (),
) -> Report:
    """Return a report in which files that nobody looked into count as skipped."""
    looked_into = tuple(file for file in files if not file.skipped)
    skipped += tuple(file.skipped for file in files if file.skipped)
    return Report(looked_into, tuple(changes), missing, skipped)


def write_changes(report: Report) -> Report:
    """Write the changes. A file that could not be written is a problem, and its findings remain."""
    failed: dict[str, FileReport] = {}
    unwritten: list[Problem] = []
    for change in report.changes:
        if problem := write(change.path, change.before, change.after):
            failed[change.path] = change.unfixed
            unwritten.append(problem)
    files = tuple(failed.get(file.path, file) for file in report.files)
    changes = tuple(change for change in report.changes if change.path not in failed)
    return replace(report, files=files, changes=changes, unwritten=tuple(unwritten))


def unmoved(report: Report) -> Report:
    """Return the report with what remains at its places in the files as they still are."""
    changes = {change.path: change for change in report.changes}
    files = [changes[f.path].left_in_place(f) if f.path in changes else f for f in report.files]
    return replace(report, files=tuple(files))


def _run(
    found: Discovery, settings: Settings, fix: Fixes, on_progress: OnProgress
) -> Iterator[tuple[str, Outcome]]:
    light: list[Job] = []
    heavy: list[Job] = []
    done, total = 0, len(found.files)
    for path in found.files:
        data = read(path)
        if isinstance(data, Problem):
            done += 1
            yield path, (FileReport(path, problems=(data,)), None)
        else:
            job = _job(path, data, settings, fix)
            (heavy if job.rules else light).append(job)
    for job, outcome in _outcomes(light, heavy, settings.workers):
        done += 1
        on_progress(done, total)
        yield job.path, outcome


def _outcomes(light: list[Job], heavy: list[Job], workers: int | None) -> Iterator[tuple[Job, Outcome]]:
    from lintrain.workers import cpu_count

    worth_it = len(heavy) > 1 and sum(len(job.data) for job in heavy) >= PARALLEL_FROM
    count = min(len(heavy), workers if workers is not None else cpu_count() if worth_it else 1)
    if count < 2:
        yield from ((job, _work(job)) for job in (*light, *heavy))
        return
    from lintrain.analysis import analyse
    from lintrain.workers import Pool

    analyse("", b"", ())  # imports all that it needs once, before workers are forked
    largest_first = sorted(heavy, key=lambda job: -len(job.data))
    with Pool(_work, largest_first, count, _died) as pool:
        yield from ((job, _work(job)) for job in light)
        yield from pool.results()


def _job(path: str, data: bytes, settings: Settings, fix: Fixes) -> Job:
    enabled = settings.rules_for(path)
    codes = frozenset(rule.code for rule in enabled)
    wanted = Wanted(codes, fix is not Fixes.SAFE, settings.suppressions)
    guard = ordered(default_rules().union(enabled))
    notebook = read_notebook(path, data) if is_notebook(path) else None
    seen = notebook.module.text.encode() if notebook else data
    return Job(path, seen, _screened(path, enabled, seen), guard, wanted, fix, notebook)


@cache
def _project() -> Project:
    """What this process has read: what one file imports, another imports too."""
    return Project(needles(all_rules()))


def _screened(path: str, rules: Sequence[type[Rule]], data: bytes) -> tuple[type[Rule], ...]:
    project = _project()
    reached = (
        frozenset[bytes]()
        if path == "-"
        else project.reach(project.scan(os.path.abspath(path), data).imports)
    )
    return screen(rules, data, reached)


def _died(job: Job) -> Outcome:
    return _failed(job.path, "the process doing it died"), None


def _failed(path: str, why: str) -> FileReport:
    return FileReport(path, problems=(Problem(path, f"cannot be checked: {why}"),))


def _work(job: Job) -> Outcome:
    """Check one file. A defect of lintrain itself is a problem of this file only, and is named."""
    try:
        if job.notebook:
            return _work_notebook(job, job.notebook), None
        seen = check_bytes(job.path, job.data, job.rules, suppressions=False)
        report = suppress(seen) if job.wanted.suppressions and seen.findings else seen
        report = _warned(job, report, job.data)
        if not job.wanted.fixable(report.findings):
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


def _work_notebook(job: Job, notebook: Notebook) -> FileReport:
    seen, module = check_notebook(job.path, notebook, job.rules, _project())
    report = suppress(seen) if job.wanted.suppressions and seen.findings else seen
    return told_by_cell(_warned(job, report, job.data), notebook, module)


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


def check_bytes(path: str, data: bytes, rules: Sequence[type[Rule]], suppressions: bool = True) -> FileReport:
    """Check one file's content with rules that have passed its screen."""
    if not rules and parses(data):
        return FileReport(path)
    from lintrain.analysis import analyse

    report = analyse(path, data, rules, _project())
    if report.problems:
        return replace(report, problems=tuple(map(_unparsable, report.problems)))
    return suppress(report) if suppressions else report


def _unparsable(problem: Problem) -> Problem:
    return replace(problem, message=f"cannot be parsed: {problem.message}")


def _judge(job: Job, seen: FileReport, data: bytes) -> FileReport:
    rules = _screened(job.path, job.guard, data)
    if data == job.data and rules == job.rules:
        return seen  # nobody needs to look again
    return check_bytes(job.path, data, rules, suppressions=False)
