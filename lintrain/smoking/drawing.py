"""Writes what ``--report`` and ``--tensorboard`` ask for."""

from __future__ import annotations

import importlib.util
import os

from lintrain.findings import Problem
from lintrain.report import Report
from lintrain.reporters.summary import report_error
from lintrain.reporters.terminal import Terminal
from lintrain.smoking.running import Watched, Wish


def lacking(wish: Wish) -> Problem | None:
    """Say what is missing to write what is wished for: before the run, not after it."""
    for path, package in ((wish.report, "plotly"), (wish.tensorboard, "tensorboard")):
        if path is not None and importlib.util.find_spec(package) is None:
            return Problem(path, f"cannot be written without {package} (pip install 'lintrain[report]')")
    if wish.report is not None and os.path.isdir(wish.report):
        return Problem(wish.report, "cannot be written: it is a directory")
    folder = os.path.dirname(os.path.abspath(wish.report or ""))
    if wish.report is not None and not os.path.isdir(folder):
        return Problem(wish.report, "cannot be written: its directory does not exist")
    return None


def draw(watched: Watched, report: Report, err: Terminal) -> bool:
    """Write all that is wished for; return whether something could not be, which is said on ``err``."""
    failed = False
    for path, write in ((watched.wish.report, _write_page), (watched.wish.tensorboard, _write_events)):
        if path is not None:
            try:
                write(path, watched, report, err)
            except OSError as error:
                report_error(err, Problem(path, f"cannot be written: {error.strerror or error}"))
                failed = True
    return failed


def _write_page(path: str, watched: Watched, report: Report, err: Terminal) -> None:
    from lintrain.reporters.page import Told, page

    content = page(Told(watched, report), err)
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        stream.write(content)


def _write_events(path: str, watched: Watched, report: Report, err: Terminal) -> None:
    from lintrain.reporters.tensorboard import write_tensorboard

    if told := watched.told.told:
        write_tensorboard(path, told.points, told.began)
