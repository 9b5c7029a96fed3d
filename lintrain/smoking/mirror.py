"""A scratch copy of the user's folders, so that a run leaves nothing in the real ones.

The mirror of ``/home/you/project`` is ``TREE/home/you/project``: what stands beside and above it is linked,
so that ``../data`` is there too, and a path of the mirror is a path of the user's with ``TREE`` before it.
Small files are copied, large files and the folders of tools are links. What is written through a link is
copied first, by the process that writes (:mod:`lintrain.smoking.copying`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from lintrain.source.paths import parents

SMALL = 1 << 20
"""Files of fewer bytes are copied, and Python files of any size: a program asks where it stands."""

MANY = 5_000
"""A folder of more entries is linked: a data set."""

ENTRIES = 20_000
"""What is left of a project when so many entries stand in the mirror is linked."""

BYTES = 64 << 20
"""Files are linked when so much has been copied."""

LINKED = frozenset({".git", ".hg", ".svn", ".nox", ".tox", "node_modules", "site-packages"})
"""Folders of tools, linked whole. So is a virtual environment, whatever it is called."""

LEFT_OUT = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})


@dataclass
class Mirror:
    """The mirror in ``tree``, and what is left of its budget."""

    tree: str
    links: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The linked files: size in bytes and time of the last change in nanoseconds, before the run."""
    _entries: int = 0
    _bytes: int = 0

    def path(self, path: str) -> str:
        """Return where an absolute path of the user stands in the mirror."""
        return self.tree + path

    def add(self, root: str) -> None:
        """Mirror a folder, and link what stands beside it and beside each folder above it."""
        self._make(root)
        self._surround(root)
        folders = deque([root])
        while folders:
            folder = folders.popleft()
            if folder != root and self._entries > ENTRIES:
                self._link(folder)
                continue
            os.makedirs(self.path(folder), exist_ok=True)
            folders.extend(self._fill(folder))

    def changed(self) -> list[str]:
        """Return the linked files that are not what they were: something wrote through a link."""
        return [path for path, before in self.links.items() if _stamp(path) != before]

    def _make(self, folder: str) -> None:
        """Make a real folder, and those above it, also where an earlier root has put a link to one."""
        for part in (*reversed(list(parents(folder))), folder):
            if os.path.islink(self.path(part)):
                os.unlink(self.path(part))
            os.makedirs(self.path(part), exist_ok=True)

    def _surround(self, root: str) -> None:
        while (above := os.path.dirname(root)) != root:
            entries = _entries(above)
            for entry in entries if len(entries) <= MANY else ():
                if entry.path != root and not self.tree.startswith(entry.path + os.sep):
                    self._link(entry.path)
            root = above

    def _fill(self, folder: str) -> Iterable[str]:
        """Put what stands in ``folder`` into the mirror, and yield the folders still to be filled."""
        for entry in _entries(folder):
            self._entries += 1
            if entry.name in LEFT_OUT or self.tree.startswith(entry.path + os.sep):
                continue
            if entry.is_symlink():
                self._link(entry.path, os.readlink(entry.path))
            elif entry.is_dir():
                if _linked_whole(entry):
                    self._link(entry.path)
                else:
                    yield entry.path
            else:
                with contextlib.suppress(FileNotFoundError):  # gone in the meantime
                    self._file(entry)

    def _file(self, entry: os.DirEntry[str]) -> None:
        if os.path.lexists(self.path(entry.path)):
            return
        stat = entry.stat()
        small = stat.st_size < SMALL and self._bytes + stat.st_size <= BYTES
        if entry.is_file() and (small or entry.name.endswith(".py")) and os.access(entry.path, os.R_OK):
            self._bytes += stat.st_size
            shutil.copy2(entry.path, self.path(entry.path))
        else:
            self.links[entry.path] = _stamp(entry.path)
            self._link(entry.path)

    def _link(self, path: str, target: str | None = None) -> None:
        """Link to ``path``, or copy the user's own link, unless something stands there already."""
        if not os.path.lexists(self.path(path)):
            os.symlink(target or path, self.path(path))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _linked_whole(entry: os.DirEntry[str]) -> bool:
    if entry.name in LINKED or os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
        return True
    return os.path.ismount(entry.path) or len(_entries(entry.path)) > MANY


def _stamp(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)
    except OSError:
        return (-1, -1)
    return (stat.st_size, stat.st_mtime_ns)
