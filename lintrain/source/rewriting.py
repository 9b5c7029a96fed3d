"""Put new text into the cells of a notebook: every other byte of its JSON stays what it is.

A cell's source is one string, or a list with a string for each row. Of a list only the strings of changed
rows are replaced, of a string only what lies between its first and its last change. So layout, outputs,
metadata, the order of keys, and the way in which untouched characters are escaped are left alone.

Format: https://nbformat.readthedocs.io/en/latest/format_description.html (``source`` is a multi-line string).
"""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_ESCAPED = re.compile(r"\\u(?!00[01])[0-9a-fA-F]{4}")


class NotRewritable(Exception):
    """A cell cannot get another text without touching anything else; the reason is for the user."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string in JSON: what it says, and where it stands, quotes included."""

    value: str
    start: int
    end: int


def rewrite(data: bytes, texts: Mapping[int, str]) -> bytes:
    """Return the notebook ``data`` with new texts for cells, by their numbers (from 1, over all cells).

    Raises:
        NotRewritable: a list of strings is not one string for each row.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("utf-8")
    plain = not text.isascii() or not _ESCAPED.search(text)
    edits: list[tuple[int, int, str]] = []
    for number, source in enumerate(_sources(text), 1):
        if number in texts:
            if source is None:
                raise NotRewritable(f"cell {number} has no source")
            edits += _edits(text, source, texts[number], plain)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return mark + text.encode("utf-8", "surrogatepass")


def rows_in_json(data: bytes) -> dict[int, list[int]]:
    """Return for each cell, by its number, the row of the file on which each of its rows stands.

    Nothing is told of what is no notebook.
    """
    try:
        text = data.decode("utf-8-sig")
        sources = list(_sources(text))
    except (ValueError, KeyError, IndexError, RecursionError):
        return {}
    ends = [match.start() for match in re.finditer("\n", text)]
    return {number: _rows_of(source, ends) for number, source in enumerate(sources, 1) if source}


def _rows_of(source: Text | list[Text], ends: list[int]) -> list[int]:
    pieces = [source] if isinstance(source, Text) else source
    return [bisect_left(ends, piece.start) + 1 for piece in pieces for _ in _rows(piece.value) or [""]]


def _edits(text: str, source: Text | list[Text], new: str, plain: bool) -> Iterator[tuple[int, int, str]]:
    """Yield what to put where, so that ``source`` says ``new``."""
    if isinstance(source, Text):
        yield _in_string(text, source, new, plain)
        return
    rows = [piece.value for piece in source]
    if not rows or any(row.count("\n") != 1 or not row.endswith("\n") for row in rows[:-1]):
        raise NotRewritable("the cell is not stored row by row")
    if "\n" in rows[-1].removesuffix("\n"):
        raise NotRewritable("the cell is not stored row by row")
    yield from _in_list(text, source, _rows(new), plain)


def _rows(new: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", new)


def _in_list(text: str, pieces: list[Text], new: list[str], plain: bool) -> Iterator[tuple[int, int, str]]:
    old = [piece.value for piece in pieces]
    first, last = in_common(old, new)
    gap = _gap(text, pieces)
    middle = gap.join(_quoted(row, plain) for row in new[first : len(new) - last])
    removed = pieces[first : len(pieces) - last]
    if removed and middle:
        yield removed[0].start, removed[-1].end, middle
    elif removed and last:
        yield removed[0].start, pieces[len(pieces) - last].start, ""
    elif removed:
        yield pieces[first - 1].end if first else removed[0].start, removed[-1].end, ""
    elif middle and first:
        yield pieces[first - 1].end, pieces[first - 1].end, gap + middle
    elif middle:
        yield pieces[0].start, pieces[0].start, middle + gap


def _gap(text: str, pieces: list[Text]) -> str:
    """Return what stands between two pieces: a single one is laid out as it is from its bracket."""
    if len(pieces) > 1:
        return text[pieces[0].end : pieces[1].start]
    space = text[text.rindex("[", 0, pieces[0].start) + 1 : pieces[0].start]
    return f",{space}" if "\n" in space else ", "


def _in_string(text: str, source: Text, new: str, plain: bool) -> tuple[int, int, str]:
    first, last = in_common(source.value, new)
    raw = [match.end() for match in _CHARACTER.finditer(text, source.start + 1, source.end - 1)]
    offsets = [source.start + 1, *raw]
    middle = _quoted(new[first : len(new) - last], plain)[1:-1]
    return offsets[first], offsets[len(source.value) - last], middle


def in_common(old: bytes | Sequence[str], new: bytes | Sequence[str]) -> tuple[int, int]:
    """Return how much two sequences have in common at the beginning, and then at the end."""
    most = min(len(old), len(new))
    first = next((i for i in range(most) if old[i] != new[i]), most)
    last = next((i for i in range(most - first) if old[-1 - i] != new[-1 - i]), most - first)
    return first, last


def _quoted(value: str, plain: bool) -> str:
    return json.dumps(value, ensure_ascii=not plain)


# --- where the sources stand ---


def _sources(text: str) -> Iterator[Text | list[Text] | None]:
    """Yield the source of each cell of a notebook that can be read."""
    top = _members(text, _space(text, 0))
    if "cells" in top:
        yield from (_source(text, cell) for cell in _items(text, top["cells"]))
        return
    for sheet in _items(text, top["worksheets"]):
        yield from (_source(text, cell) for cell in _items(text, _members(text, sheet)["cells"]))


def _source(text: str, cell: int) -> Text | list[Text] | None:
    members = _members(text, cell)
    at = members.get("source", members.get("input"))
    if at is None:
        return None
    return _text(text, at) if text[at] == '"' else [_text(text, each) for each in _items(text, at)]


def _text(text: str, at: int) -> Text:
    value, end = _DECODER.raw_decode(text, at)
    return Text(value, at, end)


def _members(text: str, at: int) -> dict[str, int]:
    """Return where the values of the object at ``at`` begin; of equal keys the last counts, as in Python."""
    found: dict[str, int] = {}
    at = _space(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _space(text, _space(text, at) + 1)
        found[key] = at
        at = _after(text, at)
    return found


def _items(text: str, at: int) -> Iterator[int]:
    """Yield where the items of the list at ``at`` begin."""
    at = _space(text, at + 1)
    while text[at] != "]":
        yield at
        at = _after(text, at)


def _after(text: str, at: int) -> int:
    """Return where the next member begins, or the end of what holds them."""
    _, at = _DECODER.raw_decode(text, at)
    at = _space(text, at)
    return _space(text, at + 1) if text[at] == "," else at


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None  # it matches nothing, too
    return found.end()
