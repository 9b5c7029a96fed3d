"""Functions in a loss that are not finite at the edge of what they are given."""

from __future__ import annotations

from lintrain.events import Risk, Squash
from lintrain.flow.machine import Here
from lintrain.model.values import Constant, Tensor, Value
from lintrain.plain import replace

CHANCES = (Squash.SOFTMAX, Squash.SIGMOID)
ONE, TWO, HALF = Constant(1), Constant(2), Constant(0.5)


def logarithm(here: Here, given: Tensor, at: int) -> Tensor:
    """Return the logarithm of a tensor: minus infinity where that is a probability of zero."""
    chance = given.rest or (given.squashed is not None and given.squashed.kind in CHANCES)
    return Tensor(given.models, risks=_with(here, given, "log", at, chance))


def root(here: Here, given: Tensor, at: int) -> Tensor:
    """Return the square root: where that is one of a sum of squares, its derivative is infinite at zero."""
    return Tensor(given.models, reduction=given.reduction, risks=_with(here, given, "sqrt", at, given.square))


def _with(here: Here, given: Tensor, function: str, at: int, risky: bool) -> frozenset[Risk]:
    if not risky or not given.models:
        return given.risks
    return given.risks | {Risk(function, here.place(at))}


def arithmetic(op: str, one: Value, two: Value, result: Tensor) -> Tensor:
    """Add what is known of the edges of an arithmetic result."""
    risks = frozenset[Risk]().union(*(t.risks for t in (one, two) if isinstance(t, Tensor)))
    chance = isinstance(two, Tensor) and two.squashed is not None and two.squashed.kind in CHANCES
    return replace(
        result,
        risks=risks,
        rest=op == "-" and one == ONE and chance,
        square=op == "**" and two == TWO,
    )
