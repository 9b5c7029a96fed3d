"""Paths relative to the project, so that what is kept in one checkout is understood in another."""

from __future__ import annotations

import os
from typing import NamedTuple

INSIDE = "\0"
"""Begins a path that is shown in full and lies inside of the project."""


class Rooted(NamedTuple):
    """The folder that paths are relative to."""

    root: str

    def pack(self, absolute: str) -> str:
        """Return an absolute path as it is kept."""
        if absolute == self.root:
            return "."
        start = os.path.join(self.root, "")
        return absolute[len(start) :] if absolute.startswith(start) else absolute

    def unpack(self, kept: str) -> str:
        """Return the absolute path."""
        if kept in ("", "."):
            return self.root if kept else ""
        return os.path.join(self.root, kept)

    def pack_shown(self, path: str) -> str:
        """Return a path that is shown: one that is relative stays so."""
        if not os.path.isabs(path):
            return path
        packed = self.pack(path)
        return packed if packed == path else INSIDE + packed

    def unpack_shown(self, kept: str) -> str:
        """Return a path as it is shown."""
        return self.unpack(kept[1:]) if kept.startswith(INSIDE) else kept
