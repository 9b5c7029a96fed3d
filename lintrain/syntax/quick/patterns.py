"""The patterns of a ``match`` in ``ast``."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from lintrain.syntax.scope import Lowering

from .unsure import Unsure


def pattern(low: Lowering, node: ast.pattern) -> None:
    """Note the words of a pattern and the names that it captures."""
    match node:
        case ast.MatchValue(value=value):
            low.expr(value)
        case ast.MatchAs(pattern=inner, name=name):
            capture(low, name)
            _patterns(low, [inner] if inner is not None else [])
        case ast.MatchOr(patterns=options) | ast.MatchSequence(patterns=options):
            _patterns(low, options)
        case ast.MatchStar(name=name):
            capture(low, name)
        case ast.MatchMapping(keys=keys, patterns=values, rest=rest):
            capture(low, rest)
            _patterns(low, values)
            _keys(low, keys)
        case ast.MatchClass(cls=cls, patterns=positional, kwd_attrs=names, kwd_patterns=keywords):
            low.expr(cls)
            low.words.update(names)
            _patterns(low, positional)
            _patterns(low, keywords)


def _patterns(low: Lowering, nodes: Iterable[ast.pattern]) -> None:
    for node in nodes:
        pattern(low, node)


def _keys(low: Lowering, nodes: Iterable[ast.expr]) -> None:
    for node in nodes:
        if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool)):
            raise Unsure  # libcst has a pattern of its own for these
        low.expr(node)


def capture(low: Lowering, name: str | None) -> None:
    """Note a name that is bound without being an expression in ``ast``."""
    if name is not None:
        low.number(None)
        low.words.add(name)
        low.assigned.add(name)


def captures(node: ast.pattern) -> tuple[str, ...]:
    """Return the names that a pattern binds where it matches."""
    names: set[str | None] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.MatchAs | ast.MatchStar):
            names.add(part.name)
        elif isinstance(part, ast.MatchMapping):
            names.add(part.rest)
    return tuple(sorted(name for name in names if name is not None))


def always_matches(node: ast.pattern) -> bool:
    """Whether a pattern is a capture or ``_``, so that the cases after it are never tried."""
    match node:
        case ast.MatchAs(pattern=inner):
            return inner is None or always_matches(inner)
        case ast.MatchOr(patterns=options):
            return any(map(always_matches, options))
    return False
