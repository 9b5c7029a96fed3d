"""Checks what is open. One thread does all of it, so that what it has read is there the next time."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from lintrain.config import Config, ConfigError, Settings
from lintrain.discovery import is_excluded
from lintrain.engine import Session
from lintrain.findings import FileReport, Problem
from lintrain.lsp.documents import Opened
from lintrain.report import Fixes, Report

TIDY = 20
"""So many checks leave a few megabytes of graphs that point to themselves."""

SettingsFor = Callable[[str], Settings]
"""Returns the settings for a file. Raises :class:`~lintrain.config.ConfigError`."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the editor has open, at one moment: absolute paths, with content and address."""

    unsaved: dict[str, bytes] = field(repr=False)
    uris: dict[str, str]


class Checker:
    """One session, which sees open files as they stand in the editor."""

    def __init__(self, settings_for: SettingsFor) -> None:
        self._settings_for = settings_for
        self._unsaved: dict[str, bytes] = {}
        self._sessions = {fix: Session(self._unsaved) for fix in Fixes}
        self._checked = 0
        self.thread = ThreadPoolExecutor(1, "lintrain")

    def check(self, opened: Opened, desk: Desk, fix: Fixes) -> Report:
        """Check one open file or notebook."""
        self._unsaved.clear()
        self._unsaved.update(desk.unsaved)
        path = opened.path
        try:
            settings = self._settings_for(path if path != "-" else ".")
        except ConfigError as error:
            return _unchecked(path, f"not checked: {error}")
        if path != "-" and is_excluded(path, settings):
            return Report()
        return self._sessions[fix].check_source(path, opened.data, settings, fix)

    def forget(self, path: str) -> None:
        """Keep nothing of a file that was closed."""
        for session in self._sessions.values():
            session.forget(path)

    def tidy(self) -> None:
        """Free what only points to itself, now and then: nobody is waiting."""
        self._checked += 1
        if self._checked % TIDY == 0:
            gc.collect()

    def warm_up(self) -> None:
        """Import what a check needs, before the first file is waiting for it."""
        Session().check_source("-", _SMALL, Config.DEFAULT, Fixes.UNASKED)


_SMALL = b"""\
import torch
def train(model, optimizer, loader):
    for x, y in loader:
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""


def _unchecked(path: str, why: str) -> Report:
    return Report((FileReport(path, problems=(Problem(path, why),)),))
