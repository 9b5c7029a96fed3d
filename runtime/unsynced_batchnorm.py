"""unsynced-batchnorm, at run time: how many samples a layer sees on one of several ranks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from lintrain.events import NormalisedApart

from ._observer import Observer

_BATCH_NORM = nn.modules.batchnorm._BatchNorm


class UnsyncedBatchnorm(Observer):
    """The first batch of each layer inside a wrapped model; ``SyncBatchNorm`` has its own ``forward``."""

    rules = ("LT803",)

    def install(self) -> None:
        """Begin to observe."""
        self._seen: set[int] = set()
        self.scene.patches.wrap(_BATCH_NORM, "forward", self._watching)

    def _watching(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def forward(layer: nn.Module, input: Tensor) -> Any:
            if layer.training and id(layer) not in self._seen and torch.is_grad_enabled():
                self._seen.add(id(layer))
                self._look(layer, len(input))
            return original(layer, input)

        return forward

    def _look(self, layer: nn.Module, batch: int) -> None:
        outermost = next(iter(self.scene.local.modules), None)
        if outermost is not None and self.scene.model(outermost).parallel is not None:
            event = NormalisedApart(self.scene.here(), "", type(layer).__name__, batch)
            self.scene.judge.observe(event)
