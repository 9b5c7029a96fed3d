"""What ``import lintrain`` offers to programs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Executor

from lintrain.config import Config
from lintrain.engine import check_paths
from lintrain.nearest import Wishes, settings_for
from lintrain.report import Report


def check(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    executor: Executor | None = None,
    isolated: bool = False,
) -> Report:
    """Check files and directories: see :func:`lintrain.check`."""
    several = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    named = [os.fspath(path) for path in several]
    settings = settings_for(named, Wishes(Config(), isolated=isolated))
    return check_paths(named, settings, executor=executor)
