"""Links of the mirror look like what they lead to: ``os.walk`` goes in, ``realpath`` stays in the mirror.

A link is the mirror's own if it stands for the very path that it leads to. The user's links stay links.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any

_lstat, _readlink, _scandir, _stat = os.lstat, os.readlink, os.scandir, os.stat


class Hiding:
    """Knows which links in ``tree`` are the mirror's own. Nothing is hidden in a thread that is ``busy``."""

    def __init__(self, tree: str, busy: threading.local) -> None:
        self._tree = tree
        self._busy = busy

    def is_own(self, path: Any) -> bool:  # noqa: ANN401  # whatever a path can be
        """Tell whether there is a link of the mirror's own at ``path``, which is a link."""
        if getattr(self._busy, "now", False):
            return False
        try:
            target = os.fsdecode(_readlink(path))
        except OSError:
            return False
        return target.startswith(os.sep) and os.path.abspath(os.fsdecode(path)) == self._tree + target

    def lstat(self, path: Any, *, dir_fd: int | None = None) -> os.stat_result:  # noqa: ANN401
        """Stand in for ``os.lstat``."""
        found = _lstat(path, dir_fd=dir_fd)
        if stat.S_ISLNK(found.st_mode) and dir_fd is None and self.is_own(path):
            return _stat(path)
        return found

    def readlink(self, path: Any, *, dir_fd: int | None = None) -> Any:  # noqa: ANN401  # as in os
        """Stand in for ``os.readlink``: what the mirror's own links stand for is none, and fails."""
        target = _readlink(path, dir_fd=dir_fd)
        return _readlink(target) if dir_fd is None and self.is_own(path) else target

    def scandir(self, path: Any = ".") -> Any:  # noqa: ANN401  # as in os
        """Stand in for ``os.scandir``."""
        return _scandir(path) if isinstance(path, int) else Entries(_scandir(path), self)


class Entries:
    """What ``os.scandir`` returns, with the mirror's own links hidden."""

    def __init__(self, entries: Any, hiding: Hiding) -> None:  # noqa: ANN401  # an iterator without a public type
        self._entries = entries
        self._hiding = hiding

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:  # noqa: ANN401  # an entry, or what looks like one
        entry = next(self._entries)
        return Entry(entry) if entry.is_symlink() and self._hiding.is_own(entry.path) else entry

    def __enter__(self) -> Entries:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the folder."""
        self._entries.close()


class Entry(os.PathLike[Any]):
    """One of the mirror's own links, which looks like what it leads to."""

    def __init__(self, entry: os.DirEntry[Any]) -> None:
        self._entry = entry
        self.name = entry.name
        self.path = entry.path

    def __fspath__(self) -> Any:  # noqa: ANN401  # text or bytes
        return self.path

    def inode(self) -> int:
        """Return the number of what it leads to."""
        return self._entry.stat().st_ino

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether it leads to a folder."""
        return self._entry.is_dir()

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether it leads to a file."""
        return self._entry.is_file()

    def is_symlink(self) -> bool:
        """It does not look like a link."""
        return False

    def is_junction(self) -> bool:
        """It does not look like a link of Windows either."""
        return False

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return the status of what it leads to."""
        return self._entry.stat()
