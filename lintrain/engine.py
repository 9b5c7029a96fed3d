"""From paths to a report: find, read, screen, analyse, suppress; in parallel where it pays."""

from __future__ import annotations

import os
import threading
import tokenize
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

from lintrain import packs
from lintrain.config import Settings
from lintrain.discovery import Discovery, discover, is_excluded
from lintrain.drafts import Draft
from lintrain.findings import FileReport, Finding, Problem
from lintrain.fix_policy import OUTSIDE
from lintrain.fixing import Change, Wanted, proven, repair
from lintrain.model.dialects import Events
from lintrain.model.project import Project
from lintrain.notebooks import check_notebook, fixed_by_cell, in_module, told_by_cell
from lintrain.rule import Rule, all_rules, static_rules
from lintrain.screen import needles, screen, starts
from lintrain.selection import UnknownRule, default_rules, ordered
from lintrain.source.in_place import unfinished
from lintrain.source.notebook import Notebook, is_notebook, read_notebook
from lintrain.source.parsable import parses
from lintrain.source.reading import decode, read
from lintrain.source.suppression import mentions, named, suppress

PARALLEL_FROM = 150_000
"""Bytes that must be analysed before starting processes pays (about 0.3 s of work on one core)."""

OnProgress = Callable[[int, int], None]
"""Called with how many files are done, and how many there are."""


class Fixes(Enum):
    """Which fixes to work out."""

    UNASKED = "unasked"
    """Findings come without fixes, and sooner."""
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
    notes: tuple[str, ...] = ()
    """What else is to be said at the end."""

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
    events: Events = ()
    plugins: tuple[str, ...] = ()

    @property
    def fixes(self) -> bool:
        """Whether findings come with fixes."""
        return self.fix is not Fixes.UNASKED


Outcome = tuple[FileReport, Change | None]


class Session:
    """Checks again and again. A file is analysed anew only if it, or what it asked of others, has changed.

    ``unsaved`` is what stands in files for those who import them, by absolute path, whatever the disk says.
    """

    def __init__(self, unsaved: Mapping[str, bytes] | None = None) -> None:
        self._unsaved: Mapping[str, bytes] = {} if unsaved is None else unsaved
        self._known: dict[str, tuple[Job, Outcome]] = {}
        self._here = os.getcwd()

    def check(
        self,
        paths: Sequence[str],
        settings: Settings,
        on_progress: OnProgress | None = None,
        fix: Fixes = Fixes.NONE,
    ) -> Report:
        """Check files and directories; work out the fixes that ``fix`` asks for, without writing them."""
        self._begin(settings)
        found = discover(paths, settings)
        outcomes = dict(self._run(found, settings, fix, on_progress or (lambda done, total: None)))
        files = _gathered([outcomes[path][0] for path in found.files], settings)
        changes = tuple(change for path in found.files if (change := outcomes[path][1]))
        return _report(files, changes, found.problems, found.skipped)

    def check_source(self, path: str, data: bytes, settings: Settings, fix: Fixes = Fixes.NONE) -> Report:
        """Check one source that is in memory, as if it stood at ``path``."""
        self._begin(settings)
        job = _job(path, data, settings, fix)
        report, change = self._kept(job) or self._keep(job, _work(job))
        return _report(_gathered([report], settings), (change,) if change else ())

    def forget(self, path: str) -> None:
        """Keep nothing of a file."""
        self._known.pop(path, None)

    def _begin(self, settings: Settings) -> None:
        _project(settings.events)
        _local.unsaved = self._unsaved
        for project in _local.projects.values():
            project.look_again(self._unsaved)
        if self._here != os.getcwd():  # paths are told relative to it
            self._here = os.getcwd()
            self._known.clear()

    def _kept(self, job: Job) -> Outcome | None:
        known, outcome = self._known.get(job.path, (None, None))
        if known != job or outcome is None or outcome[0].problems:
            return None
        return outcome if _project(job.events).still(outcome[0].answers) else None

    def _keep(self, job: Job, outcome: Outcome) -> Outcome:
        self._known[job.path] = (job, outcome)
        return outcome

    def _run(
        self, found: Discovery, settings: Settings, fix: Fixes, on_progress: OnProgress
    ) -> Iterator[tuple[str, Outcome]]:
        jobs: list[Job] = []
        total = len(found.files)
        for path in found.files:
            data = unfinished(path) or read(path)
            own = _locked(settings.of(path)) if path in found.outside else settings
            job = data if isinstance(data, Problem) else _job(path, data, own, fix)
            if isinstance(job, Problem):
                yield path, (FileReport(path, problems=(job,)), None)
            elif kept := self._kept(job):
                yield path, kept
            else:
                jobs.append(job)
        done = total - len(jobs)
        for job, outcome in _outcomes(jobs, settings.workers):
            done += 1
            on_progress(done, total)
            yield job.path, self._keep(job, outcome)


def check_paths(
    paths: Sequence[str], settings: Settings, on_progress: OnProgress | None = None, fix: Fixes = Fixes.NONE
) -> Report:
    """Check files and directories once: see :meth:`Session.check`."""
    return Session().check(paths, settings, on_progress, fix)


def check_source(path: str, data: bytes, settings: Settings, fix: Fixes = Fixes.NONE) -> Report:
    """Check one source in memory once: see :meth:`Session.check_source`."""
    return Session().check_source(path, data, settings, fix)


def fix_one(path: str, data: bytes, settings: Settings, finding: Finding) -> bytes | None:
    """Return ``data`` with one finding repaired; ``None`` where its fix fails its transaction."""
    job = _job(path, data, settings, Fixes.ALL)
    wanted = replace(job.wanted, only=frozenset(((finding.code, finding.span),)))
    _, change = _work(replace(job, wanted=wanted))
    return change.after if change else None


def _gathered(reports: list[FileReport], settings: Settings) -> tuple[FileReport, ...]:
    """Return the reports with what each found in other files told where it stands, once."""
    by_path = {report.path: report for report in reports}
    elsewhere: dict[str, list[FileReport]] = {}
    for found in (found for report in reports for found in report.elsewhere):
        elsewhere.setdefault(found.path, []).append(found)
    for path, several in elsewhere.items():
        known = by_path.get(path)
        if known is not None or not is_excluded(path, settings):
            told = _told(several, known, settings)
            if known is not None or told.findings or told.suppressed:
                by_path[path] = _joined(known, told) if known else told
    return tuple(by_path.values())


def _told(several: list[FileReport], known: FileReport | None, settings: Settings) -> FileReport:
    """Return what several files found in one other, less what is known, switched off or suppressed."""
    there = {(f.span, f.code) for f in known.findings} if known else set()
    wanted = settings.told(several[0].path, (f for report in several for f in report.findings))
    found = {(f.span, f.code): f for f in wanted}
    new = sorted((f for key, f in found.items() if key not in there), key=lambda f: f.sort_key)
    told = replace(several[0], findings=tuple(new))
    return suppress(told) if settings.suppressions else told


def _joined(known: FileReport, more: FileReport) -> FileReport:
    findings = tuple(sorted((*known.findings, *more.findings), key=lambda f: f.sort_key))
    problems = tuple(dict.fromkeys((*known.problems, *more.problems)))
    suppressed, text = known.suppressed + more.suppressed, known.text or more.text
    return replace(known, findings=findings, problems=problems, suppressed=suppressed, text=text)


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


def _outcomes(jobs: list[Job], workers: int | None) -> Iterator[tuple[Job, Outcome]]:
    from lintrain.workers import cpu_count

    light, heavy = [job for job in jobs if not job.rules], [job for job in jobs if job.rules]
    worth_it = len(heavy) > 1 and sum(len(job.data) for job in heavy) >= PARALLEL_FROM
    count = min(len(heavy), workers if workers is not None else cpu_count() if worth_it else 1)
    if count < 2:
        yield from ((job, _work(job)) for job in (*light, *heavy))
        return
    from lintrain.analysis import prepare
    from lintrain.workers import Pool

    prepare()
    largest_first = sorted(heavy, key=lambda job: -len(job.data))
    with Pool(_work, largest_first, count, _died) as pool:
        yield from ((job, _work(job)) for job in light)
        yield from pool.results()


def _locked(settings: Settings) -> Settings:
    return replace(settings, fixes=replace(settings.fixes, locked=OUTSIDE))


def _job(path: str, data: bytes, settings: Settings, fix: Fixes) -> Job:
    settings = settings.of(path)
    enabled = _static(settings.rules_for(path))
    codes = frozenset(rule.code for rule in enabled)
    wanted = Wanted(
        codes, fix is not Fixes.SAFE, settings.suppressions, settings.min_severity, settings.fixes
    )
    guard = ordered({*_static(default_rules()), *enabled})
    notebook = read_notebook(path, data) if is_notebook(path) else None
    seen = notebook.module.text.encode() if notebook else data
    screened = _screened(path, enabled, seen, settings.events)
    return Job(path, seen, screened, guard, wanted, fix, notebook, settings.events, packs.chosen())


def _static(rules: Iterable[type[Rule]]) -> tuple[type[Rule], ...]:
    """Return the rules by which source is judged."""
    return tuple(rule for rule in rules if rule.static)


_local = threading.local()


def _project(events: Events = ()) -> Project:
    """What this thread has read: what one file imports, another imports too."""
    if not hasattr(_local, "projects"):
        _local.projects = {}
    projects: dict[tuple[Events, tuple[str, ...]], Project] = _local.projects
    key = (events, packs.chosen())
    if key not in projects:
        projects[key] = Project(needles(static_rules()), events)
        projects[key].look_again(getattr(_local, "unsaved", None))  # a folder may have rows of its own
    return projects[key]


def _screened(path: str, rules: Sequence[type[Rule]], data: bytes, events: Events) -> tuple[type[Rule], ...]:
    follows = path != "-" and starts(data)
    reached = _project(events).reach(os.path.abspath(path), data) if follows else frozenset[bytes]()
    return screen(rules, data, reached, events)


def _died(job: Job) -> Outcome:
    return _failed(job.path, "the process doing it died"), None


def _failed(path: str, why: str) -> FileReport:
    return FileReport(path, problems=(Problem(path, f"cannot be checked: {why}"),))


def _work(job: Job) -> Outcome:
    """Check one file, and note what the result depends on."""
    packs.use(job.plugins)
    with _project(job.events).recording() as answers:
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
    seen, module = check_notebook(job.path, notebook, job.rules, _project(job.events), job.fixes)
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

    report = analyse(path, data, rules, _project(events), fixes)
    if report.problems:
        return replace(report, problems=tuple(map(_unparsable, report.problems)))
    return suppress(report) if suppressions else report


def _unparsable(problem: Problem) -> Problem:
    return replace(problem, message=f"cannot be parsed: {problem.message}")


def _judge(job: Job, seen: FileReport, data: bytes) -> FileReport:
    rules = _screened(job.path, job.guard, data, job.events)
    if data != job.data or rules != job.rules:
        seen = check_bytes(job.path, data, rules, suppressions=False, events=job.events)
    return job.wanted.policy.heeded(seen)
