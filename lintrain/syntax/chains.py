"""Long chains of operators, kept shallow: ``a + b + c ...`` nests to the left in every syntax tree."""

from __future__ import annotations

from .ir import Binary, Bool, Expr

# Chains of these may be regrouped: the expression stays shallow, whatever its length.
REGROUPED = {"+", "*", "&", "|", "^", "and", "or"}
LONG_CHAIN = 60
LONGEST_CHAIN = 300


def chained(first: Expr, spine: list[tuple[int, str, Expr]], make: type[Binary] | type[Bool]) -> Expr:
    """Return ``first op right op right ...``; ``spine``: each operation's number, operator, right side."""
    if len(spine) > LONG_CHAIN:
        return _regroup(first, spine, make)
    for at, name, right in spine:
        first = make(at, name, first, right)
    return first


def _regroup(first: Expr, spine: list[tuple[int, str, Expr]], make: type[Binary] | type[Bool]) -> Expr:
    """Balance a long chain of one associative operator, so that nobody after us recurses deeply."""
    op = spine[0][1]
    if op in REGROUPED and all(name == op for _, name, _ in spine):
        return _balance(op, [first, *(right for _, _, right in spine)], [at for at, _, _ in spine], make)
    if len(spine) > LONGEST_CHAIN:
        raise RecursionError("nested too deeply")
    for at, name, right in spine:
        first = make(at, name, first, right)
    return first


def _balance(op: str, operands: list[Expr], ats: list[int], make: type[Binary] | type[Bool]) -> Expr:
    if len(operands) == 1:
        return operands[0]
    middle = len(operands) // 2
    left = _balance(op, operands[:middle], ats[: middle - 1], make)
    right = _balance(op, operands[middle:], ats[middle:], make)
    return make(ats[middle - 1], op, left, right)
