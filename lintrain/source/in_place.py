"""Overwrite a file in place, so that all of its names (hard links) go on naming one file.

This is not done at one stroke. So before it begins, what the file is and what it will be are written and
synced beside it, and both stay until it is done. If the process is killed meanwhile, the next one sees by
them what happened: with ``lintrain fix`` the file becomes what it was, before anything is read; all else
names the file and does not look into it. If it is neither old, nor new, nor the one with the beginning of
the other, then somebody has worked on it since, or the power failed: it is named, and left to people.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass

from lintrain.findings import Problem
from lintrain.source.holding import hold, hold_if_possible
from lintrain.source.reading import ensure, read, reason
from lintrain.source.rewriting import in_common


@dataclass(frozen=True, slots=True)
class _Journal:
    """Where contents of ``target`` stand: ``after`` from the beginning, ``before`` once both are whole."""

    target: str

    @property
    def before(self) -> str:
        return self._beside("before")

    @property
    def after(self) -> str:
        return self._beside("after")

    def _beside(self, what: str) -> str:
        folder, name = os.path.split(self.target)
        return os.path.join(folder, f".{name}.lintrain-{what}")

    def remove(self) -> None:
        for path in (self.before, self.after):
            with suppress(FileNotFoundError):
                os.unlink(path)


def overwrite(target: str, before: bytes, after: bytes) -> None:
    """Replace the content of ``target``. Raises :class:`OSError`."""
    journal = _Journal(target)
    descriptor = os.open(journal.after, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb"):
        hold_if_possible(descriptor)
        try:
            _fill(descriptor, after)
            os.fsync(descriptor)
            _put(journal.before, before)
            ensure(target, before)
        except BaseException:
            journal.remove()
            raise
        try:
            _pour(target, after)
        except BaseException:
            _pour(target, before)
            journal.remove()
            raise
        journal.remove()


def unfinished(path: str) -> Problem | None:
    """Say that a killed process has left this file half written, or that one is just writing it."""
    journal = _Journal(os.path.realpath(path))
    if not os.path.lexists(journal.after):
        return None
    try:
        with open(journal.after, "rb") as stream:
            if not hold(stream.fileno()):
                return Problem(path, "cannot be read: another process is writing it")
            return _judged(path, journal)
    except OSError as error:
        return Problem(path, f"cannot be read: {journal.after} is in the way: {reason(error)}")


def mend(path: str) -> None:
    """Put back what this file was, where a killed process has left it half written."""
    journal = _Journal(os.path.realpath(path))
    if not os.path.lexists(journal.after):
        return
    with suppress(OSError), open(journal.after, "rb") as stream:  # `unfinished` names what hinders it
        if hold(stream.fileno()):
            _resolve(journal)


def _resolve(journal: _Journal) -> None:
    contents = _contents(journal)
    if contents is None:
        if not os.path.lexists(journal.before):  # it had not begun
            journal.remove()
        return
    before, after, now = contents
    if _is_between(now, before, after) and now != after:
        _pour(journal.target, before)
        now = before
    if now in (before, after):
        journal.remove()


def _judged(path: str, journal: _Journal) -> Problem | None:
    contents = _contents(journal)
    if contents is None or contents[2] in contents[:2]:
        return None
    before, after, now = contents
    name = os.path.basename(journal.before)
    if _is_between(now, before, after):
        return Problem(
            path, f"cannot be read: it was left half written; `lintrain fix` puts back {name}, as it was"
        )
    both = f"{name} and {os.path.basename(journal.after)}"
    return Problem(
        path, f"cannot be read: it may have been left half written; compare it with {both}, and delete them"
    )


def _contents(journal: _Journal) -> tuple[bytes, bytes, bytes] | None:
    """Return what the file was, what it was to become, and what it is; nothing if that had not begun."""
    before, after, now = (read(path) for path in (journal.before, journal.after, journal.target))
    if isinstance(before, Problem) or isinstance(after, Problem) or isinstance(now, Problem):
        return None
    return before, after, now


def _is_between(now: bytes, before: bytes, after: bytes) -> bool:
    """Tell whether ``now`` begins as ``after`` and goes on as ``before``."""
    size, _ = in_common(now, after)
    return now[size:] == before[size:]


def _put(path: str, data: bytes) -> None:
    """Write a file that is not there until it is whole."""
    descriptor, temporary = tempfile.mkstemp(".tmp", ".lintrain-", os.path.dirname(path))
    try:
        with os.fdopen(descriptor, "wb"):
            hold_if_possible(descriptor)
            _fill(descriptor, data)
            os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _pour(target: str, data: bytes) -> None:
    """Overwrite from the beginning, and cut off what is left of a longer content."""
    with open(target, "r+b", buffering=0) as stream:
        _fill(stream.fileno(), data)
        os.ftruncate(stream.fileno(), len(data))
        os.fsync(stream.fileno())


def _fill(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
