"""The part of pygls that keeps the texts, left out: :mod:`lintrain.lsp.documents` does it.

What pygls keeps is split by ``str.splitlines``, where the protocol knows three ends of a row only, so that
a form feed in a file would put every later edit in the wrong row.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

Call = Generator[tuple[Any, tuple[Any, ...], None], Any, None]


class Protocol(LanguageServerProtocol):
    """Hands what is said about documents on to us."""

    def _only_ours(self, method: str, params: object) -> Call:
        if (handler := self.fm.features.get(method)) is not None:
            yield handler, (params,), None


def _passed_on(method: str) -> Callable[..., Call]:
    @lsp_method(method)
    def passed_on(self: Protocol, params: object) -> Call:
        yield from self._only_ours(method, params)

    return passed_on


for _name, _method in {
    "lsp_text_document__did_open": types.TEXT_DOCUMENT_DID_OPEN,
    "lsp_text_document__did_change": types.TEXT_DOCUMENT_DID_CHANGE,
    "lsp_text_document__did_close": types.TEXT_DOCUMENT_DID_CLOSE,
    "lsp_notebook_document__did_open": types.NOTEBOOK_DOCUMENT_DID_OPEN,
    "lsp_notebook_document__did_change": types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    "lsp_notebook_document__did_close": types.NOTEBOOK_DOCUMENT_DID_CLOSE,
}.items():
    assert hasattr(LanguageServerProtocol, _name), f"pygls has no {_name} any more"
    setattr(Protocol, _name, _passed_on(_method))
