"""Why a file has no graph."""

from __future__ import annotations


class SyntaxProblem(Exception):
    """A file that cannot be parsed. ``row`` and ``column`` are 1-based, where they are known."""

    def __init__(self, message: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message, self.row, self.column = message, row, column
