"""constant-weight-init, at run time: whether weights differ at all."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lintrain.architecture import ConstantWeights
from lintrain.events import Place

from ._layers import feedings
from ._observer import Observer


class ConstantWeightInit(Observer):
    """Looks at the weights that the graph of the first loss shows, before they are changed."""

    rules = ("LT705",)

    def install(self) -> None:
        """Begin to observe."""
        self._done = False
        self.scene.on_backward.append(self._backward)

    def _backward(self, loss: Tensor, at: Place) -> None:
        if self._done or loss.grad_fn is None:
            return
        self._done = True
        pairs = [(each.weight, each.after) for each in feedings(loss.grad_fn)]
        weights = {
            id(w): w
            for pair in pairs
            for w in pair
            if type(w) in (Tensor, nn.Parameter) and w.is_floating_point() and w.numel() > 1
        }
        constant = _constant(list(weights.values())) if weights else set()
        for weight, after in pairs:
            if id(weight) in constant and id(after) in constant:
                event = ConstantWeights(at, "", _layer(weight), _layer(after))
                self.scene.judge.observe(event)
                return


def _constant(weights: list[Tensor]) -> set[int]:
    """Return the identities of those that hold one value; all numbers come over at once, per device."""
    found: set[int] = set()
    for device in {weight.device for weight in weights}:
        here = [weight.detach() for weight in weights if weight.device == device]
        same = torch.stack([weight.amax() == weight.amin() for weight in here]).tolist()
        ids = [id(weight) for weight in weights if weight.device == device]
        found |= {each for each, is_same in zip(ids, same, strict=True) if is_same}
    return found


def _layer(weight: Tensor) -> str:
    return "Linear" if weight.dim() == 2 else f"Conv{weight.dim() - 2}d"
