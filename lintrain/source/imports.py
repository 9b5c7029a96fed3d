"""Where a name that a file imports is defined: dotted names become files of the same project.

Nothing is imported or executed. Searched are the folder of the importing file (a script finds its
neighbours) and the folders above it, each with its ``src``, up to the project's root: the nearest
repository or packaging file, or the working directory. Names of the standard library and of known
frameworks are never taken from a folder that happens to be called the same. As in Python, a folder
without ``__init__.py`` is a package only where nothing else has its name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.source.paths import parents
from lintrain.source.sights import Sights

FRAMEWORKS = frozenset((
    "accelerate", "apex", "datasets", "deepspeed", "diffusers", "fairscale", "fairseq", "ignite", "jax",
    "lightning", "matplotlib", "mmcv", "mmengine", "numpy", "pandas", "peft", "pytorch_lightning", "scipy",
    "sklearn", "tensorflow", "timm", "torch", "torch_xla", "torchaudio", "torchtune", "torchvision", "tqdm",
    "transformers", "wandb",
))  # fmt: skip
"""What lintrain knows by documentation; their own files are followed only from inside of them."""

ROOT_MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg", ".hg")

_WORD = rb"[\w\x80-\xff]"
_BLANK = rb"(?:[ \t\f]|\\\r?\n)"
_START = re.compile(
    rb"[fi](?:rom\b((?:%(_)b|[.%(w)b]){0,200}?)\bimport\b|mport\b)%(_)b*" % {b"_": _BLANK, b"w": _WORD[1:-1]}
)
_NAMES = re.compile(
    rb"\((?:#[^\n\r]*|[\s,\\%(w)b])*|(?:[^\n\r#;\\]*\\\r?\n){0,20}[^\n\r#;\\]*" % {b"w": _WORD[1:-1]}
)
_COMMENT = re.compile(rb"#[^\n\r]*")
_ALIAS = re.compile(rb"\bas" + _BLANK + rb"+" + _WORD + rb"+")
_NAME = re.compile(_WORD + rb"+")
_DOTTED = re.compile(rb"[.%b]+" % _WORD[1:-1])
Wanted = tuple[str, tuple[str, ...]]
"""What one import statement names: a module, and what of it."""
Found = tuple["Spot", tuple[str, ...]]
"""Where the first part of a dotted name is found, and the other parts."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A module or package of the project. A folder without ``__init__.py`` has no ``file``."""

    folder: str | None
    file: str | None


def import_statements(data: bytes) -> Iterator[Wanted]:
    """Yield what the import statements in ``data`` name, read without a parser: rather too much."""
    for start in _START.finditer(data):
        if b"#" in data[data.rfind(b"\n", 0, start.start()) + 1 : start.start()]:
            continue
        listed = _NAMES.match(data, start.end())
        names = _COMMENT.sub(b"", listed[0]) if listed else b""
        if start[1] is None:
            wanted = (_DOTTED.search(part) for part in names.split(b","))
            yield from ((_text(name[0]), ()) for name in wanted if name)
        else:
            yield (
                _text(b"".join(_DOTTED.findall(start[1]))),
                tuple(map(_text, _NAME.findall(_ALIAS.sub(b"", names)))),
            )


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Listing:
    modules: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()


class Folders:
    """The folders of a project, each listed when it is first asked for: one picture for one run."""

    def __init__(self, sights: Sights | None = None) -> None:
        self._here = os.getcwd()
        self._sights = sights or Sights()
        self._listings: dict[str, _Listing] = {}
        self._searched: dict[str, tuple[str, ...]] = {}
        self._candidates: dict[tuple[str, str], tuple[Spot, ...]] = {}

    def first(self, importer: str, dotted: str) -> Found | None:
        """Return where the first part of a name that the file ``importer`` imports is found.

        ``importer`` is absolute. ``.model.Net`` is relative to the importer's package.
        """
        level = len(dotted) - len(dotted.lstrip("."))
        parts = tuple(part for part in dotted[level:].split(".") if part)
        folder = os.path.dirname(importer)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._package(folder), parts
        if not parts or _is_foreign(parts[0], folder):
            return None
        spot = self._chosen(importer, folder, parts[0])
        return (spot, parts[1:]) if spot is not None else None

    def child(self, folder: str | None, name: str) -> Spot | None:
        """Return the submodule ``name`` of the package in ``folder``; ``None`` if there is none."""
        if folder is None:
            return None
        listing = self._listing(folder)
        package = self._package(os.path.join(folder, name)) if name in listing.folders else None
        if f"{name}.py" in listing.modules and (package is None or package.file is None):
            return Spot(None, os.path.join(folder, f"{name}.py"))
        return package

    def files(self, importer: str, wanted: Wanted) -> Iterator[str]:
        """Yield the project files that an import statement may run."""
        dotted, names = wanted
        found = self.first(importer, dotted)
        if found is None:
            return
        spot, rest = found
        for part in rest:
            if spot.file is not None:
                yield spot.file
            inner = self.child(spot.folder, part)
            if inner is None:
                return
            spot = inner
        reached = (spot, *(self.child(spot.folder, name) for name in names))
        yield from (inner.file for inner in reached if inner is not None and inner.file is not None)

    def _chosen(self, importer: str, folder: str, name: str) -> Spot | None:
        """Return what ``name`` is, unless it depends on whether a package's file is run or imported."""
        key = (folder, name)
        if key not in self._candidates:
            found = (self.child(base, name) for base in self._searched_from(folder))
            self._candidates[key] = tuple(spot for spot in found if spot is not None)
        spots = [spot for spot in self._candidates[key] if spot != Spot(None, importer)]
        real = [spot for spot in spots if spot.file is not None]
        if len(real) > 1 and "__init__.py" in self._listing(folder).modules and _stands_in(real[0], folder):
            return None
        return next(iter(real or spots), None)

    def _package(self, folder: str) -> Spot:
        init = os.path.join(folder, "__init__.py")
        return Spot(folder, init if "__init__.py" in self._listing(folder).modules else None)

    def _searched_from(self, folder: str) -> tuple[str, ...]:
        """Return the folders that absolute imports are searched in, nearest first."""
        if folder not in self._searched:
            found, top = [folder], self._top(folder)
            for parent in parents(folder):
                if found[-1] == top:
                    break
                found.append(parent)
            both = (path for base in found for path in (base, os.path.join(base, "src")))
            self._searched[folder] = tuple(path for path in both if self._sights.is_folder(path))
        return self._searched[folder]

    def _top(self, folder: str) -> str:
        """Return the project's root: a repository, a distribution, the working directory, the package."""
        for path in (folder, *parents(folder)):
            if path == self._here or any(
                self._sights.exists(os.path.join(path, mark)) for mark in ROOT_MARKS
            ):
                return path
        top = folder
        while "__init__.py" in self._listing(top).modules and os.path.dirname(top) != top:
            top = os.path.dirname(top)
        return top

    def _listing(self, folder: str) -> _Listing:
        if folder not in self._listings:
            self._listings[folder] = _listed(folder, self._sights)
        return self._listings[folder]


def _listed(folder: str, sights: Sights) -> _Listing:
    """Return what can be imported from a folder; nothing if it cannot be read."""
    try:
        found = sights.listing(folder)
    except (OSError, ValueError):
        return _Listing()
    folders = frozenset(name for name, kind in found.items() if kind in "dD" and name.isidentifier())
    modules = frozenset(name for name, kind in found.items() if kind in "fF" and name.endswith(".py"))
    return _Listing(modules, folders)


def _is_foreign(name: str, folder: str) -> bool:
    """Tell whether ``name`` is of the standard library, or of a framework that we are not inside of."""
    return name in sys.stdlib_module_names or (name in FRAMEWORKS and name not in folder.split(os.sep))


def _stands_in(spot: Spot, folder: str) -> bool:
    return os.path.dirname(spot.folder or spot.file or "") == folder
