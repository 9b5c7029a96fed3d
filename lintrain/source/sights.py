"""What a run has looked at on the disk, so that another can tell whether all of it is still so.

A file is known by its stamp: times, size, inode. As in git's index, a file that changed shortly before
it was looked at could change again without its stamp showing it: its content has to be compared then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from lintrain.source.hashing import digest

T = TypeVar("T")

COARSE = 2_000_000_000
"""Nanoseconds within which some file systems give two versions of a file the same time."""

SUFFIXES = (".py", ".pyw", ".ipynb")
LEFT = (".lintrain-before", ".lintrain-after")
"""What a process that was killed has left beside a file: see :mod:`lintrain.source.in_place`."""

CONFIGURATIONS = (".lintrain.toml", "lintrain.toml", "pyproject.toml")
MARKS = frozenset((".git", ".hg", ".gitignore", *CONFIGURATIONS, "setup.py", "setup.cfg"))
"""Names of files that matter besides those with Python in them."""

UNREADABLE = "!"


class Stamp(NamedTuple):
    """When a file was modified, and its inode was (nanoseconds), its size and its inode."""

    modified: int
    changed: int
    size: int
    inode: int


class Seen(NamedTuple):
    """A file as it was: its stamp (``None``: there is none), when we looked, and the hash of its content."""

    stamp: Stamp | None
    when: int
    digest: str | None

    @property
    def settled(self) -> bool:
        """Whether every later change shows in the stamp."""
        return self.stamp is None or max(self.stamp.modified, self.stamp.changed) < self.when - COARSE


def stamp(path: str) -> Stamp | None:
    """Return what changes when a file does; ``None`` where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return Stamp(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def look(path: str) -> tuple[Stamp | None, int]:
    """Return a file's stamp, and the time: to be asked for before its content is read."""
    return stamp(path), time.time_ns()


def kinds(folder: str) -> dict[str, str]:
    """Return what in a folder matters to us, by name: ``d``, ``f`` or ``o``: folders, files, others.

    The kind of what a symbolic link leads to is in capitals; ``?`` leads nowhere. Raises OSError.
    """
    with os.scandir(folder) as scan:
        found = {entry.name: _kind(entry) for entry in scan}
    return {name: kind for name, kind in found.items() if kind in "dD" or _matters(name)}


def _matters(name: str) -> bool:
    return name.endswith((*SUFFIXES, *LEFT)) or name in MARKS


def _kind(entry: os.DirEntry[str]) -> str:
    if not entry.is_symlink():
        return "d" if entry.is_dir() else "f" if entry.is_file() else "o"
    try:
        return "D" if entry.is_dir() else "F" if entry.is_file() else "O" if _leads(entry) else "?"
    except OSError:  # a circle of links
        return "?"


def _leads(entry: os.DirEntry[str]) -> bool:
    return os.path.exists(entry.path)


def _text(found: dict[str, str]) -> str:
    """Return a listing as one string: no name holds a slash."""
    return "/".join(f"{kind}{name}" for name, kind in sorted(found.items()))


class Sights:
    """Looks at the disk, and remembers it: nothing is looked at twice.

    ``folders`` are listings as text; ``facts`` are what single paths were asked: whether they exist,
    are folders, where they really lead.
    """

    def __init__(self) -> None:
        self.files: dict[str, Seen] = {}
        self.folders: dict[str, str] = {}
        self.facts: dict[tuple[str, str], str | bool] = {}
        self._listed: dict[str, dict[str, str]] = {}

    def listing(self, folder: str) -> dict[str, str]:
        """Return :func:`kinds` of a folder. Raises OSError."""
        if folder not in self._listed:
            self.folders[folder] = UNREADABLE
            self._listed[folder] = kinds(folder)
            self.folders[folder] = _text(self._listed[folder])
        return self._listed[folder]

    def exists(self, path: str) -> bool:
        """Tell whether something is there, if only a broken link."""
        return self._asked("exists", path, os.path.lexists)

    def is_folder(self, path: str) -> bool:
        """Tell whether a path leads to a folder."""
        return self._asked("is_folder", path, os.path.isdir)

    def real(self, path: str) -> str:
        """Return a path without symbolic links."""
        return self._asked("real", path, os.path.realpath)

    def _asked(self, question: str, path: str, answer: Callable[[str], T]) -> T:
        known = self.facts.get((question, path))
        if known is None:
            told = answer(path)
            assert isinstance(told, str | bool)
            self.facts[question, path] = told
            return told
        return known  # type: ignore[return-value]  # each question has answers of one type

    def file(self, path: str, seen: tuple[Stamp | None, int], content: bytes | str | None) -> None:
        """Remember a file that was read, with its content or the hash of it."""
        told = content if content is None or isinstance(content, str) else digest(content)
        self.files[path] = Seen(*seen, told)


def still(path: str, seen: Seen) -> Seen | None:
    """Return how a file looks now; ``None`` if its content is not what it was."""
    now = look(path)
    if now[0] == seen.stamp and seen.settled:
        return seen
    if now[0] is None or seen.digest is None or not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    return Seen(*now, seen.digest) if digest(data) == seen.digest else None


def same_folder(folder: str, text: str) -> bool:
    """Tell whether a folder still holds what it did."""
    try:
        return _text(kinds(folder)) == text
    except (OSError, ValueError):
        return text == UNREADABLE
