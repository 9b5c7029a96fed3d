"""Edits as data, applied to a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lintrain.findings import Edit

_BARE_NEWLINE = re.compile(r"(?<!\r)\n")


class Refused(Exception):
    """A fix that fails its transaction, and why."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with disjoint edits applied; inserted line ends are those of the file."""
    last = len(text)
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        if not 0 <= edit.start <= edit.end <= last:
            raise Refused("its edits overlap, or lie outside the file")
        text = text[: edit.start] + _with_line_ends_of(text, edit.text) + text[edit.end :]
        last = edit.start
    return text


def _with_line_ends_of(text: str, inserted: str) -> str:
    if "\r" not in text or _BARE_NEWLINE.search(text):
        return inserted
    return _BARE_NEWLINE.sub("\r\n" if "\r\n" in text else "\r", inserted)
