"""Files that either hold exactly what was written into them, or are as good as none.

A file is written beside its place and moved there: two processes at once leave one of the two whole
files, and a run that is cut off leaves the old one. A hash over the content shows damage.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress

from lintrain.source.hashing import digest

HEAD = b"lintrain cache 1 "
LARGEST = 256_000_000
"""Bytes of the largest file that is read, and of all files together."""
MOST = 100
"""So many files are kept, the newest."""
ABANDONED = 3600.0
"""Seconds after which an unfinished file is nobody's."""

TAG = "CACHEDIR.TAG"
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
TAG_TEXT = SIGNATURE + b"\n# This folder was made by lintrain. It can be deleted at any time.\n"
IGNORE = ".gitignore"
IGNORE_TEXT = b"# Made by lintrain\n*\n"

ENDING, UNFINISHED = ".json", ".new"
NAMES = ("lintrain-", TAG, IGNORE)
"""How the names of our files begin."""


def load(path: str) -> object:
    """Return what a file holds; ``None`` where it is missing, damaged, or not one of ours."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        with open(path, "rb") as stream:
            head, _, body = stream.read().partition(b"\n")
        if head != HEAD + digest(body).encode():
            return None
        found: object = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None
    return found


def save(folder: str, name: str, value: object) -> bool:
    """Write a file of a folder, which is made. Tell whether that was possible."""
    body = json.dumps(value, separators=(",", ":")).encode("ascii")
    try:
        make(folder)
        _replace(os.path.join(folder, name), HEAD + digest(body).encode() + b"\n" + body)
        _evict(folder)
    except OSError:  # a cache that cannot be written only costs time
        return False
    return True


def make(folder: str) -> None:
    """Make the folder, and mark it as what backups and git pass over: unless it was somebody else's.

    Raises OSError.
    """
    if os.path.isdir(folder):
        return
    os.makedirs(folder, exist_ok=True)
    _replace(os.path.join(folder, TAG), TAG_TEXT)
    _replace(os.path.join(folder, IGNORE), IGNORE_TEXT)


def _replace(path: str, data: bytes) -> None:
    unfinished = f"{path}.{os.getpid()}-{time.monotonic_ns()}{UNFINISHED}"
    try:
        with open(unfinished, "xb") as stream:
            stream.write(data)
        os.replace(unfinished, path)
    except BaseException:
        if os.path.exists(unfinished):
            os.unlink(unfinished)
        raise


def _evict(folder: str) -> None:
    """Remove what is too old, too much, or was never finished."""
    kept = bytes_kept = 0
    for path, status in sorted(_ours(folder), key=lambda found: -found[1].st_mtime):
        if path.endswith(UNFINISHED):
            if status.st_mtime < time.time() - ABANDONED:
                _remove(path)
            continue
        kept, bytes_kept = kept + 1, bytes_kept + status.st_size
        if kept > MOST or bytes_kept > LARGEST:
            _remove(path)


def _ours(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(NAMES) and entry.name.endswith((ENDING, UNFINISHED)):
                with suppress(FileNotFoundError):  # another process was faster
                    yield entry.path, entry.stat(follow_symlinks=False)


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def clear(folder: str) -> int:
    """Remove our files from a folder, and the folder if nothing else is in it. Return how many there were.

    Raises OSError.
    """
    found = [path for path, _ in _ours(folder)] if os.path.isdir(folder) else []
    for path in found:
        _remove(path)
    if os.path.isdir(folder) and set(os.listdir(folder)) <= {TAG, IGNORE} and _is_made_by_us(folder):
        for name in os.listdir(folder):
            _remove(os.path.join(folder, name))
        os.rmdir(folder)
    return len(found)


def _is_made_by_us(folder: str) -> bool:
    try:
        with open(os.path.join(folder, TAG), "rb") as stream:
            return stream.read() == TAG_TEXT
    except OSError:
        return False
