"""Where files stand in the repository: services that show findings do not know the paths of this machine."""

from __future__ import annotations

import os
from functools import cache
from urllib.parse import quote_from_bytes

from lintrain.source.paths import parents


def root() -> str:
    """Return the top of the repository that the working directory belongs to; else the working directory."""
    return _root(os.getcwd())


@cache
def _root(here: str) -> str:
    folders = (here, *parents(here))
    return next((folder for folder in folders if os.path.lexists(os.path.join(folder, ".git"))), here)


def in_repository(path: str) -> str | None:
    """Return a path relative to the top of the repository, with slashes; ``None`` where it is outside."""
    absolute, top = os.path.abspath(path), os.path.join(root(), "")
    return absolute[len(top) :].replace(os.sep, "/") if absolute.startswith(top) else None


def named(path: str) -> str:
    """Return how a file is called in the repository, or its path on this machine if it is outside."""
    return path if path == "-" else in_repository(path) or os.path.abspath(path).replace(os.sep, "/")


def uri(path: str) -> str:
    """Return the URI of a file: relative in the repository, absolute outside. Its bytes are kept."""
    inside = in_repository(path)
    if inside is None:
        return file_uri(os.path.abspath(path))
    return _quoted(inside, "/")  # a first segment with a colon would be a scheme


def file_uri(absolute: str) -> str:
    """Return the ``file:`` URI of an absolute path."""
    path = _quoted(absolute.replace(os.sep, "/"), "/:")
    return f"file://{path}" if path.startswith("/") else f"file:///{path}"


def _quoted(path: str, kept: str) -> str:
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:  # half a character: no file system has such a name, a message may
        data = path.encode("utf-8", "surrogatepass")
    return quote_from_bytes(data, kept)
