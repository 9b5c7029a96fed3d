"""The state of lowering one file, and the table that says how each expression is lowered.

The same for both syntax trees, libcst's and that of Python's own ``ast``: no type of node is of both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .ir import Code, Expr, Format, Name, Node, Parameter, Sequence, Starred

Lower: TypeAlias = "Callable[[Lowering, Any], Expr]"


class _Table(dict[type, Lower]):
    """Handlers by node type; syntax that this version does not know is opaque."""

    def __missing__(self, key: type) -> Lower:
        return _opaque


def _opaque(low: Lowering, node: object) -> Expr:
    low.raises = True
    return Format(low.number(node))


EXPRESSIONS = _Table()
"""Filled by :mod:`.lower` and :mod:`.quick.expressions`."""


class Lowering:
    """The state of lowering one file: the numbered nodes and what the current scope has shown so far."""

    __slots__ = ("assigned", "base", "nodes", "outer", "raises", "words", "yields")

    def __init__(self, first: int = 0) -> None:
        self.base = first - 1
        """One less than the number of the first node: a node that was just appended has base + length."""
        self.nodes: list[Any] = []
        self.words: set[str] = set()
        self.assigned: set[str] = set()
        self.outer: set[str] = set()
        self.raises = False
        """Set by every call, await and yield; the statement that is being lowered resets it."""
        self.yields = False

    def number(self, node: object) -> int:
        """Give ``node`` the next number."""
        nodes = self.nodes
        nodes.append(node)
        return self.base + len(nodes)

    def expr(self, node: object) -> Expr:
        """Lower one expression."""
        return EXPRESSIONS[type(node)](self, node)

    def target(self, node: object) -> Expr:
        """Lower an expression that is bound here."""
        expr = EXPRESSIONS[type(node)](self, node)
        self.bind(expr)
        return expr

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
        parameters: Callable[[], tuple[Parameter, ...]] | None = None,
        returns: object = None,
        is_async: bool = False,
    ) -> Code:
        """Lower a nested scope. Defaults and annotations count as used by both scopes."""
        saved = self.words, self.assigned, self.outer, self.yields
        self.words = set()
        declared = self.expr(returns) if returns is not None else None
        lowered = parameters() if parameters is not None else ()
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
