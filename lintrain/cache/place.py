"""Where the cache of a project is, and what it is asked."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from lintrain.cache.asked import Configured
from lintrain.cache.identity import identity
from lintrain.cache.rooted import Rooted
from lintrain.cache.store import ENDING
from lintrain.source.hashing import digest

FOLDER = ".lintrain_cache"
VARIABLE = "LINTRAIN_CACHE_DIR"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one project's cache, and that project's root."""

    folder: str
    rooted: Rooted
    who: str

    def run(self, question: object) -> str:
        """Return the name of the file with the report on a run: elsewhere other folders are above it."""
        return self._name("run", [self.rooted.root, question])

    def files(self, settings: object) -> str:
        """Return the name of the file with what is known of single files under some settings."""
        outside = not self.folder.startswith(os.path.join(self.rooted.root, ""))
        whose = self.rooted.root if outside else ""  # several projects may share the folder
        return self._name("files", [whose, settings])

    def _name(self, kind: str, question: object) -> str:
        here = self.rooted.pack(os.path.join(os.getcwd(), ""))
        asked = json.dumps([self.who, here, question], default=repr)
        return f"lintrain-{kind}-{digest(asked.encode())}{ENDING}"


def folder_of(asked: Configured, given: str | None) -> str:
    """Return where a project keeps its cache: as ``given``, as the environment or the configuration says."""
    named = given or os.environ.get(VARIABLE)
    if named:
        return os.path.abspath(named)
    return os.path.join(asked.root, str(asked.setting("cache-dir") or FOLDER))


def place(folder: str, root: str) -> Place:
    """Return the place of a cache for this very program."""
    return Place(folder, Rooted(root), identity(folder))
