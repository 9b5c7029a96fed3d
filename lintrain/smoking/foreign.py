"""Libraries that open files outside of Python, where its hooks see nothing: they are given other paths.

What torch itself writes is redirected by ``lintrain.runtime._harmless``. Whatever else writes through a link
of the mirror is found when the run has ended (:meth:`lintrain.smoking.mirror.Mirror.changed`), and named.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

from lintrain.smoking.copying import Copying
from lintrain.smoking.imports import Then
from lintrain.smoking.redirecting import Redirecting


def libraries(copying: Copying, redirecting: Redirecting) -> dict[str, Then]:
    """Return what to do when a library has been imported, by its name."""

    def writable(path: Any) -> Any:  # noqa: ANN401  # a path, or what a library takes in its stead
        moved = redirecting.path(path)
        if isinstance(moved, (str, bytes, os.PathLike)):
            with copying.working():
                copying.prepare(moved)
        return moved

    def safetensors(module: Any) -> None:  # noqa: ANN401  # a module
        module.serialize_file = _with(module.serialize_file, 1, writable)
        module.safe_open = _with(module.safe_open, 0, redirecting.path)

    def h5py(module: Any) -> None:  # noqa: ANN401  # a module
        initialise = module.File.__init__

        @functools.wraps(initialise)
        def init(self: Any, name: Any, mode: str = "r", *rest: Any, **more: Any) -> None:  # noqa: ANN401
            initialise(self, redirecting.path(name) if mode == "r" else writable(name), mode, *rest, **more)

        module.File.__init__ = init

    def sqlite3(module: Any) -> None:  # noqa: ANN401  # a module
        module.connect = _with(module.connect, 0, redirecting.path)

    return {"h5py": h5py, "safetensors": safetensors, "sqlite3": sqlite3}


def _with(function: Callable[..., Any], position: int, path: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return ``function`` with the path at ``position`` replaced. By keyword it stays what it is."""

    @functools.wraps(function, updated=())
    def moved(*arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401
        if len(arguments) > position:
            here = path(arguments[position])
            arguments = (*arguments[:position], here, *arguments[position + 1 :])
        return function(*arguments, **keywords)

    return moved
