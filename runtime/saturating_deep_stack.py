"""saturating-deep-stack, at run time: the layers in each stack of a model that is trained."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from lintrain.architecture import Saturating
from lintrain.events import Place

from ._called import NORMS, Called
from ._observer import Observer

_SATURATES = (nn.Sigmoid, nn.Tanh)


class SaturatingDeepStack(Observer):
    """Looks into each model once, when it is first called for training."""

    rules = ("LT703",)

    def install(self) -> None:
        """Begin to observe."""
        self._met: set[int] = set()
        self.scene.on_enter.append(self._called)

    def _called(self, called: Called, at: Place) -> None:
        module = called.module
        if module is None or called.key in self._met or not torch.is_grad_enabled() or not module.training:
            return
        self._met.add(called.key)
        stacks = [list(_flat(each)) for each in module.modules() if type(each) is nn.Sequential]
        found = [_saturating(layers) for layers in stacks]
        deepest = max(found, key=len, default=[])
        if deepest:
            kinds = tuple(dict.fromkeys(type(layer).__name__ for layer in deepest))
            self.scene.judge.observe(Saturating(at, called.name, len(deepest), kinds))


def _flat(stack: nn.Sequential) -> Iterator[nn.Module]:
    """Yield the layers of a stack, those of stacks in it too."""
    for layer in stack:
        if type(layer) is nn.Sequential:
            yield from _flat(layer)
        else:
            yield layer


def _saturating(layers: list[nn.Module]) -> list[nn.Module]:
    """Return the layers that saturate; none where one normalises, or does what nobody knows."""
    known = all(type(layer).__module__.startswith("torch.nn.") for layer in layers)
    normed = any(isinstance(layer, NORMS) for layer in layers)
    return [layer for layer in layers if isinstance(layer, _SATURATES)] if known and not normed else []
