"""A cell of a notebook as Python: what only IPython understands is replaced, all else stays where it is.

Each row stays a row, and what is not replaced keeps its columns. What a magic does cannot be seen. It
becomes a call that is given every name it mentions, and whoever reads the result must treat it like
any other unknown call: the optimizer in ``%timeit optimizer.step()`` may have been stepped there.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from lintrain.source.lines import split_rows
from lintrain.source.parsable import parses

RUN_ONCE = frozenset(("capture", "debug", "ipytest", "prun", "snakeviz", "time", "wandb"))
"""Cell magics that run the cell, once, where it stands."""

FOREIGN = frozenset((
    "!", "SVG", "bash", "bigquery", "cmd", "file", "html", "javascript", "js", "julia", "latex", "markdown",
    "perl", "powershell", "pypy", "python", "python2", "python3", "R", "ruby", "script", "sh", "sql", "svg",
    "sx", "system", "writefile",
))  # fmt: skip
"""Cell magics whose cell is no code of this notebook: another language, another process, a file."""

QUIET = frozenset((
    "autoreload", "cat", "cd", "conda", "config", "cp", "env", "load_ext", "ls", "mamba", "man", "matplotlib",
    "mkdir", "more", "mv", "pip", "precision", "pwd", "pylab", "reload_ext", "rm", "rmdir", "set_env",
    "tensorboard", "who", "whos",
))  # fmt: skip
"""Line magics that touch nothing that a program computes."""

AUTOMATIC = QUIET | {"prun", "reset", "run", "timeit"}
"""Line magics that people call without ``%``, which works in a cell of one row."""

_SUSPECT = re.compile(r"^[ \t]*[%!?,;/]|\?|=[ \t]*[%!]", re.MULTILINE)
_CELL_MAGIC = re.compile(r"[ \t]*%%[ \t]*(!|[\w.]+)(.*)", re.DOTALL)
_LINE_MAGIC = re.compile(
    r"([ \t]*)(?:%+[ \t]*(?P<name>[\w.]+)?|!+|\?|[,;/](?=[A-Za-z_]))(?P<rest>.*)", re.DOTALL
)
_WORD = re.compile(r"[ \t]*(\w+)(?:[ \t]|$)")
_TOKEN = re.compile(
    r"""(?P<comment>\#.*)|(?P<quote>'''|\"\"\"|'|")|(?P<open>[(\[{])|(?P<close>[)\]}])"""
    r"""|(?P<assigned>=[ \t]*(?=[!%]))|(?P<help>(?<!\?)\?+[ \t]*(?=\#|$))"""
)
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_BINDS = re.compile(
    r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(?P<defined>\w+)"
    r"|\bimport\b(?P<imported>.*)|\bas[ \t]+(?P<named>\w+)|(?P<walrus>\w+)[ \t]*:="
    r"|\bfor\b(?P<counted>.{1,200}?)\bin\b"
    r"|(?:^|;|(?<==))"
    r"(?P<assigned>(?:[ \t]*\()?[\w \t,.*\[\]:]+?)(?:\)[ \t]*)?(?:[-+*@&|^%/]|//|\*\*|<<|>>)?=(?!=)",
    re.MULTILINE,
)


def as_python(text: str) -> str:
    """Return a code cell as Python. Where it has no magic, and so where it is Python, it is unchanged."""
    if _is_automatic(text):
        return _line_magic(f"%{text.strip()}", "")
    if not _SUSPECT.search(text) or parses(text.encode("utf-8", "replace")):
        return text
    rows = split_rows(text)
    for index, row in enumerate(rows):
        if match := _CELL_MAGIC.match(row):
            if match[1] not in RUN_ONCE:
                return unseen(match[2]) if match[1] in FOREIGN else unseen(text)
            rows[index] = unseen(match[2])
        elif row.strip() and not row.lstrip().startswith("#"):
            break
    return "\n".join(_Replaced(rows))


def unseen(text: str) -> str:
    """Return one row of Python after which nothing is known of the names in ``text``."""
    names = _names(text)
    targets = (part for match in _BINDS.finditer(text) for part in match.groups() if part)
    bound = {name for target in targets for name in _names(target)}
    again = [f"{name} = get_ipython()" for name in names if name in bound]
    return "; ".join([_call(names), *again]) if names else "pass"


def _call(names: list[str]) -> str:
    return f"get_ipython({', '.join(names)})"


def _names(text: str) -> list[str]:
    found = dict.fromkeys(_NAME.findall(text))
    return [name for name in found if name.isidentifier() and not keyword.iskeyword(name)]


def _is_automatic(text: str) -> bool:
    match = _WORD.match(text.strip())
    is_magic = match is not None and match[1] in AUTOMATIC and len(split_rows(text.strip())) == 1
    return is_magic and not parses(text.strip().encode("utf-8", "replace"))


def _line_magic(text: str, indent: str) -> str:
    """Return what stands for a line magic, a shell command or a call for help."""
    match = _LINE_MAGIC.fullmatch(text)
    if match is None or (match["name"] is None and text.lstrip()[0] in "!?"):
        return f"{indent}pass"
    if match["name"] == "time" and match["rest"].strip():
        run = f"{indent}pass;{' ' * (match.start('rest') - len(indent) - 5)}{match['rest']}"
        if parses(run.strip().encode("utf-8", "replace")):
            return run
    names = [] if match["name"] in QUIET else _names(match["rest"])
    return indent + (_call(names) if names else "pass")


class _Replaced:
    """The rows of a cell with magics replaced; iterate over it once.

    It follows strings, brackets and continued rows, because ``%`` may stand at the start of a row that
    begins no statement.
    """

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._index = 0
        self._quote = ""
        self._depth = 0
        self._continued = False

    def __iter__(self) -> Iterator[str]:
        while self._index < len(self._rows):
            first = self._index
            self._index += 1
            yield self._replaced(self._rows[first])
            yield from [""] * (self._index - first - 1)

    def _replaced(self, row: str) -> str:
        fresh = not (self._quote or self._depth or self._continued)
        if fresh and (match := _LINE_MAGIC.match(row)):
            return _line_magic(self._whole(row), match[1])
        token = self._scan(row)
        self._continued = token is None and not self._quote and row.endswith("\\")
        if token is None:
            return row
        if token["help"]:
            return f"{row[: len(row) - len(row.lstrip())]}pass" if fresh else row
        magic = _LINE_MAGIC.fullmatch(self._whole(row), token.end())
        command = magic is None or magic["name"] is None
        return row[: token.end()] + _call([] if magic is None or command else _names(magic["rest"]))

    def _whole(self, row: str) -> str:
        """Return a magic with the rows that continue it."""
        while row.endswith("\\") and self._index < len(self._rows):
            row = row[:-1] + " " + self._rows[self._index]
            self._index += 1
        return row.removesuffix("\\")

    def _scan(self, row: str) -> re.Match[str] | None:
        """Follow one row. Returns where a magic begins outside of strings and brackets, if one does."""
        at = 0
        while True:
            if self._quote:
                if (at := self._string_end(row, at)) < 0:
                    return None
                self._quote = ""
            token = _TOKEN.search(row, at)
            if token is None or token["comment"]:
                return None
            at = token.end()
            if (token["assigned"] or token["help"]) and not self._depth:
                return token
            self._quote = token["quote"] or ""
            self._depth = max(0, self._depth + bool(token["open"]) - bool(token["close"]))

    def _string_end(self, row: str, at: int) -> int:
        """Return where the open string ends; -1 if not in this row, where a plain one ends with it."""
        found = re.compile(rf"(?:[^\\]|\\.)*?{self._quote}").match(row, at)
        if found is None and len(self._quote) == 1 and not row.endswith("\\"):
            self._quote = ""
        return found.end() if found else -1
