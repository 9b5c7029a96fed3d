"""The server: which open files must be checked when, and what the editor was told about them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

import lintrain
from lintrain.lsp.answers import told_about
from lintrain.lsp.checking import Checker, Desk, SettingsFor
from lintrain.lsp.diagnostics import Told
from lintrain.lsp.documents import Documents, Opened
from lintrain.lsp.protocol import Protocol

T = TypeVar("T")

PAUSE = 0.03
"""Seconds without a key pressed after which a file is checked."""
NEIGHBOURS = 0.4
"""Seconds after which the other open files are checked, because of what they import from it."""

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithCells([types.NotebookCellLanguage("python")], "*")]
)


class Server(LanguageServer):
    """Knows what is open, which of it must be checked, and what was told about it."""

    def __init__(self, settings_for: SettingsFor) -> None:
        super().__init__(
            "lintrain", lintrain.__version__, notebook_document_sync=NOTEBOOKS, protocol_cls=Protocol
        )
        self.documents = Documents()
        self.checker = Checker(settings_for)
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._told: dict[str, Told] = {}
        self._complaints: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()

    def changed(self, opened: Opened | None) -> None:
        """Have a file checked soon, and then those that may import it."""
        if opened is not None:
            self._soon(opened.uri, PAUSE)
            self.others(opened.uri)

    def closed(self, uri: str) -> None:
        """Take back what was told because of a file. The others see it now as it is on the disk."""
        opened = self.documents.close(uri)
        if opened is not None:
            self._publish(uri, {})
            self.checker.thread.submit(self.checker.forget, opened.path)
            self.others()

    def others(self, uri: str = "") -> None:
        """Have all other open files checked: what they depend on may have changed."""
        for other in self.documents.opened:
            if other != uri and other not in self._due:
                self._soon(other, NEIGHBOURS)

    async def ask(self, question: Callable[..., T], opened: Opened, *about: object) -> T:
        """Ask the thread that checks, about a file as it is now, among all that is open now."""
        desk = Desk(self.documents.unsaved(), self.documents.uris())
        call = partial(question, self.checker, opened, desk, *about)
        return await asyncio.get_running_loop().run_in_executor(self.checker.thread, call)

    def complain(self, message: str) -> None:
        """Say what is wrong with the check itself, once."""
        if message not in self._complaints:
            self._complaints.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def _soon(self, uri: str, pause: float) -> None:
        """Have a file checked when nothing has happened to it for a while."""
        if waiting := self._due.pop(uri, None):
            waiting.cancel()
        self._due[uri] = asyncio.get_running_loop().call_later(pause, self._start, uri)

    def _start(self, uri: str) -> None:
        self._due.pop(uri, None)
        task = asyncio.get_running_loop().create_task(self._check(uri))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _check(self, uri: str) -> None:
        opened = self.documents.opened.get(uri)
        if opened is None:
            return
        try:
            told, complaints = await self.ask(told_about, opened)
        except Exception as error:  # noqa: BLE001  # the boundary: said where the user sees it
            self.complain(f"lintrain failed: {type(error).__name__}: {error}")
            return
        for complaint in complaints:
            self.complain(complaint)
        if self.documents.opened.get(uri) is opened:  # else the next check is under way
            self._publish(uri, told)
        if not self._due:
            self.checker.thread.submit(self.checker.tidy)

    def _publish(self, source: str, told: Told) -> None:
        """Tell what one file shows: about itself, and about others that it imports."""
        before = self._told.pop(source, {})
        if told:
            self._told[source] = told
        for uri in dict.fromkeys((*before, *told)):
            if uri == source or before.get(uri) != told.get(uri):
                self._publish_text(uri)

    def _publish_text(self, uri: str) -> None:
        """Tell all that is known of one text, whichever file showed it."""
        several = [diagnostic for told in self._told.values() for diagnostic in told.get(uri, ())]
        known = {(str(each.range), each.code, each.message): each for each in several}
        owner = self.documents.opened.get(uri)
        params = types.PublishDiagnosticsParams(uri, list(known.values()), owner.version if owner else None)
        self.text_document_publish_diagnostics(params)
