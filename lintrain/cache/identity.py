"""Who says it: lintrain's own code, the libraries that it reads sources with, and the Python it runs on.

The code is known by its content, so that what one machine keeps is good on another. Reading it takes
longer than a whole run should: as long as no file's stamp has changed, it is the code that it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from lintrain.cache.store import load, save
from lintrain.source.hashing import digest

NAME = "lintrain-identity.json"
KNOWN = 8
"""Of so many installations the code is remembered."""

LIBRARIES = ("libcst", "pathspec")


def identity(folder: str) -> str:
    """Return the hash of the code that is running; ``folder`` is the cache's."""
    files = dict(sorted(_own_files()))
    stamps = digest(repr([(path, _stamp(path)) for path in files.values()]).encode())
    found = load(os.path.join(folder, NAME))
    known = found if isinstance(found, dict) else {}
    code = known.get(stamps)
    if not isinstance(code, str):
        code = _code(files)
        if os.path.isdir(folder):  # else nothing is kept yet, and perhaps never will be
            save(folder, NAME, dict([*known.items(), (stamps, code)][-KNOWN:]))
    return digest(repr((code, _libraries(), sys.implementation.cache_tag, sys.hexversion)).encode())


def _own_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the path of each module that decides about findings: not of what watches runs."""
    for package in ("lintrain", "lintrain.rules", "lintrain.fixers"):
        for folder in _folders(package):
            for path in _python_files(folder):
                yield package + path[len(folder) :], path


def _folders(package: str) -> list[str]:
    module = sys.modules.get(package)
    if module is not None:
        return list(module.__path__)
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []


def _python_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.is_dir() and entry.name not in ("__pycache__", "runtime", "smoking"):
                yield from _python_files(entry.path)


def _stamp(path: str) -> tuple[int, int, int]:
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size, status.st_ino


def _code(files: dict[str, str]) -> str:
    """Return the hash of what the modules say, whatever folder they are installed in."""
    hashes: list[str] = []
    for name, path in files.items():
        with open(path, "rb") as stream:
            hashes.append(f"{name} {digest(stream.read())}")
    return digest("\n".join(hashes).encode())


def _libraries() -> list[str]:
    """Return the folders of metadata beside the libraries: their names hold the versions."""
    found: set[str] = set()
    for name in LIBRARIES:
        spec = find_spec(name)
        for package in (spec.submodule_search_locations or ()) if spec else ():
            beside = os.listdir(os.path.dirname(package))
            found |= {entry for entry in beside if entry.startswith(f"{name}-")}
    return sorted(found)
