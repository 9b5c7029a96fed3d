"""Where something stands in a file of TOML: its parser does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_NAME = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)\s*(\.|=|$)""")


def row_of(text: str, prefix: str, key: str, value: str | None = None) -> int | None:
    """Return the row of a key of the table ``prefix``, or of a string in its value, if it is found.

    Rows in the middle of a value may look like keys; then the first that does is returned.
    """
    wanted = (*prefix.split("."), key) if prefix else (key,)
    rows = text.splitlines()
    found = next((row for row, names in _names(rows) if names[: len(wanted)] == wanted), None)
    if found is None or value is None:
        return found
    quoted = (f'"{value}"', f"'{value}'")
    return next(
        (row for row in range(found, len(rows) + 1) if any(q in rows[row - 1] for q in quoted)), found
    )


def _names(rows: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each row that begins with a key or is the head of a table, with the whole name."""
    table: tuple[str, ...] = ()
    for number, row in enumerate(rows, 1):
        if head := _HEAD.fullmatch(row):
            table = tuple(_dotted(head[1]))
            yield number, table
        elif names := tuple(_dotted(row)):
            yield number, (*table, *names)


def _dotted(text: str) -> Iterator[str]:
    at = 0
    while found := _NAME.match(text, at):
        yield found[1].strip("\"'")
        if found[2] != ".":
            return
        at = found.end()
