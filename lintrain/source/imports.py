"""Where a name that a file imports is defined: dotted names become files of the same project.

Nothing is imported or executed. Searched are the folder of the importing file (a script finds its
neighbours) and the folders above it, each with its ``src``, up to the project's root: the nearest
repository or packaging file, or the working directory. Names of the standard library and of known
frameworks are never taken from a folder that happens to be called the same.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lintrain.source.paths import parents

FRAMEWORKS = frozenset((
    "accelerate", "apex", "datasets", "deepspeed", "diffusers", "fairscale", "fairseq", "ignite", "jax",
    "lightning", "matplotlib", "mmcv", "mmengine", "numpy", "pandas", "peft", "pytorch_lightning", "scipy",
    "sklearn", "tensorflow", "timm", "torch", "torch_xla", "torchaudio", "torchtune", "torchvision", "tqdm",
    "transformers", "wandb",
))  # fmt: skip
"""What lintrain knows by documentation; their own files are followed only from inside of them."""

ROOT_MARKS = frozenset((".git", ".hg", "pyproject.toml", "setup.py", "setup.cfg"))

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n#;]*)|import[ \t]+([^\n#;]+))",
    re.MULTILINE,
)
_ALIAS = re.compile(rb"\bas\s+\w+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A module or package of the project. A folder without ``__init__.py`` has no ``file``."""

    folder: str | None
    file: str | None

    def child(self, name: str) -> Spot | None:
        """Return the submodule ``name``."""
        return _in_folder(self.folder, name) if self.folder is not None else None


def first_spot(importer: str, dotted: str) -> tuple[Spot, tuple[str, ...]] | None:
    """Return where the first part of a name that the file ``importer`` imports is found, and the other parts.

    ``importer`` is absolute. ``.model.Net`` is relative to the importer's package.
    """
    level = len(dotted) - len(dotted.lstrip("."))
    parts = tuple(part for part in dotted[level:].split(".") if part)
    if level:
        folder = os.path.dirname(importer)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        return (_package(folder), parts)
    if not parts or parts[0] in sys.stdlib_module_names:
        return None
    if parts[0] in FRAMEWORKS and parts[0] not in os.path.dirname(importer).split(os.sep):
        return None
    for folder in _roots(os.path.dirname(importer)):
        spot = _in_folder(folder, parts[0])
        if spot is not None and spot.file != importer:
            return spot, parts[1:]
    return None


def imported_files(importer: str, data: bytes) -> Iterator[str]:
    """Yield the project files that the import statements in ``data`` may lead to, read without a parser."""
    for match in _IMPORT.finditer(data):
        base, names, plain = match.groups()
        if plain is not None:
            wanted = [part.split(b" as ")[0].strip() for part in plain.split(b",")]
            yield from (f for name in wanted for f in _files(importer, name.decode("utf-8", "replace"), ()))
        else:
            listed = re.findall(rb"\w+", _ALIAS.sub(b"", names))
            texts = tuple(name.decode("utf-8", "replace") for name in listed)
            yield from _files(importer, base.decode("utf-8", "replace"), texts)


def _files(importer: str, dotted: str, names: tuple[str, ...]) -> Iterator[str]:
    found = first_spot(importer, dotted)
    if found is None:
        return
    spot, rest = found
    for part in rest:
        inner = spot.child(part)
        if inner is None:
            break
        spot = inner
    if spot.file is not None:
        yield spot.file
    for name in names:
        inner = spot.child(name)
        if inner is not None and inner.file is not None:
            yield inner.file


def _package(folder: str) -> Spot:
    init = os.path.join(folder, "__init__.py")
    return Spot(folder, init if "__init__.py" in _entries(folder) else None)


def _in_folder(folder: str, name: str) -> Spot | None:
    entries = _entries(folder)
    if name in entries and os.path.isdir(inner := os.path.join(folder, name)):
        held = _entries(inner)
        if "__init__.py" in held or (f"{name}.py" not in entries and _holds_code(inner, held)):
            return _package(inner)
    if f"{name}.py" in entries:
        return Spot(None, os.path.join(folder, f"{name}.py"))
    return None


def _holds_code(folder: str, entries: frozenset[str], depth: int = 0) -> bool:
    """Tell whether a folder without ``__init__.py`` may be a namespace package."""
    if any(entry.endswith(".py") for entry in entries):
        return True
    inner = (os.path.join(folder, e) for e in entries if "." not in e) if depth < 2 else ()
    return any(_holds_code(path, _entries(path), depth + 1) for path in inner if os.path.isdir(path))


@lru_cache(4096)
def _roots(folder: str) -> tuple[str, ...]:
    """Return the folders that absolute imports are searched in, nearest first."""
    found, top = [folder], _top(folder)
    for parent in parents(folder):
        if found[-1] == top:
            break
        found.append(parent)
    return tuple(path for base in found for path in (base, os.path.join(base, "src")) if os.path.isdir(path))


def _top(folder: str) -> str:
    """Return the root of the project: a repository, a distribution, the working directory, the package."""
    here = os.getcwd()
    for path in (folder, *parents(folder)):
        if path == here or _entries(path) & ROOT_MARKS:
            return path
    top = folder
    while "__init__.py" in _entries(top):
        top = os.path.dirname(top)
    return top


def _entries(folder: str) -> frozenset[str]:
    try:
        return _listing(folder, os.stat(folder).st_mtime_ns)
    except OSError:
        return frozenset()


@lru_cache(4096)
def _listing(folder: str, changed: int) -> frozenset[str]:
    """Return the names in a folder, read again when it has ``changed``."""
    return frozenset(os.listdir(folder))
