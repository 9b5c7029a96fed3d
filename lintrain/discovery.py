"""From the paths on the command line to the files to check.

A file that is given is always checked. A directory is walked for ``*.py``, ``*.pyw`` and ``*.ipynb``, less
what ``exclude`` and ``.gitignore`` files name. Directories behind symbolic links are not entered, so that
loops are harmless; a file that is reached twice is checked once. The order is always the same. What a link
found in a directory leads to is checked wherever it is, and never fixed outside of the directories given.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from lintrain.config import Settings
from lintrain.findings import Problem
from lintrain.source.paths import display, parents
from lintrain.source.patterns import Patterns
from lintrain.source.reading import not_regular, reason
from lintrain.source.sights import SUFFIXES, Sights, look

Layers = tuple[Patterns, ...]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files to check; what cannot be checked; what was passed over, and why. All sorted.

    ``outside`` are those of the files that are links out of the directories in which they were found.
    """

    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    outside: frozenset[str] = frozenset()

    @property
    def inside(self) -> frozenset[str]:
        """The files that may be changed."""
        return frozenset(self.files) - self.outside


def discover(paths: Sequence[str], settings: Settings, sights: Sights | None = None) -> Discovery:
    """Find the files to check."""
    walk = _Walk(settings, sights or Sights())
    for path in paths:
        walk.given(path)
    return walk.result()


def is_excluded(path: str, settings: Settings) -> bool:
    """Tell whether the settings exclude a file, or a folder above it."""
    return _Walk(settings, Sights()).excludes(os.path.abspath(path))


class _Walk:
    def __init__(self, settings: Settings, sights: Sights) -> None:
        self._sights = sights
        self._settings = settings
        self._gitignore = settings.respect_gitignore
        self._force_exclude = settings.force_exclude
        self._files: dict[str, str] = {}
        self._links: list[tuple[str, str]] = []
        self._roots: list[str] = []
        self._problems: list[Problem] = []
        self._skipped: list[Problem] = []

    def result(self) -> Discovery:
        outside: set[str] = set()
        for real, path in sorted(self._links):
            if self._files.setdefault(real, path) == path and not self._is_inside(real):
                outside.add(path)
        shard = self._settings.shard
        by_path = sorted(path for path in self._files.values() if shard is None or shard.has(path))
        skipped = [each for each in self._skipped if shard is None or shard.has(each.path)]
        return Discovery(tuple(by_path), _sorted(self._problems), _sorted(skipped), frozenset(outside))

    def _is_inside(self, real: str) -> bool:
        return any(real.startswith(os.path.join(root, "")) for root in self._roots)

    def given(self, path: str) -> None:
        absolute, shown = os.path.abspath(path), display(path)
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            self._problems.append(Problem(path, "does not exist"))
        except (OSError, ValueError) as error:
            self._problems.append(Problem(path, f"cannot be read: {reason(error)}"))
        else:
            if self._force_exclude and self._is_excluded(absolute, stat.S_ISDIR(mode)):
                return
            if stat.S_ISDIR(mode):
                self._sights.is_folder(absolute)
                self._roots.append(self._sights.real(absolute))
                self._walk(absolute, self._roots[-1], self._layers_above(absolute))
            else:
                self._files.setdefault(self._sights.real(absolute), shown)

    def _walk(self, directory: str, real: str, layers: Layers) -> None:
        try:
            found = self._sights.listing(directory)
        except OSError as error:
            self._problems.append(Problem(display(directory), f"cannot be read: {reason(error)}"))
            return
        if self._gitignore:
            layers = () if ".git" in found else layers
            layers += self._layer(directory) if ".gitignore" in found else ()
        for name in sorted(found):
            if found[name] == "d" or name.endswith(SUFFIXES):
                self._entry(os.path.join(directory, name), os.path.join(real, name), found[name], layers)

    def _entry(self, path: str, real: str, kind: str, layers: Layers) -> None:
        is_directory = kind == "d"
        if self._excludes(path, is_directory) or _ignored(layers, path, is_directory):
            return
        if is_directory:
            self._walk(path, real, layers)
        elif kind == "F":
            self._links.append((self._sights.real(path), display(path)))
        elif kind == "?":
            self._skipped.append(Problem(display(path), "is a broken symbolic link"))
        elif kind == "f":
            self._files.setdefault(real, display(path))
        elif kind in "oO":
            self._skipped.append(Problem(display(path), f"is {not_regular(os.stat(path).st_mode)}"))

    def _layers_above(self, directory: str) -> Layers:
        """Return the ``.gitignore`` files above a directory, unless they ignore it: it was asked for."""
        if not self._gitignore or self._sights.exists(os.path.join(directory, ".git")):
            return ()
        above = self._parents_in_repository(directory)
        layers = tuple(layer for parent in reversed(above) for layer in self._layer(parent))
        way = [directory, *above[:-1]]
        return () if any(_ignored(layers, path, True) for path in way) else layers

    def _layer(self, directory: str) -> Layers:
        path = os.path.join(directory, ".gitignore")
        seen = look(path)
        try:
            with open(path, "rb") as stream:
                data = stream.read()
        except FileNotFoundError:
            self._sights.file(path, seen, None)
            return ()
        except OSError as error:
            self._problems.append(Problem(display(path), f"cannot be read: {reason(error)}"))
            return ()
        self._sights.file(path, seen, data)
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")
        lines = tuple(line.rstrip("\n") for line in text)
        return (Patterns(directory, lines),)

    def _parents_in_repository(self, directory: str) -> list[str]:
        """Return the parents up to the git root, nearest first; none where there is no repository."""
        above: list[str] = []
        for parent in parents(directory):
            above.append(parent)
            if self._sights.exists(os.path.join(parent, ".git")):
                return above
        return []

    def excludes(self, absolute: str) -> bool:
        """Tell whether a file is excluded."""
        return self._is_excluded(absolute, False)

    def _excludes(self, path: str, is_directory: bool) -> bool:
        settings = self._settings.of(path)
        return settings.excludes(path, is_directory) or not (is_directory or settings.includes(path))

    def _is_excluded(self, path: str, is_directory: bool) -> bool:
        above = (parent for parent in parents(path) if parent != os.path.dirname(parent))
        return self._excludes(path, is_directory) or any(self._excludes(parent, True) for parent in above)


def _ignored(layers: Layers, path: str, is_directory: bool) -> bool:
    """Ask the nearest ``.gitignore`` first; the first that speaks of ``path`` decides."""
    verdicts = (layer.ignores(path, is_directory) for layer in reversed(layers))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.path, problem.message)))
