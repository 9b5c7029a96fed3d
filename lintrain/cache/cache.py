"""The cache of one project, as one run uses it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from lintrain.cache.asked import Configured, note_configurations
from lintrain.cache.place import Place, folder_of, place
from lintrain.cache.runs import recall, remember
from lintrain.cache.store import make

if TYPE_CHECKING:
    from lintrain.cache.entries import Entries
    from lintrain.config import Settings
    from lintrain.model.project import Project
    from lintrain.report import Fixes, Report


class Cache:
    """What was found by earlier runs, and will be by this one.

    ``options`` are all that decides what is checked and found, besides the configuration and the disk.
    """

    def __init__(
        self, asked: Configured, paths: Sequence[str], given: str | None, options: Mapping[str, object]
    ) -> None:
        self._asked = asked
        self._since = time.time_ns()
        self._place: Place = place(folder_of(asked, given), asked.root)
        self._question = [list(map(self._place.rooted.pack, paths)), sorted(options.items()), asked.tables]
        self._is_asked_again = any(map(os.path.isdir, paths))

    @property
    def output_format(self) -> str:
        """How the configuration wants findings to be shown."""
        return str(self._asked.setting("output-format") or "full")

    @property
    def is_adopting(self) -> bool:
        """Whether the configuration wants more to be done with what is found than to tell it."""
        return any(map(self._asked.setting, ("baseline", "report-unused-ignores")))

    def recall(self) -> Report | None:
        """Return the report that this run would come to, if an earlier one has."""
        return recall(self._place, self._question) if self._is_asked_again else None

    def make(self) -> None:
        """Make the folder, before anybody looks at the one that it is in."""
        with suppress(OSError):  # a cache that cannot be written only costs time
            make(self._place.folder)

    def open(self, settings: Settings, project: Project) -> Entries:
        """Return what is kept of single files."""
        from lintrain.cache.entries import Entries

        return Entries(self._place, settings, project)

    def close(self, entries: Entries, report: Report, settings: Settings, fix: Fixes) -> None:
        """Keep what is new."""
        entries.save()
        checked = fix.value == "none" or not report.findings
        checked = checked and any(rule.static for rule in settings.asked)  # else there is a warning to give
        if checked and entries.certain and self._is_asked_again and self._note(entries, settings):
            remember(self._place, self._question, report, entries.world())

    def _note(self, entries: Entries, settings: Settings) -> bool:
        folders = settings.nearest.folders if settings.nearest else ()
        return note_configurations(folders, entries.sights, self._since)
