"""low-precision-weights, at run time: the type of what an optimizer changes."""

from __future__ import annotations

import torch

from lintrain.events import Place, WeightsHeld

from ._observer import Observer
from ._owned import Owned

HALVES = {torch.float16: "float16", torch.bfloat16: "bfloat16"}


class LowPrecisionWeights(Observer):
    """Asked at the first step: by then all casts are made."""

    rules = ("LT209",)

    def install(self) -> None:
        """Begin to observe."""
        self._asked: set[int] = set()
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        if owned.key in self._asked or not owned.is_torchs:
            return
        self._asked.add(owned.key)
        types = {parameter.dtype for parameter in owned.parameters if parameter.grad is not None}
        if len(types) == 1:
            precision = HALVES.get(types.pop(), "")
            self.scene.judge.observe(WeightsHeld(owned.built or at, owned.name, precision))
