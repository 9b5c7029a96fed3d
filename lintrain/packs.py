"""Packages of rules, fixers, dialects and observers: our own, and those that ``plugins`` names.

A pack is an installed package with any of the subpackages ``rules``, ``fixers``, ``dialects`` and
``observers``, shaped like ours. It is imported only because a configuration names it, and what lies in the
working directory is no installed package. What cannot be imported stops everything.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, TypeVar

OWN = "lintrain"
KINDS = ("rules", "fixers", "dialects", "observers")
LOADED_AT_ONCE = KINDS[:3]
"""Observers need torch, which only a run may import."""

F = TypeVar("F", bound=Callable[..., Any])


class BrokenPack(Exception):
    """A pack that cannot be used. The message names it, and has the traceback of what it raised."""


_chosen: list[str] = []
_remembered: list[Any] = []


def remembered(function: F) -> F:
    """Keep the results of a function, until there is another pack."""
    kept: Any = cache(function)
    _remembered.append(kept)
    return kept  # type: ignore[no-any-return]  # it is called like the function


def chosen() -> tuple[str, ...]:
    """Return the names of the packs that are used besides our own."""
    return tuple(_chosen)


def use(names: Iterable[str], fit: Callable[[], object] = chosen) -> None:
    """Load packs, and use them from now on, if all is well with them: ``fit`` is asked.

    Raises:
        BrokenPack: one cannot be imported, or ``fit`` says that it does not fit. Then it is not used.
    """
    before = chosen()
    new = [name for name in dict.fromkeys(names) if name not in before]
    if not new:
        return
    for name in new:
        _load(name)
    _choose((*before, *new))
    try:
        fit()
    except BrokenPack:
        _choose(before)
        raise


def _choose(names: Iterable[str]) -> None:
    _chosen[:] = names
    for kept in _remembered:
        kept.cache_clear()


def modules(kind: str) -> Iterator[ModuleType]:
    """Import and yield what the chosen packs have of one kind, in their order."""
    for name in _chosen:
        yield from _modules(f"{name}.{kind}")


def pack_of(module: str) -> str:
    """Return the name of the pack that a module belongs to."""
    pack, _, kind = module.rpartition(".")[0].rpartition(".")
    return pack if kind in KINDS else module.partition(".")[0]


def counterpart(module: str, kind: str) -> str:
    """Return the module of the same name in another part of its pack."""
    return f"{pack_of(module)}.{kind}.{module.rpartition('.')[2]}"


def exists(module: str) -> bool:
    """Tell whether there is a module, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is there what it would stand in
        return False


def _load(name: str) -> None:
    try:
        with _installed_only():
            importlib.import_module(name)
            parts = [kind for kind in KINDS if exists(f"{name}.{kind}")]
            for kind in LOADED_AT_ONCE:
                list(_modules(f"{name}.{kind}"))
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name == name:
            raise BrokenPack(f"the plug-in `{name}` is not installed where lintrain is") from error
        raise BrokenPack(f"the plug-in `{name}` cannot be imported:\n{_told(error)}") from error
    if not parts:
        raise BrokenPack(f"the plug-in `{name}` has none of {', '.join(KINDS)}")


def _modules(package: str) -> Iterator[ModuleType]:
    if not exists(package):
        return
    names = sorted(info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__))
    yield from (importlib.import_module(f"{package}.{name}") for name in names if not name.startswith("_"))


def _told(error: Exception) -> str:
    """Return the traceback, from where it leaves Python's machinery of imports and ours."""
    told = traceback.TracebackException.from_exception(error)
    frames = [f for f in told.stack if "importlib" not in f.filename and f.filename != __file__]
    told.stack = traceback.StackSummary.from_list(frames)
    return "".join(told.format(chain=False)).rstrip()


@contextmanager
def _installed_only() -> Iterator[None]:
    """Look for packages where they are installed: not in the folder that ``python -m`` is run in."""
    here, before = os.getcwd(), list(sys.path)
    if sys.path and sys.path[0] in ("", here):
        del sys.path[0]
    try:
        yield
    finally:
        sys.path[:] = before
