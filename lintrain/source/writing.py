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
from collections.abc import Iterable
from contextlib import suppress

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
    target = os.path.realpath(path)
    now = read(target)
    if isinstance(now, Problem):
        return Problem(path, now.message)
    if now == after:
        return None  # under its other name it was written just now
    try:
        _write(target, before, after)
    except Changed:
        return Problem(path, "cannot be written: it was changed while it was being checked")
    except OSError as error:
        return Problem(path, f"cannot be written: {reason(error)}")
    return None


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


def _write(target: str, before: bytes, after: bytes) -> None:
    ensure(target, before)
    status = os.stat(target)
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError("it is read-only")
    if status.st_nlink > 1:
        overwrite(target, before, after)
    else:
        _replace(target, before, after, status)


def _replace(target: str, before: bytes, after: bytes, status: os.stat_result) -> None:
    descriptor, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            hold_if_possible(descriptor)
            stream.write(after)
            stream.flush()
            _resemble(temporary, target, status)
            os.fsync(descriptor)
        ensure(target, before)
        os.replace(temporary, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _resemble(path: str, target: str, status: os.stat_result) -> None:
    """Give ``path`` the owner, mode and extended attributes of ``target``."""
    mine = os.stat(path)
    if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
        os.chown(path, status.st_uid, status.st_gid)
    shutil.copystat(target, path)
    os.utime(path)
