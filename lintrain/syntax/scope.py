"""The state of lowering one file, and the table that says how each expression is lowered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, TypeAlias

import libcst as cst

from .ir import Code, Expr, Format, Name, Node, Parameter, Sequence, Starred

Lower: TypeAlias = "Callable[[Lowering, Any], Expr]"


class _Table(dict[type[cst.CSTNode], Lower]):
    """Handlers by node type; syntax that this version does not know is opaque."""

    def __missing__(self, key: type[cst.CSTNode]) -> Lower:
        return _opaque


def _opaque(low: Lowering, node: cst.CSTNode) -> Expr:
    low.raises = True
    return Format(low.number(node))


EXPRESSIONS = _Table()
"""Filled by :mod:`.lower`."""


class Lowering:
    """The state of lowering one file: the numbered nodes and what the current scope has shown so far."""

    __slots__ = ("assigned", "base", "nodes", "outer", "raises", "words", "yields")

    def __init__(self, first: int = 0) -> None:
        self.base = first - 1
        """One less than the number of the first node: a node that was just appended has base + length."""
        self.nodes: list[cst.CSTNode] = []
        self.words: set[str] = set()
        self.assigned: set[str] = set()
        self.outer: set[str] = set()
        self.raises = False
        """Set by every call, await and yield; the statement that is being lowered resets it."""
        self.yields = False

    def number(self, node: cst.CSTNode) -> int:
        """Give ``node`` the next number."""
        nodes = self.nodes
        nodes.append(node)
        return self.base + len(nodes)

    def expr(self, node: cst.CSTNode) -> Expr:
        """Lower one expression."""
        return EXPRESSIONS[type(node)](self, node)

    def target(self, node: cst.CSTNode) -> Expr:
        """Lower an expression that is bound here."""
        expr = EXPRESSIONS[type(node)](self, node)
        self.bind(expr)
        return expr

    def argument(self, node: cst.Arg) -> Expr:
        """Lower an argument of a class statement; its keyword is a word."""
        value = self.expr(node.value)
        if node.keyword is not None:
            self.words.add(node.keyword.value)
        return Starred(self.number(node), value) if node.star else value

    def bind(self, target: Expr) -> None:
        """Note the names that ``target`` binds in this scope."""
        kind = type(target)
        if kind is Name:
            self.assigned.add(target.id)  # type: ignore[union-attr]  # a type test, not isinstance: hot
        elif isinstance(target, Sequence):
            for item in target.items:
                self.bind(item)
        elif isinstance(target, Starred):
            self.bind(target.value)

    def scope(
        self,
        at: int,
        name: str,
        kind: str,
        body: Callable[[], tuple[Node, ...]],
        parameters: cst.Parameters | None = None,
        returns: cst.Annotation | None = None,
        is_async: bool = False,
    ) -> Code:
        """Lower a nested scope. Defaults and annotations count as used by both scopes."""
        saved = self.words, self.assigned, self.outer, self.yields
        self.words = set()
        declared = self.expr(returns.annotation) if returns is not None else None
        lowered = _parameters(self, parameters) if parameters is not None else ()
        raises = self.raises
        self.assigned, self.outer, self.yields = {p.name for p in lowered}, set(), False
        nodes = body()
        code = Code(
            at,
            name,
            kind,
            nodes,
            lowered,
            frozenset(self.assigned - self.outer),
            frozenset(self.outer),
            is_async,
            self.yields,
            frozenset(self.words),
            declared,
        )
        own = self.words
        self.words, self.assigned, self.outer, self.yields = saved
        self.words |= own
        self.raises = raises
        return code


def _parameters(low: Lowering, node: cst.Parameters) -> tuple[Parameter, ...]:
    lowered = [_parameter(low, p) for p in chain(node.posonly_params, node.params)]
    if isinstance(node.star_arg, cst.Param):
        lowered.append(_parameter(low, node.star_arg, "*"))
    lowered += [_parameter(low, p, "", True) for p in node.kwonly_params]
    if node.star_kwarg is not None:
        lowered.append(_parameter(low, node.star_kwarg, "**"))
    return tuple(lowered)


def _parameter(low: Lowering, node: cst.Param, kind: str = "", keyword_only: bool = False) -> Parameter:
    name = node.name.value
    low.words.add(name)
    annotation = low.expr(node.annotation.annotation) if node.annotation is not None else None
    default = low.expr(node.default) if node.default is not None else None
    return Parameter(name, default, annotation, kind, keyword_only)
