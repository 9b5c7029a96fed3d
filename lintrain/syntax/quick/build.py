"""Statements of ``ast`` become a control-flow graph, one :class:`~lintrain.syntax.ir.Code` per scope."""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from lintrain.source.reading import Undecodable, decode
from lintrain.syntax.control import Case, Control, Handler
from lintrain.syntax.ir import Code, Define, DefineClass, Expr, Node, Op, Starred
from lintrain.syntax.scope import Lowering

from .expressions import Reading
from .parameters import parameters
from .patterns import always_matches, captures
from .statements import OPERATIONS, decorators, except_all
from .unsure import Unsure

MANY_PREFIXES = 150
_PREFIXES = re.compile(rb"(?:lambda\s*:\s*|not\s+|[-+~]\s*){%d}" % MANY_PREFIXES)
"""libcst refuses what is nested much deeper than this; whether it does is for libcst to say."""
_UNUSUAL = re.compile(r"\w*[^\W\x00-\x7f]\w*")


class Builder(Control[list[ast.stmt]]):
    """Builds the graph of one scope from the statements of ``ast``."""

    operations = OPERATIONS

    def block(self, suite: list[ast.stmt]) -> None:
        """Build the statements of a suite."""
        for node in suite:
            STATEMENTS.get(type(node), Builder.step)(self, node)

    def break_(self, node: ast.Break) -> None:
        self.leave_loop(node, "break")

    def continue_(self, node: ast.Continue) -> None:
        self.leave_loop(node, "continue")

    def if_(self, node: ast.If) -> None:
        last = node
        while len(last.orelse) == 1 and isinstance(last.orelse[0], ast.If):
            last = last.orelse[0]
        self.choose(_tests(node), last.orelse)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        self.repeat(node, node.body, node.orelse)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        self.within(node.items, node.body, isinstance(node, ast.AsyncWith))

    def try_(self, node: ast.Try) -> None:
        if not node.finalbody:
            self.handled(node)
        else:
            self.finally_((("finally", node), node.finalbody), lambda: self.handled(node))

    def handled(self, node: ast.Try) -> None:
        handlers = [Handler(handler, handler.body) for handler in node.handlers]
        self.guarded(node.body, handlers, except_all(node.handlers), node.orelse)

    def match_(self, node: ast.Match) -> None:
        self.match(node, map(_case, node.cases))

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        lower = _class if isinstance(node, ast.ClassDef) else _function
        self.add(*self.make(node, lower))


def _tests(node: ast.If) -> Iterator[tuple[ast.If, list[ast.stmt]]]:
    yield node, node.body
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        node = node.orelse[0]
        yield node, node.body


def _case(case: ast.match_case) -> Case[list[ast.stmt]]:
    return Case(case, captures(case.pattern), always_matches(case.pattern), case.guard, case.body)


def _function(low: Lowering, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Op:
    at = low.number(node)
    name = node.name
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorator_list)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    body = _body(low, node.body)
    given = low.scope(at, name, "function", body, lambda: parameters(low, node.args), node.returns, is_async)
    return Define(at, given, decorated)


def _class(low: Lowering, node: ast.ClassDef) -> Op:
    at = low.number(node)
    name = node.name
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorator_list)
    if node.keywords and any(isinstance(base, ast.Starred) for base in node.bases):
        raise Unsure  # libcst keeps those apart that stand before and after the first keyword
    bases = tuple(_base(low, base) for base in node.bases)
    for keyword in node.keywords:
        low.expr(keyword.value)
        if keyword.arg is None:
            low.number(keyword)
        else:
            low.words.add(keyword.arg)
    return DefineClass(at, name, bases, low.scope(at, name, "class", _body(low, node.body)), decorated)


def _base(low: Lowering, node: ast.expr) -> Expr:
    if isinstance(node, ast.Starred):
        value = low.expr(node.value)
        return Starred(low.number(node), value)
    return low.expr(node)


def _body(low: Lowering, suite: list[ast.stmt]) -> Callable[[], tuple[Node, ...]]:
    def build() -> tuple[Node, ...]:
        builder = Builder(low)
        builder.block(suite)
        return builder.finish()

    return build


def quick_module(data: bytes, first: int = 0) -> tuple[Code, int] | None:
    """Lower the bytes of a module: its code, and how many nodes ``at`` counts, from ``first``.

    ``None`` where libcst has to look: it may refuse this, or read it differently.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = compile(data, "<lintrain>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(module, ast.Module)
        if not _is_plain(data):
            return None
        low = Reading(data, first)
        code = low.scope(low.number(module), "<module>", "module", _body(low, module.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError, Unsure):
        return None
    if low.prefixed > MANY_PREFIXES and _PREFIXES.search(data):
        return None
    return code, len(low.nodes)


def _is_plain(data: bytes) -> bool:
    """Tell whether all names are as they stand in the source: Python changes some letters in them."""
    if data.isascii():
        return True
    try:
        names = set(_UNUSUAL.findall(decode(data).text))
    except Undecodable:
        return False
    return all(unicodedata.is_normalized("NFKC", name) for name in names)


STATEMENTS: dict[type, Callable[[Builder, Any], object]] = {
    ast.Expr: Builder.expression,
    ast.Return: Builder.return_,
    ast.Raise: Builder.raise_,
    ast.Break: Builder.break_,
    ast.Continue: Builder.continue_,
    ast.If: Builder.if_,
    ast.For: Builder.loop,
    ast.AsyncFor: Builder.loop,
    ast.While: Builder.loop,
    ast.With: Builder.with_,
    ast.AsyncWith: Builder.with_,
    ast.Try: Builder.try_,
    ast.Match: Builder.match_,
    ast.FunctionDef: Builder.define,
    ast.AsyncFunctionDef: Builder.define,
    ast.ClassDef: Builder.define,
}
if hasattr(ast, "TryStar"):
    STATEMENTS[ast.TryStar] = Builder.try_
