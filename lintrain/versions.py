"""Which versions a configuration wants, as `required-version` says it: ``>=0.1,<2``, or one version."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from itertools import zip_longest

_CLAUSE = re.compile(r"\s*(==|!=|>=|<=|>|<)?\s*(\d+(?:\.\d+)*)\s*")
_COMPARED: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class Unfit(Exception):
    """This is not the version that is wanted, or nobody knows which is."""


def check_version(wanted: str, version: str | None = None) -> None:
    """Raise :class:`Unfit` where ``version`` (default: this one) is not among those that are wanted."""
    if version is None:
        import lintrain

        version = lintrain.__version__
    clauses = [_CLAUSE.fullmatch(clause) for clause in wanted.split(",")]
    for clause in clauses:
        if clause is None:
            raise Unfit(f"`{wanted}` says no version (such as `>=0.1,<2`)")
        ours, theirs = _aligned(_release(version), _release(clause[2]))
        if not _COMPARED[clause[1] or "=="](ours, theirs):
            raise Unfit(f"`{wanted}` is wanted, and this is lintrain {version}")


def _release(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _aligned(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    pairs = list(zip_longest(a, b, fillvalue=0))
    return tuple(x for x, _ in pairs), tuple(y for _, y in pairs)
