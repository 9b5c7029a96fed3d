"""init-activation-mismatch, at run time: how weights were drawn, and what they feed."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torch.nn import init

from lintrain.architecture import Initialised
from lintrain.events import Place

from ._layers import Feeding, feedings
from ._observer import Observer

XAVIER = ("xavier_uniform_", "xavier_normal_")
HE = ("kaiming_uniform_", "kaiming_normal_")
ACTIVATIONS = {
    "Relu": "ReLU", "LeakyRelu": "LeakyReLU", "Tanh": "Tanh", "Sigmoid": "Sigmoid", "Gelu": "GELU",
    "Silu": "SiLU", "Elu": "ELU",
}  # fmt: skip
QUIET = {
    *("View", "UnsafeView", "Reshape", "Squeeze", "Unsqueeze", "T", "Transpose", "Permute", "Mul", "Div"),
    *("NativeDropout", "FusedDropout", "MaxPool2DWithIndices", "AvgPool2D", "AdaptiveAvgPool2D", "Mean"),
}
"""What does not keep a layer and an activation apart: shapes, dropout and pools."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One weight as it was drawn: its ``version`` tells whether it was changed since."""

    weight: weakref.ref[Tensor]
    version: int
    function: str
    at: Place

    def holds(self, weight: Tensor) -> bool:
        """Tell whether ``weight`` is this one, as it was drawn."""
        return self.weight() is weight and weight._version == self.version


class InitActivationMismatch(Observer):
    """Remembers which parameters were drawn how, until the first backward."""

    rules = ("LT704",)

    def install(self) -> None:
        """Begin to observe."""
        self._drawn: dict[int, Drawn] = {}
        self._done = False
        for name in (*XAVIER, *HE):
            self.scene.patches.swap(getattr(init, name), self._watching(name))
        self.scene.on_backward.append(self._backward)

    def _watching(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
            def drawing(tensor: Tensor, *args: Any) -> Any:
                result = original(tensor, *args)
                if not self._done and isinstance(tensor, nn.Parameter) and _is_plain(name, args):
                    drawn = Drawn(weakref.ref(tensor), tensor._version, name, self.scene.here())
                    self._drawn[id(tensor)] = drawn
                return result

            return drawing

        return wrapper

    def _backward(self, loss: Tensor, at: Place) -> None:
        if self._done or loss.grad_fn is None:
            return
        self._done = True
        fed: dict[Drawn, list[str]] = {}
        for each in feedings(loss.grad_fn) if self._drawn else ():
            drawn = self._drawn.get(id(each.weight))
            activation = _activation(each)
            if drawn is not None and activation and drawn.holds(each.weight):
                fed.setdefault(drawn, []).append(activation)
        self._drawn.clear()
        self._tell(fed)

    def _tell(self, fed: dict[Drawn, list[str]]) -> None:
        """Tell of each place at which weights were drawn, with all that they feed."""
        for place, function in dict.fromkeys((drawn.at, drawn.function) for drawn in fed):
            of_place = [(drawn, acts) for drawn, acts in fed.items() if drawn.at == place]
            names = tuple(dict.fromkeys(act for _, acts in of_place for act in acts))
            scheme = "Xavier" if function in XAVIER else "He"
            self.scene.judge.observe(Initialised(place, function, scheme, names, "layer"))


def _is_plain(name: str, args: tuple[Any, ...]) -> bool:
    """Tell whether a call leaves the gain as it is by default, or asks for that of ReLU."""
    if name in XAVIER:
        return bool(args[0] == 1)
    return bool(args[0] == 0) and args[2] in ("relu", "leaky_relu")


def _activation(each: Feeding) -> str:
    """Return the activation that gets what a layer computes, unless something else comes first."""
    for name in each.through:
        if name in ACTIVATIONS:
            return ACTIVATIONS[name]
        if name not in QUIET:
            return ""
    return ""
