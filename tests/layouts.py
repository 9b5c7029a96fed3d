"""Ways to write down the same program: functions from its text to another text, or to bytes."""

from __future__ import annotations

import ast
import codecs
import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator

Layout = Callable[[str], str]
Encoding = Callable[[str], bytes]

_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Delete, ast.Return)


# What is known of a program


def comments(text: str) -> Counter[str]:
    """Return the comments of a program."""
    return Counter(token.string.rstrip() for token in _tokens(text) if token.type == tokenize.COMMENT)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return tokenize.generate_tokens(io.StringIO(plain).readline)


def _blocks(text: str) -> Iterator[tuple[ast.AST, str, list[ast.stmt]]]:
    for node in ast.walk(ast.parse(text)):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                yield node, name, body


def _first(statement: ast.stmt) -> int:
    """Return the index of the row in which a statement begins, with its decorators."""
    return min(statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ())), 10**6) - 1


def _is_one_row(statement: ast.stmt) -> bool:
    return isinstance(statement, _SIMPLE) and statement.lineno == statement.end_lineno


def _blanks(row: str) -> str:
    return row[: len(row) - len(row.lstrip())]


# Behind and above the rows


def _behind(what: str) -> Layout:
    """Return a layout with ``what`` (and the number of the row) behind every row that can have it."""

    def layout(text: str) -> str:
        ends = {token.start[0] for token in _tokens(text) if token.type in (tokenize.NEWLINE, tokenize.NL)}
        rows = enumerate(text.split("\n"), 1)
        able = {number: "#" not in row for number, row in rows if number in ends and row.strip()}
        return "\n".join(
            row + what.format(number) if able.get(number) else row
            for number, row in enumerate(text.split("\n"), 1)
        )

    return layout


def _above(what: str) -> Layout:
    """Return a layout with rows above every statement, indented like it."""

    def layout(text: str) -> str:
        rows = text.split("\n")
        firsts = {_first(s) for _, _, body in _blocks(text) for s in body}
        for at in sorted(firsts, reverse=True):
            if not rows[at].lstrip().startswith("elif"):
                rows[at:at] = [f"{_blanks(rows[at])}{line.format(at)}".rstrip() for line in what.split("\n")]
        return "\n".join(rows)

    return layout


def _decorated(text: str) -> str:
    return re.sub(r"(?m)^([ \t]*)(def |class )", r"\1@some.thing(1)  # decorates\n\1# between\n\1\2", text)


def _type_comments(text: str) -> str:
    rows = text.split("\n")
    for _, _, body in _blocks(text):
        for statement in body:
            if isinstance(statement, ast.Assign) and "#" not in rows[(statement.end_lineno or 0) - 1]:
                rows[(statement.end_lineno or 0) - 1] += "  # type: Any"
    return "\n".join(rows)


# Rows joined and parted


def _joined(first: int) -> Layout:
    """Return a layout with semicolons: in each block, pairs of simple statements from the ``first`` on."""

    def layout(text: str) -> str:
        rows: list[str | None] = [*text.split("\n")]
        for _, _, body in _blocks(text):
            for one, two in zip(body[first::2], body[first + 1 :: 2], strict=False):
                if _is_one_row(one) and _is_one_row(two) and one.lineno + 1 == two.lineno:
                    left, right = rows[one.lineno - 1] or "", rows[two.lineno - 1] or ""
                    rows[one.lineno - 1] = None
                    rows[two.lineno - 1] = f"{left.split('  #')[0].rstrip()}; {right.strip()}"
        return "\n".join(row for row in rows if row is not None)

    return layout


def _one_line(text: str) -> str:
    rows: list[str | None] = [*text.split("\n")]
    for node, name, body in _blocks(text):
        if name == "body" and isinstance(node, ast.If | ast.For | ast.With) and len(body) == 1:
            head, inner = rows[node.lineno - 1] or "", rows[body[0].lineno - 1] or ""
            head = head.split("  #")[0].rstrip()
            if _is_one_row(body[0]) and body[0].lineno == node.lineno + 1 and head.endswith(":"):
                rows[node.lineno - 1] = None
                rows[body[0].lineno - 1] = f"{head} {inner.strip()}"
    return "\n".join(row for row in rows if row is not None)


def _continued(text: str) -> str:
    """Put backslashes into assignments and calls of methods."""
    rows = text.split("\n")
    for _, _, body in _blocks(text):
        for statement in filter(_is_one_row, body):
            match statement:
                case ast.Assign(value=value):
                    offset = value.col_offset
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
                    offset = owner.end_col_offset or 0
                case _:
                    continue
            row = rows[statement.lineno - 1]
            column = len(row.encode()[:offset].decode())
            rows[statement.lineno - 1] = (
                f"{row[:column].rstrip()} \\\n{_blanks(row)}        {row[column:].lstrip()}"
            )
    return "\n".join(rows)


# Blanks


def _tabs(text: str) -> str:
    strings = [t for t in _tokens(text) if t.type == tokenize.STRING]
    inside = {row for token in strings for row in range(token.start[0], token.end[0])}
    rows = enumerate(text.split("\n"))
    return "\n".join(row if at in inside else _tabbed(row) for at, row in rows)


def _tabbed(row: str) -> str:
    whole, rest = divmod(len(_blanks(row)), 4)
    return "\t" * whole + " " * rest + row.lstrip()


def _form_feeds(text: str) -> str:
    return re.sub(r"(?m)^(?=def |class |@|for )", "\f\n", text)


def _fed_rows(text: str) -> str:
    firsts = {_first(s) for _, _, body in _blocks(text) for s in body}
    return "\n".join(f"\f{row}" if at in firsts else row for at, row in enumerate(text.split("\n")))


# Bytes


def _ends(newline: str) -> Encoding:
    return lambda text: text.replace("\n", newline).encode()


def _mixed(text: str) -> bytes:
    rows = enumerate(text.split("\n"))
    return "".join(f"{row}{chr(13) * (at % 2)}\n" for at, row in rows).removesuffix("\n").encode()


def _declared(encoding: str, words: str) -> Encoding:
    return lambda text: f"# -*- coding: {encoding} -*-\n# {words}\n{text}".encode(encoding)


LAYOUTS: dict[str, Layout] = {
    "a comment on every row": _behind("  # row {}"),
    "blanks at the ends": _behind(" \t"),
    "comments above": _above("# above {}"),
    "comments further above": _above("# far above {}\n"),
    "fmt: off and on": _above("# fmt: off\n# fmt: on"),
    "fmt: skip": _behind("  # fmt: skip"),
    "type comments": _type_comments,
    "decorators": _decorated,
    "lines continued": _continued,
    "form feeds": _form_feeds,
    "tabs": _tabs,
    "no final newline": lambda text: text.rstrip("\n"),
}
TIGHT: dict[str, Layout] = {
    "semicolons": _joined(0),
    "other semicolons": _joined(1),
    "one-line bodies": _one_line,
    "form feeds in rows": _fed_rows,
}
"""Layouts in which some fixes are withheld."""

ENCODINGS: dict[str, Encoding] = {
    "\\n": _ends("\n"),
    "\\r\\n": _ends("\r\n"),
    "\\r": _ends("\r"),
    "mixed ends": _mixed,
    "mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + _declared("utf-8", "é")(text),
    "utf-8-sig": lambda text: _declared("utf-8", "é")(text).replace(b"utf-8", b"utf-8-sig", 1),
    "latin-1": _declared("latin-1", "é"),
    "cp1252": _declared("cp1252", "\u201cé\u201d €"),
    "shift_jis": _declared("shift_jis", "名前 ソ"),
    "iso-2022-jp": _declared("iso-2022-jp", "名前"),
    "koi8-r": _declared("koi8-r", "имя"),
}
