"""What torch writes by itself, kept out of the user's folders; and no compilation in a run of a few steps."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, Protocol

import torch


class Files(Protocol):
    """Knows where files go, and where they went."""

    def redirected(self, path: str) -> str:
        """Return where a file that is to be written should go."""

    def found(self, path: str) -> str:
        """Return where a file that is to be read is."""


def install(files: Files | None, eager: bool) -> None:
    """Redirect what torch opens in C++, where Python's own hooks see nothing, for the rest of the process.

    ``files`` is ``None`` when the run is in place; ``eager`` makes ``torch.compile`` do nothing.
    """
    if files is not None:
        torch.save = torch.serialization.save = _redirected(torch.save, 1, "f", files.redirected)
        torch.load = torch.serialization.load = _redirected(torch.load, 0, "f", files.found)
        torch.jit.save = _redirected(torch.jit.save, 1, "f", files.redirected)
    if eager and hasattr(torch.compiler, "set_stance"):  # torch 2.6
        torch.compiler.set_stance("force_eager")


def _redirected(
    function: Callable[..., Any], position: int, name: str, where: Callable[[str], str]
) -> Callable[..., Any]:
    """Return ``function`` with its file, the argument at ``position`` or called ``name``, sent elsewhere."""

    @functools.wraps(function)
    def redirected(*arguments: Any, **keywords: Any) -> Any:
        if name in keywords:
            keywords[name] = _moved(keywords[name], where)
        elif len(arguments) > position:
            file = _moved(arguments[position], where)
            arguments = (*arguments[:position], file, *arguments[position + 1 :])
        return function(*arguments, **keywords)

    return redirected


def _moved(file: Any, where: Callable[[str], str]) -> Any:
    return where(os.fspath(file)) if isinstance(file, (str, os.PathLike)) else file
