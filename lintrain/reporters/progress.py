"""A progress bar on stderr: on a terminal only, and only for runs that take a while."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from lintrain.reporters.terminal import wants_colour

if TYPE_CHECKING:
    from rich.progress import Progress

QUIET_FOR = 1.0
"""Seconds before anything is shown."""

REDRAW_EVERY = 0.1


class ProgressBar:
    """Call it with how many files are done and how many there are. It starts no thread."""

    def __init__(self) -> None:
        self._wanted = sys.stderr.isatty()
        self._next = time.monotonic() + QUIET_FOR
        self._progress: Progress | None = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        if not self._wanted or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + REDRAW_EVERY
        if self._progress is None:
            self._progress = _start(total)
        self._progress.update(self._progress.task_ids[0], completed=done, refresh=True)


def _start(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not wants_colour(sys.stderr))
    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
    progress.add_task("Checking", total=total)
    progress.start()
    return progress
