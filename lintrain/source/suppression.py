"""Comments that silence a finding.

``# lintrain: ignore[missing-zero-grad, LT201] reason``, ``# lintrain: ignore``, ``# noqa: LT103`` and
``# noqa``, on any physical line of the finding's statement (formatters move comments), or among the
comment lines directly above it.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lintrain.findings import FileReport, Finding, Position, Problem
from lintrain.source.lines import split_rows

_HINT = re.compile(r"noqa|lintrain:", re.IGNORECASE)
IGNORE = re.compile(r"#\s*lintrain:\s*ignore(?![\w-])\s*(?P<list>\[(?P<keys>[^\]]*)\])?", re.IGNORECASE)
_NOQA = re.compile(
    r"#\s*noqa(?![\w-])(?P<colon>\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)?)?", re.IGNORECASE
)
_KEY = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment's wish: the codes and names it silences, ``None`` for all."""

    keys: frozenset[str] | None

    def covers(self, finding: Finding) -> bool:
        """Tell whether ``finding`` is silenced."""
        return self.keys is None or finding.code.lower() in self.keys or finding.name in self.keys


@dataclass(frozen=True, slots=True)
class Comments:
    """The directives of a file by row, which rows hold a comment alone, and the statements' rows."""

    directives: dict[int, list[Directive]] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    statements: dict[int, tuple[int, int]] = field(default_factory=dict)

    def around(self, row: int) -> Iterator[Directive]:
        """Yield the directives that speak for the statement on ``row``."""
        for number in self.rows_around(row):
            yield from self.directives.get(number, ())

    def rows_around(self, row: int) -> Iterator[int]:
        """Yield the rows on which comments speak for the statement on ``row``."""
        first, last = self.statements.get(row, (row, row))
        yield from range(first, last + 1)
        above = first - 1
        while above in self.alone:
            yield above
            above -= 1


def suppress(report: FileReport) -> FileReport:
    """Remove what the file's own comments silence, and count it."""
    if not report.findings or not _HINT.search(report.text):
        return report
    try:
        comments = read_comments(report.text)
    except (tokenize.TokenError, SyntaxError) as error:
        problem = Problem(report.path, f"comments cannot be read: {error.args[0]}")
        return replace(report, problems=(*report.problems, problem))
    kept = tuple(
        finding
        for finding in report.findings
        if not any(directive.covers(finding) for directive in comments.around(finding.span.start.row))
    )
    silenced = len(report.findings) - len(kept)
    return replace(report, findings=kept, suppressed=report.suppressed + silenced)


def read_comments(text: str) -> Comments:
    """Collect what suppression needs, with Python's own tokenizer: strings are not comments."""
    comments = Comments()
    first = 0
    rows = split_rows(text)
    for token in tokens(rows):
        row, column = token.start
        if token.type == tokenize.COMMENT:
            comments.directives[row] = list(directives(token.string))
            if not first and not rows[row - 1][:column].strip():
                comments.alone.add(row)
        elif token.type == tokenize.NEWLINE:
            first = first or row
            comments.statements.update(dict.fromkeys(range(first, row + 1), (first, row)))
            first = 0
        elif token.type not in _LAYOUT:
            first = first or row
    return comments


def named(text: str) -> list[tuple[Position, str]]:
    """Return each rule that an ``ignore[...]`` names, and where. Only the caller knows which rules exist.

    Foreign codes in ``noqa`` are nobody's mistake, and not returned.
    """
    return [
        (Position(token.start[0], token.start[1] + match.start("keys") + key.start() + 1), key[0])
        for token in tokens(split_rows(text))
        if token.type == tokenize.COMMENT
        for match in IGNORE.finditer(token.string)
        for key in _KEY.finditer(match["keys"] or "")
    ]


def mentions(data: bytes) -> bool:
    """Tell cheaply whether a file can hold an ``ignore`` of ours."""
    return b"lintrain:" in data.lower()


def suppresses_at(row: str, column: int) -> bool:
    """Tell whether a character (from 0) of a row belongs to a comment that may silence something."""
    found = (match.span() for pattern in (IGNORE, _NOQA) for match in pattern.finditer(row))
    return any(start <= column < end for start, end in found)


def tokens(rows: Sequence[str]) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of a text, as Python's own tokenizer sees them."""
    return tokenize.generate_tokens(io.StringIO("\n".join(rows)).readline)


def directives(comment: str) -> Iterator[Directive]:
    """Yield what one comment silences. A list that names nothing silences nothing."""
    for match in IGNORE.finditer(comment):
        yield Directive(_keys(match["keys"], ",") if match["list"] else None)
    for match in _NOQA.finditer(comment):
        yield Directive(_keys(match["codes"], None) if match["colon"] else None)


def _keys(text: str | None, separator: str | None) -> frozenset[str]:
    parts = (text or "").replace(",", " ").split() if separator is None else (text or "").split(separator)
    return frozenset(part.strip().lower() for part in parts if part.strip())
