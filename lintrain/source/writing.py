"""Replace a file's content: all of it or none, and nothing but its content."""

from __future__ import annotations

import os
import stat
import tempfile

from lintrain.findings import Problem
from lintrain.source.reading import read, reason


def write(path: str, before: bytes, after: bytes) -> Problem | None:
    """Put ``after`` where ``before`` stands, or say why not.

    The new content is written beside the file and moved over it, so that a crash leaves one or the
    other. Symbolic links stay (their target is replaced), as do mode and owner. A file that somebody
    else has changed since it was read is left alone.
    """
    target = os.path.realpath(path)
    now = read(target)
    if isinstance(now, Problem):
        return Problem(path, now.message)
    if now != before:
        return Problem(path, "cannot be written: it was changed while it was being checked")
    if not os.access(target, os.W_OK):
        return Problem(path, "cannot be written: it is read-only")
    try:
        _replace(target, after)
    except OSError as error:
        return Problem(path, f"cannot be written: {reason(error)}")
    return None


def _replace(target: str, data: bytes) -> None:
    status = os.stat(target)
    descriptor, temporary = tempfile.mkstemp(prefix=".lintrain-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            _keep_owner(temporary, status)
            os.chmod(temporary, stat.S_IMODE(status.st_mode))
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _keep_owner(path: str, status: os.stat_result) -> None:
    mine = os.stat(path)
    if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
        os.chown(path, status.st_uid, status.st_gid)
