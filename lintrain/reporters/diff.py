"""Fixes as a unified diff: the file's exact bytes for a pipe, shown harmlessly on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import diff_bytes, unified_diff

from lintrain.fixing import Change
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import show
from lintrain.source.notebook import is_notebook, read_notebook

_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def report_diff(terminal: Terminal, changes: Sequence[Change]) -> None:
    """Print what the changes would do."""
    for change in changes:
        for line in _diff(change):
            if terminal.colour or terminal.stream.isatty():
                terminal.line((show(line.decode("utf-8", "replace").rstrip("\r\n")).shown, _style(line)))
            else:
                terminal.stream.flush()
                terminal.stream.buffer.write(line)


def _diff(change: Change) -> Iterator[bytes]:
    """Yield the changes of a file, or those of each cell of a notebook: its JSON is nothing to read."""
    if not is_notebook(change.path):
        yield from _unified(change.path, change.before, change.after)
        return
    cells, after = (read_notebook(change.path, data).cells for data in (change.before, change.after))
    for old, new in zip(cells, after, strict=True):
        name = f"{change.path}:cell {old.number}"
        yield from _unified(name, _encoded(old.text), _encoded(new.text))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _unified(name: str, before: bytes, after: bytes) -> Iterator[bytes]:
    shown = name.encode("utf-8", "surrogateescape")
    for line in diff_bytes(unified_diff, _lines(before), _lines(after), shown, shown):
        yield line if line.endswith(b"\n") else line + _NO_NEWLINE


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def _style(line: bytes) -> str:
    if line.startswith((b"---", b"+++")):
        return "bold"
    return {b"+": "added", b"-": "removed", b"@": "witness"}.get(line[:1], "")
