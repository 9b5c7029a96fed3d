"""Checking again and again, whenever a file changes that may matter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

MATTER = (".py", ".pyw", ".ipynb", ".toml", ".gitignore")
"""How the names of files end that are checked, or that say what is."""


def watch(paths: Sequence[str], check: Callable[[], object]) -> None:
    """Call ``check`` now and after each change, until somebody presses Ctrl-C."""
    from watchfiles import Change, DefaultFilter
    from watchfiles import watch as changes

    passed_over = DefaultFilter()

    def matters(change: Change, path: str) -> bool:
        return path.endswith(MATTER) and passed_over(change, path)

    check()
    for _ in changes(*_folders(paths), watch_filter=matters, raise_interrupt=True):
        check()


def _folders(paths: Sequence[str]) -> list[str]:
    """Return the folders to watch: an editor may replace a file, and a file may import its neighbours."""
    folders = (path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths)
    return list(dict.fromkeys(filter(os.path.isdir, map(os.path.abspath, folders))))
