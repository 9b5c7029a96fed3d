"""small-batch-batchnorm, at run time: how many samples a batch-norm layer sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from lintrain.events import BatchNormalised

from ._observer import Observer

_BATCH_NORM = nn.modules.batchnorm._BatchNorm


class SmallBatchBatchnorm(Observer):
    """The first batch that each layer sees in training mode, with gradients: the last one may be smaller."""

    rules = ("LT702",)

    def install(self) -> None:
        """Begin to observe."""
        self._seen: set[int] = set()
        self.scene.patches.wrap(_BATCH_NORM, "forward", self._watching)

    def _watching(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def forward(layer: nn.Module, input: Tensor) -> Any:
            if layer.training and torch.is_grad_enabled() and id(layer) not in self._seen:
                self._seen.add(id(layer))
                event = BatchNormalised(self.scene.here(), "", type(layer).__name__, len(input))
                self.scene.judge.observe(event)
            return original(layer, input)

        return forward
