"""The comments of ours that silence findings, as text: where they stand, and what is left without them."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.findings import Edit, Position, Span
from lintrain.source.lines import Lines, split_rows
from lintrain.source.suppression import IGNORE, tokens

_KEY = re.compile(r"[^\s,](?:[^,]*[^\s,])?")


@dataclass(frozen=True, slots=True)
class Wish:
    """One ``# lintrain: ignore[...]`` with its reason; ``keys`` is ``None`` where it silences everything.

    ``start`` and ``end`` are offsets; ``listed`` are those of what stands in the brackets.
    """

    row: int
    start: int
    end: int
    keys: tuple[str, ...] | None
    listed: tuple[int, int] | None

    def span(self, lines: Lines) -> Span:
        """Return where it stands."""
        return lines.span(self.start, self.end)

    def without(self, unused: frozenset[str] | None, text: str) -> Edit:
        """Return what takes keys out of it; ``None``, or all of them: what takes it away."""
        kept = [key for key in self.keys or () if unused is not None and key not in unused]
        if kept and self.listed:
            return Edit(*self.listed, ", ".join(kept))
        return self._away(text)

    def _away(self, text: str) -> Edit:
        """Return the edit that removes it, with its row where nothing else is on that."""
        head = text[: self.start].rstrip(" \t\f")
        rest = re.match(r"\r\n|\r|\n|$", text[self.end :])
        if rest is None:  # another comment follows
            return Edit(self.start, self.end, "")
        alone = not head or head[-1] in "\r\n"
        return Edit(len(head), self.end + (rest.end() if alone else 0), "")


def wishes(text: str) -> Iterator[Wish]:
    """Yield all of them. Raises TokenError and SyntaxError."""
    lines = Lines(text)
    for token in tokens(split_rows(text)):
        if token.type == tokenize.COMMENT:
            at = lines.offset(Position(token.start[0], token.start[1] + 1))
            yield from _in_comment(token.string, token.start[0], at)


def _in_comment(comment: str, row: int, at: int) -> Iterator[Wish]:
    for match in IGNORE.finditer(comment):
        following = comment.find("#", match.end())
        end = len(comment.rstrip()) if following < 0 else following
        keys, listed = None, None
        if match["list"]:
            keys = tuple(key[0] for key in _KEY.finditer(match["keys"]))
            listed = at + match.start("keys"), at + match.end("keys")
        yield Wish(row, at + match.start(), at + end, keys, listed)
