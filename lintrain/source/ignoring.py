"""Writing a comment that silences a finding, where one that silences others may stand already."""

from __future__ import annotations

import re
import tokenize

from lintrain.findings import Edit, Position
from lintrain.source.lines import Lines, split_rows
from lintrain.source.suppression import tokens

_LIST = re.compile(r"#\s*lintrain:\s*ignore\s*\[(?P<keys>[^\]]*)\]", re.IGNORECASE)


def ignore(text: str, row: int, name: str, reason: str = "") -> Edit | None:
    """Return what makes the statement on a row ignore the rule ``name``.

    The comment goes to the end of that row, or where none can stand there (inside of a string, before a
    backslash) to the first of its rows where one can. ``None`` where the text cannot be read.
    """
    try:
        found = [token for token in tokens(split_rows(text)) if token.start[0] >= row]
    except (tokenize.TokenError, SyntaxError):
        return None
    end = next((token for token in found if token.type in (tokenize.NL, tokenize.NEWLINE)), None)
    if end is None:
        return None
    at, lines = end.start[0], Lines(text)
    start = lines.offset(Position(at, 1))
    comment = next((t for t in found if t.type == tokenize.COMMENT and t.start[0] == at), None)
    if comment and (match := _LIST.search(comment.string)):
        place = start + comment.start[1] + match.end("keys")
        return Edit(place, place, f", {name}" if match["keys"].strip() else name)
    content = lines.row(at)
    why = f" {reason}" if reason else ""
    return Edit(start + len(content.rstrip()), start + len(content), f"  # lintrain: ignore[{name}]{why}")
