"""How the scale of activations changes over the depth of a plain stack of layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from lintrain.events import Place
from lintrain.measurements import ActivationScale

from ._graph import MOST_STEPS, Node, kind
from ._observer import Observer
from ._sampling import is_plain, norms

LEAST = 3
"""Hidden layers in a row."""
_WEIGHTED = (nn.Linear, nn.modules.conv._ConvNd)


@dataclass(slots=True)
class _Layer:
    """One call of a layer with weights: which one fed it, and how large its output is."""

    name: str
    before: _Layer | None
    depth: int
    root: str
    at: Place
    norm: Tensor
    entries: int


class ActivationDrift(Observer):
    """At step 0, the longest chain of linear layers and convolutions that are joined by activations alone.

    Between layers a normalisation sets the scale, and a residual connection leads around it: in a stack
    with either, the outputs of the layers say nothing about what reaches the next.
    """

    rules = ("LTR07",)

    def install(self) -> None:
        """Begin to observe."""
        self._made: dict[Node, _Layer] = {}
        self._longest: _Layer | None = None
        self.scene.on_module.append(self._called)
        self.scene.on_backward.append(self._tell)

    def _called(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        if self.scene.judge.step or not isinstance(module, _WEIGHTED) or not is_plain(output):
            return
        node = output.grad_fn
        if node is None or not output.numel():
            return
        given = args[0].grad_fn if args and isinstance(args[0], Tensor) else None
        before = self._fed_by(given)
        root = self.scene.model(self.scene.local.modules[0])
        name = root.modules.get(id(module)) or type(module).__name__
        depth = before.depth + 1 if before is not None else 1
        at = root.forward or self.scene.here()
        layer = _Layer(name, before, depth, root.name, at, norms([output])[0], output.numel())
        self._made[node] = layer
        if self._longest is None or depth > self._longest.depth:
            self._longest = layer

    def _fed_by(self, node: Node | None) -> _Layer | None:
        for _ in range(MOST_STEPS):
            if node is None or node in self._made:
                break
            following = [each for each, _ in node.next_functions if each is not None]
            if len(following) != 1 or "Norm" in kind(node):
                return None
            node = following[0]
        return self._made.get(node) if node is not None else None

    def _tell(self, loss: Tensor, at: Place) -> None:
        last, self._longest = self._longest, None
        self._made.clear()
        hidden = last.before if last is not None else None  # what comes last is the model's own output
        if last is None or hidden is None or hidden.depth < LEAST:
            return
        first = hidden
        while first.before is not None:
            first = first.before
        self._ask(first, hidden, last)

    def _ask(self, first: _Layer, hidden: _Layer, last: _Layer) -> None:
        step = self.scene.judge.step

        def receive(numbers: list[float]) -> None:
            size, usual = (n / each.entries**0.5 for n, each in zip(numbers, (hidden, first), strict=True))
            event = ActivationScale(last.at, last.root, step, hidden.name, size, usual, first=first.name)
            self.scene.judge.observe(event)

        self.scene.samples.enqueue([hidden.norm, first.norm], receive)
