"""Lines of styled text on a stream. rich is imported only where there is colour."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TextIO

Piece = tuple[str, str]
"""Text, and the name of its style."""

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "advice": "bold cyan",
    "bold": "bold",
    "gutter": "blue",
    "witness": "cyan",
    "help": "bold cyan",
    "fixable": "cyan",
    "added": "green",
    "removed": "red",
    "quiet": "dim",
    "good": "bold green",
}


WIDTH, NARROWEST = 100, 40
"""Columns that prose is wrapped at where there is no terminal, and the fewest on one."""


def wants_colour(stream: TextIO) -> bool:
    """Decide about colour: ``NO_COLOR``, then ``FORCE_COLOR``, then whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class Terminal:
    """Prints pieces. Whatever comes from a source file must have gone through ``visible`` before."""

    def __init__(self, stream: TextIO, colour: bool | None = None) -> None:
        self.stream = stream
        self.colour = wants_colour(stream) if colour is None else colour

    @property
    def width(self) -> int:
        """How many columns prose may take."""
        if not self.stream.isatty():
            return WIDTH
        import shutil

        return max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns)

    def line(self, *pieces: str | Piece) -> None:
        """Print one line."""
        text = "".join(self._paint(piece) for piece in pieces) if self.colour else plain(pieces)
        self.stream.write(text.rstrip(" ") + "\n")

    def _paint(self, piece: str | Piece) -> str:
        if isinstance(piece, str) or not piece[0] or not piece[1]:
            return piece if isinstance(piece, str) else piece[0]
        text, style = piece
        return _ansi(style).replace("\0", text)


def plain(pieces: Iterable[str | Piece]) -> str:
    """Return the text of some pieces."""
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)


@cache
def _ansi(style: str) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(STYLES[style]).render("\0", color_system=ColorSystem.STANDARD)
