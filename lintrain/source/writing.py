"""Replace a file's content: all of it or none, and nothing but its content.

The new content is written beside the file, synced, and moved over it: whoever is killed, and whenever,
leaves the old file or the new one. A file that has several names (hard links) is overwritten in place
instead, see :mod:`lintrain.source.in_place`.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress

from lintrain.findings import Problem
from lintrain.source.holding import hold, hold_if_possible
from lintrain.source.in_place import overwrite
from lintrain.source.reading import Changed, ensure, read, reason

_PREFIX, _SUFFIX = ".lintrain-", ".tmp"
_LEFT_BEHIND = re.compile(rf"{re.escape(_PREFIX)}\w+{re.escape(_SUFFIX)}")


def write(path: str, before: bytes, after: bytes) -> Problem | None:
    """Put ``after`` where ``before`` stands, or say why not.

    Links of both kinds stay, as do mode, owner and extended attributes. A file that somebody else has
    changed since it was read is left alone.
    """
    return next(iter(write_all([(path, before, after)])), None)


def write_all(changes: Sequence[tuple[str, bytes, bytes]]) -> list[Problem]:
    """Write several files, given with what stands in them before and after: all, or none and say why.

    All that can fail is done beforehand, and what was written is put back where the rest fails after all.
    Only who is killed between two files leaves the one new and the other old.
    """
    written: list[_Write] = []
    with ExitStack() as stack:
        writes = [_Write(*change) for change in changes]
        for one in writes:
            stack.callback(one.drop)
            if problem := _tried(one.path, one.prepare):
                return [problem]
        for one in writes:
            if problem := _tried(one.path, one.finish):
                undone = (write(done.path, done.after, done.before) for done in reversed(written))
                return [problem, *filter(None, undone)]
            written.append(one)
    return []


def _tried(path: str, action: Callable[[], None]) -> Problem | None:
    try:
        action()
    except Changed:
        return Problem(path, "cannot be written: it was changed while it was being checked")
    except _Unreadable as error:
        return Problem(path, str(error))
    except OSError as error:
        return Problem(path, f"cannot be written: {reason(error)}")
    return None


class _Unreadable(Exception):
    """The file is not there any more, or is no file."""


class _Write:
    """One file on its way from one content to another."""

    def __init__(self, path: str, before: bytes, after: bytes) -> None:
        self.path, self.before, self.after = path, before, after
        self._target = os.path.realpath(path)
        self._temporary = ""
        self._done = False

    def prepare(self) -> None:
        """Do all that leaves the file as it is."""
        now = read(self._target)
        if isinstance(now, Problem):
            raise _Unreadable(now.message)
        self._done = now == self.after  # under its other name it was written just now
        if self._done:
            return
        ensure(self._target, self.before)
        status = os.stat(self._target)
        if not status.st_mode & 0o222 or not os.access(self._target, os.W_OK):
            raise PermissionError("it is read-only")
        if status.st_nlink == 1:
            self._write_beside(status)

    def finish(self) -> None:
        """Make the file the new one."""
        if self._done:
            return
        if self._temporary:
            ensure(self._target, self.before)
            os.replace(self._temporary, self._target)
        else:
            overwrite(self._target, self.before, self.after)

    def drop(self) -> None:
        """Leave nothing beside the file."""
        if self._temporary:
            with suppress(FileNotFoundError):
                os.unlink(self._temporary)

    def _write_beside(self, status: os.stat_result) -> None:
        descriptor, self._temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, os.path.dirname(self._target))
        with os.fdopen(descriptor, "wb") as stream:
            hold_if_possible(descriptor)
            stream.write(self.after)
            stream.flush()
            _resemble(self._temporary, self._target, status)
            os.fsync(descriptor)


def sweep(paths: Iterable[str]) -> None:
    """Remove what killed processes have left beside these files."""
    for directory in {os.path.dirname(os.path.realpath(path)) for path in paths}:
        with suppress(OSError), os.scandir(directory) as entries:  # it is named when a file is written there
            left = [e.path for e in entries if _LEFT_BEHIND.fullmatch(e.name) and e.is_file()]
            for path in left:
                _remove_if_left(path)


def _remove_if_left(path: str) -> None:
    with open(path, "rb") as stream:
        if hold(stream.fileno()):
            os.unlink(path)


def _resemble(path: str, target: str, status: os.stat_result) -> None:
    """Give ``path`` the owner, mode and extended attributes of ``target``."""
    mine = os.stat(path)
    if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
        os.chown(path, status.st_uid, status.st_gid)
    shutil.copystat(target, path)
    os.utime(path)
