"""A parsed file: the libcst module, its text, and the graph lowered from it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass, fields
from functools import cache, cached_property

import libcst as cst

from lintrain.findings import Span

from .build import lower_module
from .ir import Code
from .positions import Positions
from .problems import SyntaxProblem as SyntaxProblem

MOST_BRACKETS = 200
"""Python's own limit on nested brackets; libcst overflows its stack, and dies, a little beyond."""

MOST_PREFIXES = 400
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"()[]{}")
_PREFIXES = re.compile(rb"(?:lambda\s*:\s*|not\s+|[-+~]\s*){%d}" % MOST_PREFIXES)
_PREFIX_WORDS = frozenset(("lambda", "not", "-", "+", "~"))
_PARSER_PLACE = re.compile(r"(?:parser )?error: error at (\d+):(\d+): ")


@dataclass(eq=False)
class Tree:
    """A file's syntax. ``nodes[at]`` is the node with that number; equal input numbers equally.

    ``code`` counts its nodes from ``first``, so that the code of several files can be told apart.

    ``text`` is the decoded source without a byte order mark (``bom`` says whether there was one);
    newlines are as in the file. All offsets count its characters. (``module.code`` is not always the
    same: libcst drops the blank in ``except E :`` and some blank lines at the end of a file.)
    """

    path: str
    text: str
    module: cst.Module
    nodes: list[cst.CSTNode]
    code: Code
    encoding: str = "utf-8"
    bom: bool = False
    first: int = 0

    @cached_property
    def positions(self) -> Positions:
        """Where the nodes stand; computed when first asked for."""
        return Positions(self.module, self.text)

    @cached_property
    def parents(self) -> dict[int, cst.CSTNode]:
        """The node around each node, by its identity: a node's own hash is a Python function."""
        return _parents(self.module)

    def span(self, at: int) -> Span:
        """Return where the node ``at`` stands, parentheses around it excluded."""
        return self.positions.span(self.nodes[at])

    def offsets(self, at: int) -> tuple[int, int]:
        """Return the character offsets ``(start, end)`` into :attr:`text` of the node ``at``."""
        return self.positions.offsets(self.nodes[at])

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node around ``node``; None for the module."""
        return self.parents.get(id(node))


def parse(path: str, data: bytes, first: int = 0) -> Tree:
    """Parse and lower the bytes of a Python file; ``first`` is the number of its first node.

    Raises:
        SyntaxProblem: it is not Python, not text, or nested too deeply.
    """
    encoding, text = _decode(data)
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    _refuse_deep(data, text)
    module = _parse(text, encoding)
    try:
        code, nodes = lower_module(module, first)
    except RecursionError as error:
        raise SyntaxProblem("nested too deeply") from error
    return Tree(path, text, module, nodes, code, encoding, bom, first)


def _decode(data: bytes) -> tuple[str, str]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        # "utf-8-sig" would swallow the mark that we want to see.
        return encoding, data.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except SyntaxError as error:
        raise SyntaxProblem(error.msg, 1, 1) from error
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise SyntaxProblem(f"not {error.encoding} text: {error.reason}", row, 1) from error
    except LookupError as error:
        raise SyntaxProblem(str(error), 1, 1) from error


def _parse(text: str, encoding: str) -> cst.Module:
    try:
        return cst.parse_module(text, cst.PartialParserConfig(encoding=encoding))
    except (cst.ParserSyntaxError, SyntaxError, ValueError) as error:
        raise _problem(text, error) from error
    except RecursionError as error:
        raise SyntaxProblem("nested too deeply") from error
    except BaseException as error:
        # A panic in libcst's Rust half: pyo3 raises it outside Exception, from no importable module.
        if type(error).__name__ != "PanicException":
            raise
        raise SyntaxProblem(f"libcst cannot parse this: {error}") from error


def _problem(text: str, error: Exception) -> SyntaxProblem:
    """Say it in Python's words where Python agrees: they are better, and their place is right."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as known:
        return SyntaxProblem(known.msg, known.lineno, known.offset)
    except (ValueError, RecursionError, MemoryError) as known:
        return SyntaxProblem(str(known) or "nested too deeply")
    message = str(getattr(error, "message", error)).split("\n")[0]
    place = _PARSER_PLACE.search(message)
    row, column = (int(place[1]), int(place[2]) + 1) if place else (None, None)
    return SyntaxProblem(f"libcst cannot parse this: {_PARSER_PLACE.sub('', message)}", row, column)


def _refuse_deep(data: bytes, text: str) -> None:
    """Refuse what would overflow the stack of libcst's parser, which kills the process."""
    # Strings and comments count here too: it is quick, and only a suspect is read token by token.
    suspect = _deepest(data.translate(None, _NOT_BRACKETS)) > MOST_BRACKETS or _PREFIXES.search(data)
    if suspect and _is_deep(text):
        raise SyntaxProblem("nested too deeply")


def _deepest(brackets: bytes) -> int:
    depth = deepest = 0
    for byte in brackets:
        if byte in b"([{":
            depth += 1
            if depth > deepest:
                deepest = depth
        elif depth:
            depth -= 1
    return deepest


def _is_deep(text: str) -> bool:
    """Whether brackets or prefix operators nest beyond the limits."""
    depth = prefixes = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            if token.string in _PREFIX_WORDS:
                prefixes += 1
            elif token.string != ":":
                prefixes = 0
            if depth > MOST_BRACKETS or prefixes > MOST_PREFIXES:
                return True
    except (tokenize.TokenError, SyntaxError):
        return True  # Python's own tokenizer refuses it
    return False


def _parents(module: cst.Module) -> dict[int, cst.CSTNode]:
    parents: dict[int, cst.CSTNode] = {}
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        for name in _fields(type(node)):
            value = getattr(node, name)
            # Not ``node.children``: that visits, which costs several times as much.
            for child in value if isinstance(value, list | tuple) else (value,):
                if isinstance(child, cst.CSTNode):
                    parents[id(child)] = node
                    pending.append(child)
    return parents


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))
