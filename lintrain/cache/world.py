"""All that some results depend on, as it was: files, listings of folders, what single paths are."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lintrain.cache.plain import Malformed
from lintrain.cache.rooted import Rooted
from lintrain.source.sights import Seen, Sights, Stamp, same_folder, still

ASKED: dict[str, Callable[[str], str | bool]] = {
    "exists": os.path.lexists,
    "is_folder": os.path.isdir,
    "real": os.path.realpath,
}


@dataclass(slots=True)
class World:
    """What was seen, by absolute path. ``moved`` are files whose stamps have changed and nothing else."""

    files: dict[str, Seen] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    facts: dict[tuple[str, str], str | bool] = field(default_factory=dict)
    moved: bool = False

    @classmethod
    def of(cls, sights: Sights) -> World:
        """Return what has been seen."""
        return cls(dict(sights.files), dict(sights.folders), dict(sights.facts))

    def update(self, sights: Sights) -> None:
        """Add what has been seen since; it counts more."""
        self.files |= sights.files
        self.folders |= sights.folders
        self.facts |= sights.facts

    def places_are_same(self) -> bool:
        """Tell whether every name leads where it led."""
        try:
            same = all(ASKED[ask](path) == answer for (ask, path), answer in self.facts.items())
        except ValueError:  # no path of this system
            return False
        return same and all(same_folder(folder, text) for folder, text in self.folders.items())

    def files_are_same(self) -> bool:
        """Tell whether every file has the content that it had."""
        for path, seen in self.files.items():
            now = still(path, seen)
            if now is None:
                return False
            if now is not seen:
                self.files[path], self.moved = now, True
        return True

    def plain(self, rooted: Rooted) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return {
            "files": {rooted.pack(path): plain_seen(seen) for path, seen in self.files.items()},
            "folders": {rooted.pack(path): text for path, text in self.folders.items()},
            "facts": [
                [ask, rooted.pack(path), rooted.pack(told) if isinstance(told, str) else told]
                for (ask, path), told in self.facts.items()
            ],
        }

    @classmethod
    def restored(cls, plain: object, rooted: Rooted) -> World:
        """Return what :meth:`plain` was made of. Raises :class:`Malformed`."""
        table = _table(plain)
        files, folders, facts = _table(table.get("files")), _table(table.get("folders")), table.get("facts")
        if not isinstance(facts, list) or not all(type(text) is str for text in folders.values()):
            raise Malformed("world")
        return cls(
            {rooted.unpack(path): seen_of(value) for path, value in files.items()},
            {rooted.unpack(path): text for path, text in folders.items()},
            dict(_fact(fact, rooted) for fact in facts),
        )


def plain_seen(seen: Seen) -> list[object]:
    """Return how a file looked as JSON can hold it."""
    return [*(seen.stamp or ()), seen.when, seen.digest]


def seen_of(value: object) -> Seen:
    """Return how a file looked. Raises :class:`Malformed`."""
    match value:
        case [int() as a, int() as b, int() as c, int() as d, int() as when, (str() | None) as digest]:
            return Seen(Stamp(a, b, c, d), when, digest)
        case [int() as when, None]:
            return Seen(None, when, None)
    raise Malformed("seen")


def _fact(value: object, rooted: Rooted) -> tuple[tuple[str, str], str | bool]:
    match value:
        case ["real", str() as path, str() as answer]:
            return ("real", rooted.unpack(path)), rooted.unpack(answer)
        case ["exists" | "is_folder" as ask, str() as path, bool() as answer]:
            return (ask, rooted.unpack(path)), answer
    raise Malformed("fact")


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("table")
    return value
