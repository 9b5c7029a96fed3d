"""What came of single files, and what their analyses asked: used again where the answers are the same."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from lintrain.cache.contents import kept_contents, restore_contents, wanted_of
from lintrain.cache.kept import Kept, kept, told
from lintrain.cache.place import Place
from lintrain.cache.plain import Malformed, plain, restored
from lintrain.cache.questions import Questions
from lintrain.cache.rooted import Rooted
from lintrain.cache.store import load, save
from lintrain.cache.world import World, plain_seen, seen_of
from lintrain.config import ForFiles, Settings
from lintrain.findings import FileReport
from lintrain.jobs import Job, Outcome
from lintrain.model.project import Project
from lintrain.report import Fixes
from lintrain.source.hashing import digest
from lintrain.source.imports import Wanted
from lintrain.source.sights import Seen, Sights, still

MOST = 50_000
"""Files of which something is kept: those that were checked last."""

CLEAN = 0
"""Stands for a report with nothing in it."""


@dataclass(slots=True)
class Entry:
    """One file as it was; what its imports led to; what else was asked; its report; the settings for it."""

    seen: Seen
    imports: tuple[Wanted, ...]
    reached: str
    questions: list[int]
    report: object

    settings: str

    def plain(self, numbers: dict[int, int]) -> list[object]:
        """Return it as JSON can hold it, its questions numbered anew."""
        questions = [numbers[number] for number in self.questions]
        return [plain_seen(self.seen), self.imports, self.reached, questions, self.report, self.settings]


class Entries:
    """What is kept of a project's files under certain settings. Loaded for one run of a project."""

    def __init__(self, place: Place, settings: Settings, project: Project) -> None:
        self._place, self._project = place, project
        self._settings = settings
        self._keys: dict[int, tuple[Settings, str, bool]] = {}
        self._name = place.files(self._key(settings))
        self._entries: dict[str, Entry] = {}
        self._world = World()
        self._questions = Questions(place.rooted)
        self._changed = False
        self.certain = True
        """Whether nothing was seen to change while it was looked at."""
        try:
            self._load()
        except Malformed:
            self._entries, self._world = {}, World()
            self._questions = Questions(place.rooted)

    def _load(self) -> None:
        found = load(os.path.join(self._place.folder, self._name))
        if not isinstance(found, dict):
            return
        rooted = self._place.rooted
        world = World.restored(found.get("world"), rooted)
        self._questions.restore(found.get("questions"))
        files = found.get("files")
        if not isinstance(files, dict):
            raise Malformed("files")
        entries = {rooted.unpack(path): _entry(row, len(self._questions)) for path, row in files.items()}
        same = restore_contents(found.get("contents"), self._project, rooted)
        here = found.get("root") == rooted.root  # elsewhere other folders are above it
        if here and same and world.places_are_same():
            self._entries, self._world = entries, world
        else:
            self._changed = True
            self._entries = {path: entry for path, entry in entries.items() if self._is_still(path, entry)}

    def _is_still(self, path: str, entry: Entry) -> bool:
        """Tell whether all that an entry depends on is as it was, except for the file itself."""
        reached = self._project.reached(path, entry.imports)
        return reached == entry.reached and self._questions.still(entry.questions, self._project)

    @property
    def sights(self) -> Sights:
        """What has been seen in this run."""
        return self._project.sights

    def kept(self, path: str, settings: Settings, fix: Fixes) -> FileReport | None:
        """Return the report on a file that has not changed; not where something could be fixed."""
        absolute = os.path.abspath(path)
        entry = self._entries.get(absolute)
        if entry is None or (fix is not Fixes.NONE and entry.report != CLEAN):
            return None
        if entry.settings != self._key(settings) or not self._is_ours(settings):
            return None
        now = still(absolute, entry.seen)
        if now is None:
            return None
        try:
            report = _report(path, entry, self._place)
        except Malformed:
            return None
        if now is not entry.seen:
            entry.seen, self._changed = now, True
        self.sights.files[absolute] = now
        return report

    def keep(self, job: Job, settings: Settings, seen: Seen, outcome: Outcome) -> None:
        """Keep what came of a job. What could not be checked is not kept, nor what fixes have left."""
        report, change = outcome
        absolute = os.path.abspath(job.path)
        self.sights.files[absolute] = seen
        ours = self._is_ours(settings)
        questions = self._questions.numbers(report.answers, self._project) if ours else None
        if questions is None:
            self.certain = False
        elif not report.problems and (job.fix is Fixes.NONE or not (change or report.findings)):
            shown = CLEAN if report == FileReport(job.path) else plain(kept(report), self._place.rooted)
            reached = self._project.reached(absolute, job.imports)
            self._entries.pop(absolute, None)
            entry = Entry(seen, job.imports, reached, questions, shown, self._key(settings))
            self._entries[absolute] = entry
            self._changed = True

    def _is_ours(self, settings: Settings) -> bool:
        """Tell whether our project answers, and only lintrain's own rules ask.

        Where a folder says something else of wrappers, another project does; what other rules depend on,
        nobody knows.
        """
        return self._known(settings)[2] and settings.events == self._settings.events

    def _key(self, settings: Settings) -> str:
        """Return a hash of all that decides about findings in a file."""
        return self._known(settings)[1]

    def _known(self, settings: Settings) -> tuple[Settings, str, bool]:
        """Return the hash of some settings, and whether all their rules are lintrain's own."""
        known = self._keys.get(id(settings))
        if known is None:
            own = all(rule.__module__.startswith("lintrain.") for rule in settings.rules)
            known = self._keys[id(settings)] = settings, _key(settings, self._place.rooted), own
        return known

    def world(self) -> World:
        """Return all that has been seen in this run, and all that what was kept depends on."""
        world = World(dict(self._world.files), dict(self._world.folders), dict(self._world.facts))
        world.update(self._project.sights)
        return world

    def save(self) -> None:
        """Write it down, if there is anything new."""
        if not self._changed:
            return
        rooted = self._place.rooted
        entries = dict(list(self._entries.items())[-MOST:])
        used = sorted({number for entry in entries.values() for number in entry.questions})
        numbers = {number: index for index, number in enumerate(used)}
        world = self.world()
        world.files = {}
        value = {
            "root": rooted.root,
            "world": world.plain(rooted),
            "questions": self._questions.plain(used),
            "contents": kept_contents(self._project, rooted),
            "files": {rooted.pack(path): entry.plain(numbers) for path, entry in entries.items()},
        }
        save(self._place.folder, self._name, value)


def _report(path: str, entry: Entry, place: Place) -> FileReport:
    if entry.report == CLEAN:
        return FileReport(path)
    return told(restored(Kept, entry.report, place.rooted))


def _entry(row: object, questions: int) -> Entry:
    match row:
        case [seen, imports, str() as reached, list() as numbers, report, str() as settings]:
            if all(type(number) is int and 0 <= number < questions for number in numbers):
                return Entry(seen_of(seen), wanted_of(imports), reached, numbers, report, settings)
    raise Malformed("entry")


def _key(settings: Settings, rooted: Rooted) -> str:
    fixes = settings.fixes
    decided = [
        [rule.code for rule in settings.rules],
        [_for_files(table, rooted) for table in (settings.per_file_ignores, settings.per_file_select)],
        [settings.ignored, settings.extended, settings.min_severity.value, settings.suppressions],
        [None if fixes.fixable is None else sorted(fixes.fixable), sorted(fixes.safe), sorted(fixes.unsafe)],
        [fixes.locked, settings.events],
    ]
    return digest(json.dumps(decided).encode())


def _for_files(table: ForFiles, rooted: Rooted) -> object:
    return [(rooted.pack(patterns.base), patterns.lines, inside, keys) for patterns, inside, keys in table]
