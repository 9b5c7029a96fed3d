"""The report of a whole run, told again if nothing that it looked at has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lintrain.cache.kept import Kept, kept, told
from lintrain.cache.place import Place
from lintrain.cache.plain import Malformed, plain, restored
from lintrain.cache.store import load, save
from lintrain.cache.world import World
from lintrain.findings import FileReport, Problem
from lintrain.report import Report


def recall(place: Place, question: object) -> Report | None:
    """Return the report on a run that would come to the same now; ``None`` where it might not."""
    name = place.run(question)
    found = load(os.path.join(place.folder, name))
    if not isinstance(found, dict):
        return None
    try:
        world = World.restored(found.get("world"), place.rooted)
        if not world.places_are_same() or not world.files_are_same():
            return None
        report = _report(found, place)
    except Malformed:
        return None
    if world.moved:
        save(place.folder, name, found | {"world": world.plain(place.rooted)})
    return report


def remember(place: Place, question: object, report: Report, world: World) -> None:
    """Keep a report, if everything could be checked and nothing is to be changed."""
    if report.problems or report.changes or not report.files:
        return
    files = [_file(file, place) for file in report.files]
    skipped = plain(report.skipped, place.rooted)
    value = {"files": files, "skipped": skipped, "world": world.plain(place.rooted)}
    save(place.folder, place.run(question), value)


def _file(report: FileReport, place: Place) -> object:
    """Return a report, or only the path of a file of which there is nothing to tell."""
    if report == FileReport(report.path):
        return place.rooted.pack_shown(report.path)
    return plain(kept(report), place.rooted)


def _report(found: dict[str, object], place: Place) -> Report:
    files, rooted = found.get("files"), place.rooted
    if not isinstance(files, list):
        raise Malformed("files")
    reports = [
        FileReport(rooted.unpack_shown(file)) if isinstance(file, str) else told(restored(Kept, file, rooted))
        for file in files
    ]
    skipped: Sequence[Problem] = restored(tuple[Problem, ...], found.get("skipped"), rooted)
    return Report(tuple(reports), skipped=tuple(skipped))
