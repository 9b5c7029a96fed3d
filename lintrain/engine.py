"""From paths to a report: find, read, screen, analyse, suppress; in parallel where it pays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lintrain.config import Settings
from lintrain.discovery import Discovery, discover
from lintrain.findings import FileReport, Finding, Problem
from lintrain.fixing import Change
from lintrain.gathering import gathered
from lintrain.jobs import Job, Outcome, apart, died, job_for, look_again, project_for, work
from lintrain.jobs import work as tried
from lintrain.report import Fixes, Report
from lintrain.source.hashing import digest
from lintrain.source.in_place import unfinished
from lintrain.source.reading import read
from lintrain.source.sights import Seen, look

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lintrain.cache.cache import Cache
    from lintrain.cache.entries import Entries
    from lintrain.model.project import Project

PARALLEL_FROM = 150_000
"""Bytes that must be analysed before starting processes pays (about 0.3 s of work on one core)."""

OnProgress = Callable[[int, int], None]
"""Called with how many files are done, and how many there are."""


class Session:
    """Checks again and again. A file is analysed anew only if it, or what it asked of others, has changed.

    ``unsaved`` is what stands in files for those who import them, by absolute path, whatever the disk says.
    What other processes found is used if there is a ``cache``. An ``executor`` does what must be analysed.
    """

    def __init__(
        self,
        unsaved: Mapping[str, bytes] | None = None,
        cache: Cache | None = None,
        executor: Executor | None = None,
    ) -> None:
        self._executor = executor
        self._unsaved: Mapping[str, bytes] = {} if unsaved is None else unsaved
        self._known: dict[str, tuple[Job, Outcome]] = {}
        self._cache = cache
        self._here = os.getcwd()

    def check(
        self,
        paths: Sequence[str],
        settings: Settings,
        on_progress: OnProgress | None = None,
        fix: Fixes = Fixes.NONE,
    ) -> Report:
        """Check files and directories; work out the fixes that ``fix`` asks for, without writing them."""
        project = self._begin(settings)
        if self._cache:
            self._cache.make()
        found = discover(paths, settings, project.sights)
        kept = self._cache.open(settings, project) if self._cache else None
        outcomes = dict(self._run(found, settings, fix, on_progress or (lambda done, total: None), kept))
        reports = {path: outcomes[path][0] for path in found.files}
        changes = {path: change for path in found.files if (change := outcomes[path][1])}
        reports = _together(reports, changes, settings, fix, found, {})
        files = gathered(list(reports.values()), settings)
        report = _report(files, _in_order(changes), found.problems, found.skipped)
        if self._cache and kept:
            self._cache.close(kept, report, settings, fix)
        return replace(report, because=reports, found=found)

    def check_source(self, path: str, data: bytes, settings: Settings, fix: Fixes = Fixes.NONE) -> Report:
        """Check one source that is in memory, as if it stood at ``path``."""
        self._begin(settings)
        job = job_for(path, data, settings, fix)
        report, change = self._kept(job) or self._keep(job, work(job))
        changes = {path: change} if change else {}
        reports = _together({path: report}, changes, settings, fix, Discovery(), {path: data})
        return _report(gathered(list(reports.values()), settings), _in_order(changes))

    def look(self, path: str, data: bytes, settings: Settings, fix: Fixes) -> FileReport:
        """Return what is found because of one source in memory, in it and elsewhere, as it is found.

        This is how fixes over several files are tried; what comes of it is not kept.
        """
        with apart():
            self._begin(settings)
            return tried(job_for(path, data, settings, fix))[0]

    def forget(self, path: str) -> None:
        """Keep nothing of a file."""
        self._known.pop(path, None)

    def _begin(self, settings: Settings) -> Project:
        mine = project_for(settings.events)
        look_again(self._unsaved)
        if self._here != os.getcwd():  # paths are told relative to it
            self._here = os.getcwd()
            self._known.clear()
        return mine

    def _kept(self, job: Job) -> Outcome | None:
        known, outcome = self._known.get(job.path, (None, None))
        if known != job or outcome is None or outcome[0].problems:
            return None
        return outcome if project_for(job.events).still(outcome[0].answers) else None

    def _keep(self, job: Job, outcome: Outcome) -> Outcome:
        self._known[job.path] = (job, outcome)
        return outcome

    def _run(
        self,
        found: Discovery,
        settings: Settings,
        fix: Fixes,
        on_progress: OnProgress,
        cache: Entries | None,
    ) -> Iterator[tuple[str, Outcome]]:
        jobs: list[Job] = []
        seen: dict[str, Seen] = {}
        owns: dict[str, Settings] = {}
        for path in found.files:
            own = settings.of(path)
            own = own.locked() if path in found.outside else own
            left = unfinished(path)
            if cache and not left and (report := cache.kept(path, own, fix)):
                yield path, (report, None)
                continue
            looked, data = look(path), left or read(path)
            if isinstance(data, Problem):
                yield path, (FileReport(path, problems=(data,)), None)
                continue
            job = job_for(path, data, own, fix)
            if kept := self._kept(job):
                yield path, kept
            else:
                jobs.append(job)
                seen[path], owns[path] = Seen(*looked, digest(data)), own
        done = len(found.files) - len(jobs)
        for job, outcome in _outcomes(jobs, settings.workers, self._executor):
            done += 1
            on_progress(done, len(found.files))
            if cache:
                cache.keep(job, owns[job.path], seen[job.path], outcome)
            yield job.path, self._keep(job, outcome)


def check_paths(
    paths: Sequence[str],
    settings: Settings,
    on_progress: OnProgress | None = None,
    fix: Fixes = Fixes.NONE,
    cache: Cache | None = None,
    executor: Executor | None = None,
) -> Report:
    """Check files and directories once: see :meth:`Session.check`."""
    return Session(cache=cache, executor=executor).check(paths, settings, on_progress, fix)


def check_source(path: str, data: bytes, settings: Settings, fix: Fixes = Fixes.NONE) -> Report:
    """Check one source in memory once: see :meth:`Session.check_source`."""
    return Session().check_source(path, data, settings, fix)


def fix_one(path: str, data: bytes, settings: Settings, finding: Finding) -> bytes | None:
    """Return ``data`` with one finding repaired; ``None`` where its fix fails its transaction."""
    job = job_for(path, data, settings, Fixes.ALL)
    wanted = replace(job.wanted, only=frozenset(((finding.code, finding.span),)))
    _, change = work(replace(job, wanted=wanted))
    return change.after if change else None


def _together(
    reports: dict[str, FileReport],
    changes: dict[str, Change],
    settings: Settings,
    fix: Fixes,
    found: Discovery,
    given: Mapping[str, bytes],
) -> dict[str, FileReport]:
    """Try, or apply, the fixes that more than one file has to do with. Only what was found may be edited."""
    from lintrain.together import Together, concerned

    if fix is Fixes.UNASKED or not any(map(concerned, reports.values())):
        return reports
    together = Together(settings, reports, changes, found.inside, found.outside, given)
    if fix is Fixes.NONE:
        together.prove()
    else:
        together.repair(fix is Fixes.ALL)
    return {report.path: report for report in together.told()}


def _in_order(changes: Mapping[str, Change]) -> tuple[Change, ...]:
    return tuple(changes[path] for path in sorted(changes))


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


def _outcomes(
    jobs: list[Job], workers: int | None, executor: Executor | None
) -> Iterator[tuple[Job, Outcome]]:
    from lintrain.workers import cpu_count

    light, heavy = [job for job in jobs if not job.rules], [job for job in jobs if job.rules]
    if executor:
        from lintrain.elsewhere import outcomes

        yield from ((job, work(job)) for job in light)
        yield from outcomes(heavy, executor)
        return
    worth_it = len(heavy) > 1 and sum(len(job.data) for job in heavy) >= PARALLEL_FROM
    count = min(len(heavy), workers if workers is not None else cpu_count() if worth_it else 1)
    if count < 2:
        yield from ((job, work(job)) for job in (*light, *heavy))
        return
    from lintrain.analysis import prepare
    from lintrain.workers import Pool

    prepare()
    largest_first = sorted(heavy, key=lambda job: -len(job.data))
    with Pool(work, largest_first, count, died) as pool:
        yield from ((job, work(job)) for job in light)
        yield from pool.results()
