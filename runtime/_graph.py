"""What the autograd graph says of a loss, before backward consumes it: names of nodes and saved scalars.

Nothing here reads a tensor on a device. Source: the nodes' names and ``_saved_*`` attributes as torch 2.4 to
2.13 generate them (``tools/autograd/derivatives.yaml``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from lintrain.events import LossTerm, Place, Reduction, Squash

from ._known import Known

MOST_NODES = 64
MOST_STEPS = 12

_SHAPING = {
    *("View", "UnsafeView", "ReshapeAlias", "Alias", "Clone", "ToCopy", "Transpose", "Permute", "T", "Slice"),
    *("Squeeze", "Unsqueeze", "AsStrided", "Contiguous", "Expand"),
}
_BOUNDING = _SHAPING | {"Clamp"}
_PASSING = _SHAPING | {"Neg", "Sum", "Mean"}
_SQUASHES = {"Softmax": Squash.SOFTMAX, "LogSoftmax": Squash.LOG_SOFTMAX, "Sigmoid": Squash.SIGMOID}
_STEPS = {"Round": "round", "Sign": "sign", "Floor": "floor", "Ceil": "ceil", "Trunc": "trunc"}
_LINEAR = {"Addmm", "Mm", "Bmm", "Baddbmm", "Convolution", "Linear", "MkldnnLinear"}
_REDUCTIONS = {1: Reduction.MEAN, 2: Reduction.SUM}

Node = Any
"""A node of the autograd graph; its attributes depend on the operation."""

Scales = Mapping[int, tuple[str, Place]]
"""Loss scalers by the address of the scale on its device: their names, and where they scaled last."""


def kind(node: Node) -> str:
    """Return a node's operation: ``MulBackward0`` is ``Mul``."""
    return _kind(node.name())


@cache
def _kind(name: str) -> str:
    return name.rpartition("::")[2].partition("Backward")[0]


def exponential_of(tensor: Tensor) -> str | None:
    """Return the exponential that ``tensor`` is, or a sum of such."""
    node = tensor.grad_fn
    if node is None:
        return None
    name = kind(node)
    if name in ("Softmax", "Sigmoid"):
        return name.lower()
    summed = _first(node) if name == "Sum" else None
    return "sum of exponentials" if summed is not None and kind(summed) == "Exp" else None


class Origin(NamedTuple):
    """The operation that a tensor comes out of; it may have been changed in shape and precision since.

    - ``squash``: an activation, which may have been clamped since.
    - ``linear``: a linear layer or a convolution.
    - ``step``: a step function, whose derivative is zero nearly everywhere.
    """

    squash: Squash | None = None
    linear: bool = False
    step: str | None = None


def origin(tensor: Tensor) -> Origin:
    """Return what ``tensor`` comes out of."""
    node, clamped = tensor.grad_fn, False
    for _ in range(MOST_STEPS):
        if node is None:
            break
        name = kind(node)
        if name not in _BOUNDING:
            plain = not clamped
            return Origin(_SQUASHES.get(name), plain and name in _LINEAR, _STEPS.get(name) if plain else None)
        clamped = clamped or name == "Clamp"
        node = _first(node)
    return Origin()


def first_nodes(loss: Tensor) -> Iterator[Node]:
    """Yield the nodes of a loss's graph that stand closest to it."""
    nodes = [loss.grad_fn] if loss.grad_fn is not None else []
    seen = set(nodes)
    for node in nodes:
        yield node
        following = [n for n, _ in node.next_functions if n is not None and n not in seen]
        nodes += following[: MOST_NODES - len(nodes)]
        seen.update(following)


def _first(node: Node) -> Node:
    following = node.next_functions
    return following[0][0] if following else None


@dataclass(slots=True)
class _Term:
    """One summand of a loss, as far as it was followed."""

    reduction: Reduction = Reduction.UNKNOWN
    divided: bool = False


class LossGraph:
    """Reads the part of a loss's graph that stands between the loss and what it averages."""

    def __init__(self, scales: Scales, known: Known) -> None:
        self._scales = scales
        self._known = known
        self._left = MOST_NODES
        self._divisors: list[float] = []
        self._divides = False
        self._scaled: tuple[str, Place] | None = None
        self._counts: list[Tensor] = []

    def term(self, loss: Tensor, text: str) -> LossTerm:
        """Return what is known of ``loss``."""
        terms = list(self._follow(loss.grad_fn, shared=True, divided=False))
        means = [term for term in terms if term.reduction is Reduction.MEAN]
        sums = bool(terms) and all(term.reduction is Reduction.SUM for term in terms)
        judged = means or terms
        scaler, at = self._scaled or (None, None)
        normalised = bool(judged) and all(term.divided for term in judged)
        reduction = Reduction.MEAN if means else Reduction.SUM if sums else Reduction.UNKNOWN
        divisors = tuple(self._divisors) if self._divides else ()
        return self._known.term(text, None, scaler, at, normalised, reduction, False, divisors)

    @property
    def counts(self) -> list[Tensor]:
        """Return what each mean over labels was divided by, as tensors on their device."""
        return self._counts

    def _follow(self, node: Node, *, shared: bool, divided: bool) -> Iterator[_Term]:
        """Yield the summands under ``node``. ``shared`` is true while all of the loss passes through."""
        while node is not None and self._left > 0:
            self._left -= 1
            name = kind(node)
            if name == "Add" or name == "Sub":
                for following, _ in node.next_functions:
                    yield from self._follow(following, shared=False, divided=divided)
                return
            reduction = self._reduction(node, name)
            if reduction is not None:
                yield _Term(reduction, divided)
                return
            if name in ("Div", "Mul"):
                if not str(node.name()).endswith("1"):
                    divided = self._factor(node, name, shared) or divided
            elif name not in _PASSING:
                yield _Term(Reduction.UNKNOWN, divided)
                return
            node = _first(node) or _second(node)

    def _factor(self, node: Node, name: str, shared: bool) -> bool:
        """Take in a multiplication or division; tell whether it may normalise the loss."""
        other = getattr(node, "_saved_other", None)
        if not isinstance(other, Tensor):
            return True
        if name == "Mul" and other.data_ptr() in self._scales:
            self._scaled = self._scales[other.data_ptr()]
            return False
        number = _plain(other)
        if number == 1:
            return False
        if number is not None and number != 0 and shared:
            self._divides = self._divides or name == "Div"  # a factor may be a weight
            self._divisors.append(number if name == "Div" else 1 / number)
        return True

    def _reduction(self, node: Node, name: str) -> Reduction | None:
        """Return how a node reduces the batch; ``None`` where the loss has to be followed further."""
        saved = getattr(node, "_saved_reduction", None)
        if saved is not None:
            count = getattr(node, "_saved_total_weight", None)
            if saved == 1 and isinstance(count, Tensor) and count.numel() == 1:
                self._counts.append(count)
            return _REDUCTIONS.get(int(saved), Reduction.UNKNOWN) if int(saved) else None
        if name == "Div" and str(node.name()).endswith("1"):
            return Reduction.MEAN  # cross entropy with probabilities as targets divides by the batch
        if name in ("Mean", "Sum") and _elements(node) != 1:
            return Reduction.MEAN if name == "Mean" else Reduction.SUM
        return None


def _second(node: Node) -> Node:
    following = node.next_functions
    return following[1][0] if len(following) > 1 else None


def _elements(node: Node) -> int | None:
    for attribute in ("_saved_self_sym_numel", "_saved_self_numel"):
        if (count := getattr(node, attribute, None)) is not None:
            return int(count)
    sizes = getattr(node, "_saved_self_sym_sizes", None)
    return math.prod(map(int, sizes)) if sizes is not None else None


def _plain(factor: Tensor) -> float | None:
    """Return a factor that was a Python number: torch keeps those as 0-dimensional tensors on the CPU."""
    if factor.dim() == 0 and factor.device.type == "cpu" and factor.dtype in (torch.float64, torch.int64):
        return float(factor)
    return None
