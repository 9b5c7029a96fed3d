"""Absolute paths into the user's own folders lead into the mirror, whatever Python does with files there.

A script that was told ``--output /home/you/project/out`` would leave the mirror. Between a call and the
operating system only the path is changed, so that what was written there is also found there.
"""

from __future__ import annotations

import builtins
import functools
import io
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from lintrain.smoking.hiding import Hiding

ONE = (
    *("access", "chdir", "chmod", "listdir", "listxattr", "lstat", "mkdir", "mkfifo", "open", "readlink"),
    *("remove", "rmdir", "scandir", "stat", "statvfs", "truncate", "unlink", "utime"),
)
"""Functions of :mod:`os` whose first argument is a path."""

TWO = ("link", "rename", "replace", "symlink")
"""Those whose second one is as well."""

KEYWORDS = frozenset({"file", "path", "src", "dst"})

CAPABILITIES = ("supports_dir_fd", "supports_effective_ids", "supports_fd", "supports_follow_symlinks")


KEEPERS = ("glob", "pathlib", "pathlib._local", "pathlib._os", "shutil")
"""Modules with classes that keep functions of :mod:`os` for themselves, in one Python or another."""


class Redirecting:
    """Knows the user's folders and their mirror. Nothing is redirected in a thread that is ``busy``."""

    def __init__(self, tree: str, roots: tuple[str, ...], busy: threading.local) -> None:
        self._tree = tree
        self._busy = busy
        self._roots = roots
        self._inside = tuple(os.path.join(root, "") for root in roots)

    def path(self, path: Any) -> Any:  # noqa: ANN401  # whatever was given, unless it is a path of the user's
        """Return ``path``, or its place in the mirror if it is absolute and inside of the user's folders."""
        if not isinstance(path, (str, bytes, os.PathLike)) or getattr(self._busy, "now", False):
            return path
        plain = os.fspath(path)
        text = os.fsdecode(plain)
        if not text.startswith(self._inside) and text not in self._roots:
            return path
        moved = self._tree + os.path.normpath(text)
        return os.fsencode(moved) if isinstance(plain, bytes) else moved

    def install(self) -> None:
        """Put the mirror between this process and the user's folders."""
        hiding = Hiding(self._tree, self._busy)
        function, builtins.open = io.open, Redirected(io.open, self.path)
        io.open = builtins.open
        _replace_kept(function, builtins.open)
        for name in filter(functools.partial(hasattr, os), (*ONE, *TWO)):
            function = getattr(os, name)
            hidden = getattr(hiding, name, function)
            redirected = Redirected(hidden, self.path, paths=2 if name in TWO else 1)
            for capability in CAPABILITIES:
                able = getattr(os, capability)
                if function in able:
                    able.add(redirected)
            setattr(os, name, redirected)
            _replace_kept(function, redirected)


def _replace_kept(function: object, redirected: object) -> None:
    """Put ``redirected`` wherever the standard library's own path classes have kept ``function``."""
    modules = [sys.modules[name] for name in KEEPERS if name in sys.modules]
    for holder in {value for module in modules for value in vars(module).values() if isinstance(value, type)}:
        for name, value in list(vars(holder).items()) if holder.__module__ in KEEPERS else ():
            if getattr(value, "__func__", value) is function:
                setattr(holder, name, redirected)


class Redirected:
    """A function of files whose first one or two arguments are redirected.

    It is an object, not a function: like the built-in one it does not become a method in a class.
    """

    def __init__(self, function: Callable[..., Any], path: Callable[[Any], Any], paths: int = 1) -> None:
        self._function = function
        self._path = path
        self._paths = paths
        functools.update_wrapper(self, function)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401  # passed through
        moved = map(self._path, arguments[: self._paths])
        for key in KEYWORDS.intersection(keywords) if keywords else ():
            keywords[key] = self._path(keywords[key])
        return self._function(*moved, *arguments[self._paths :], **keywords)

    def __reduce__(self) -> str:
        return self._function.__name__

    def __repr__(self) -> str:
        return repr(self._function)
