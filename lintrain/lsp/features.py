"""What the editor says, and what is done about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.uris import to_fs_path

from lintrain.lsp.actions import FIX_ALL, FIX_NOTEBOOK, QUICK
from lintrain.lsp.answers import manual, offered
from lintrain.lsp.checking import SettingsFor
from lintrain.lsp.server import Server

WATCHED = ("**/pyproject.toml", "**/lintrain.toml", "**/.lintrain.toml", "**/*.py")

Feature = Callable[[Server, Any], Any]


def serve(settings_for: SettingsFor) -> None:
    """Talk to an editor over standard input and output until it says goodbye.

    What anything prints goes to standard error meanwhile: it would be taken for a message.
    """
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with os.fdopen(out, "wb") as stream:
        made(settings_for).start_io(stdout=stream)


def made(settings_for: SettingsFor) -> Server:
    """Return a server that answers."""
    server = Server(settings_for)
    for method, (feature, options) in FEATURES.items():
        server.feature(method, options)(feature)
    return server


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Work in the first folder of the workspace, as a check from there would."""
    ls.documents.encoding = str(ls.workspace.position_encoding)
    folders = [folder.uri for folder in params.workspace_folders or ()]
    roots = [path for uri in (*folders, params.root_uri or "") if (path := to_fs_path(uri))]
    if roots and os.path.isdir(roots[0]):
        os.chdir(roots[0])


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Get ready while nobody waits, and ask to be told of files that change on the disk."""
    ls.checker.thread.submit(ls.checker.warm_up)
    workspace = ls.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions(list(map(types.FileSystemWatcher, WATCHED)))
        wish = types.Registration("lintrain", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        await ls.client_register_capability_async(types.RegistrationParams([wish]))


def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A file is open."""
    ls.changed(ls.documents.open_script(params.text_document))


def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Somebody types."""
    ls.changed(ls.documents.change_script(params))


def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A file is closed."""
    ls.closed(params.text_document.uri)


def opened_notebook(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook is open."""
    ls.changed(ls.documents.open_sheet(params))


def changed_notebook(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Somebody types in a notebook, or adds, moves or removes cells."""
    ls.changed(ls.documents.change_sheet(params))


def closed_notebook(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    """A notebook is closed."""
    ls.closed(params.notebook_document.uri)


def surroundings(ls: Server, params: object) -> None:
    """Something beside the open files has changed: configuration, folders, a file on the disk."""
    ls.others()


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Somebody asks what can be done."""
    found = ls.documents.find(params.text_document.uri)
    return None if found is None else await ls.ask(offered, *found, params)


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """The mouse rests on a place."""
    found = ls.documents.find(params.text_document.uri)
    return None if found is None else await ls.ask(manual, *found, params.position)


FEATURES: dict[str, tuple[Feature, Any]] = {
    types.INITIALIZE: (initialize, None),
    types.INITIALIZED: (initialized, None),
    types.TEXT_DOCUMENT_DID_OPEN: (opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (changed, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (closed, None),
    types.TEXT_DOCUMENT_DID_SAVE: (surroundings, None),
    types.NOTEBOOK_DOCUMENT_DID_OPEN: (opened_notebook, None),
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: (changed_notebook, None),
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: (closed_notebook, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (surroundings, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (surroundings, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (surroundings, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (code_action, types.CodeActionOptions([QUICK, FIX_ALL, FIX_NOTEBOOK])),
    types.TEXT_DOCUMENT_HOVER: (hover, None),
}
