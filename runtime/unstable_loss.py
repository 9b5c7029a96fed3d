"""unstable-loss, at run time: functions in a loss that have met the edge of what they are defined for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from torch import Tensor

from lintrain.events import Place
from lintrain.losses import LossUnstable

from ._graph import MOST_NODES, Node, kind
from ._names import name_of
from ._observer import Observer
from ._sampling import is_plain

ENDS = frozenset(
    ("Addmm", "Mm", "Bmm", "Baddbmm", "Convolution", "Linear", "MkldnnLinear", "Embedding", "NativeLayerNorm")
)
"""Layers: behind them is a model, and no loss any more."""


class _Edge(NamedTuple):
    """A function in a loss, and a number that is ``most`` or below if the function has met its edge."""

    function: str
    number: Tensor
    most: float


class UnstableLoss(Observer):
    """What the graph has saved of such functions is reduced to one number each, on its device."""

    rules = ("LT406",)

    def install(self) -> None:
        """Begin to observe."""
        self.scene.on_backward.append(self._backward)

    def _backward(self, loss: Tensor, at: Place) -> None:
        if not is_plain(loss) or loss.grad_fn is None:
            return
        made = [output.grad_fn for each in self.scene.outputs if (output := each()) is not None]
        edges = [edge for node in _nodes(loss.grad_fn, made) if (edge := _edge(node)) is not None]
        if not edges:
            return
        text, step = name_of(loss, "loss"), self.scene.judge.step

        def receive(numbers: list[float]) -> None:
            for edge, number in zip(edges, numbers, strict=True):
                if number <= edge.most or math.isnan(number):
                    event = LossUnstable(at, text, edge.function, at)
                    self.scene.judge.observe(event, step=step)
                    return

        due = self.scene.samples.due(step)
        self.scene.samples.enqueue([edge.number for edge in edges], receive, urgent=due)


def _nodes(root: Node, made: list[Node]) -> Iterator[Node]:
    """Yield the nodes of a loss that lie before what models have made."""
    pending, seen = [root], {root}
    for node in pending:
        if any(node is each for each in made) or kind(node) in ENDS:
            continue
        yield node
        for following, _ in node.next_functions:
            if following is not None and following not in seen and len(seen) < MOST_NODES:
                seen.add(following)
                pending.append(following)


def _edge(node: Node) -> _Edge | None:
    match kind(node):
        case "Log" | "Log2" | "Log10":
            return _least(node, "log", "_saved_self")
        case "Sqrt":
            return _least(node, "sqrt", "_saved_result")
        case "Rsqrt":
            return _overflows(node, "sqrt", "_saved_result")
        case "Pow" if 0 < getattr(node, "_saved_exponent", 1) < 1:
            return _least(node, "sqrt", "_saved_self")
        case "Div":
            return _least(node, "division", "_saved_other", magnitude=True)
        case "Reciprocal":
            return _overflows(node, "division", "_saved_result")
        case "Exp":
            return _overflows(node, "exp", "_saved_result")
        case _:
            return None


def _least(node: Node, function: str, saved: str, *, magnitude: bool = False) -> _Edge | None:
    """Zero is the edge, or below it is nothing either."""
    held = _saved(node, saved)
    if held is None or (magnitude and held.dim() == 0 and held.device.type == "cpu"):
        return None  # a number that the program divides by
    return _Edge(function, (held.abs() if magnitude else held).amin().float(), 0.0)


def _overflows(node: Node, function: str, saved: str) -> _Edge | None:
    held = _saved(node, saved)
    return None if held is None else _Edge(function, -held.abs().amax().float(), -math.inf)


def _saved(node: Node, name: str) -> Tensor | None:
    held = getattr(node, name, None)
    plain = isinstance(held, Tensor) and held.numel() > 0 and held.is_floating_point()
    return held.detach() if plain and isinstance(held, Tensor) else None
