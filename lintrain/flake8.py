"""The rules as a plug-in of flake8, found by its entry point: codes that begin with ``LT``.

flake8 says which files there are, which codes it shows, and what ``# noqa`` silences; lintrain's own
configuration says all the rest. What lintrain cannot check is told as ``LT000``: never green when blind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar

import lintrain

if TYPE_CHECKING:
    from argparse import Namespace

    from lintrain.config import Settings
    from lintrain.report import Report

Told = tuple[int, int, str, type]
"""Row, column (counted from 0), text that begins with a code, and whose it is."""


class Plugin:
    """One file. flake8 sees by the names of the parameters what it has to hand over."""

    name: ClassVar[str] = "lintrain"
    version: ClassVar[str] = lintrain.__version__

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str], options: Namespace) -> None:
        standard_input = filename in ("-", "stdin") and options.stdin_display_name == "stdin"
        self._path = "-" if standard_input else filename
        self._text = "".join(lines)
        self._suppressions = not options.disable_noqa

    def run(self) -> Iterator[Told]:
        """Yield what is found in the file itself."""
        from lintrain.config import ConfigError

        try:
            report = self._report()
        except ConfigError as error:
            yield from (self._told(1, 1, f"LT000 {line}") for line in str(error).splitlines())
            return
        for problem in report.problems:
            yield self._told(problem.row or 1, problem.column or 1, f"LT000 {problem.message}")
        for finding in report.findings:
            if finding.path == self._path:
                start = finding.span.start
                text = f"{finding.code} {finding.name}: {finding.message}"
                yield self._told(start.row, start.column, text)

    def _report(self) -> Report:
        from lintrain.discovery import is_excluded
        from lintrain.engine import check_source
        from lintrain.report import Fixes, Report
        from lintrain.source.reading import encoded

        settings = replace(_settings(self._path), suppressions=self._suppressions)
        if self._path != "-" and is_excluded(self._path, settings):
            return Report()
        return check_source(self._path, encoded(self._text), settings, Fixes.UNASKED)

    def _told(self, row: int, column: int, text: str) -> Told:
        return row, column - 1, text, type(self)


def _settings(path: str) -> Settings:
    import os

    return _settings_in(os.path.dirname(os.path.abspath(path)))


@cache
def _settings_in(directory: str) -> Settings:
    """Return what lintrain's own configuration says, for the files of one folder."""
    from lintrain.config import Config
    from lintrain.nearest import Wishes, settings_for

    return settings_for((directory,), Wishes(Config()))
