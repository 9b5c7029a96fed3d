"""The physical lines of a text, by character offset, with the newlines they have."""

from __future__ import annotations

from bisect import bisect_right

from .positions import NEWLINE


class Lines:
    """Answers where lines begin and end; an end includes the newline."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def start(self, offset: int) -> int:
        """Return where the line around ``offset`` begins."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def end(self, offset: int) -> int:
        """Return where the line around ``offset`` ends, after its newline if it has one."""
        row = bisect_right(self.starts, offset)
        return self.starts[row] if row < len(self.starts) else len(self.text)

    def is_start(self, offset: int) -> bool:
        """Whether a line begins at ``offset`` (the end of a text that ends in a newline included)."""
        return self.start(offset) == offset

    def line_before(self, start: int) -> str:
        """Return the line that ends at ``start``; empty at the beginning of the text."""
        return self.text[self.start(start - 1) : start] if start > 0 else ""

    def end_of_previous(self, start: int) -> int:
        """Return where the line before ``start`` ends, its newline excluded."""
        return start - len(_newline_of(self.line_before(start)))

    def between(self, start: int, end: int) -> list[str]:
        """Return the lines from ``start`` to ``end``, with their newlines."""
        found = []
        while start < end:
            stop = min(self.end(start), end)
            found.append(self.text[start:stop])
            start = stop
        return found

    def newline_near(self, offset: int) -> str:
        """Return the newline of the line at ``offset``, else of the line above it, else ``\\n``."""
        start = self.start(offset)
        here = self.text[start : self.end(offset)]
        return _newline_of(here) or _newline_of(self.line_before(start)) or "\n"


def _newline_of(line: str) -> str:
    for newline in ("\r\n", "\n", "\r"):
        if line.endswith(newline):
            return newline
    return ""
