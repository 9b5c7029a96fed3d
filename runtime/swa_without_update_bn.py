"""swa-without-update-bn, at run time: averaged models that are evaluated with somebody else's statistics."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch import nn
from torch.optim.swa_utils import AveragedModel

from lintrain.events import Place
from lintrain.upkeep import AveragedForward

from ._observer import Observer

_BATCH_NORM = nn.modules.batchnorm._BatchNorm


class SwaWithoutUpdateBn(Observer):
    """``AveragedModel``: when it was updated, and when its batch norms have last seen data in training mode.

    Of one model the average is that model: from the second update on, the statistics are another's.
    """

    rules = ("LT907",)

    def install(self) -> None:
        """Begin to observe."""
        self._updated: weakref.WeakKeyDictionary[AveragedModel, tuple[int, Place]]
        self._updated = weakref.WeakKeyDictionary()
        self.scene.patches.wrap(AveragedModel, "update_parameters", self._updating)
        self.scene.patches.wrap(AveragedModel, "forward", self._calling)

    def _updating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def update_parameters(averaged: AveragedModel, model: nn.Module) -> Any:
            if averaged.avg_fn is None and averaged.multi_avg_fn is None and not averaged.use_buffers:
                times, _ = self._updated.get(averaged, (0, None))
                self._updated[averaged] = times + 1, self.scene.here()
            return original(averaged, model)

        return update_parameters

    def _calling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def forward(averaged: AveragedModel, *args: Any, **kwargs: Any) -> Any:
            times, at = self._updated.get(averaged, (0, None))
            if at is not None and times > 1:
                self._predicts(averaged, at)
            return original(averaged, *args, **kwargs)

        return forward

    def _predicts(self, averaged: AveragedModel, updated: Place) -> None:
        norms = [m for m in averaged.modules() if isinstance(m, _BATCH_NORM) and m.track_running_stats]
        if any(norm.training for norm in norms):
            del self._updated[averaged]  # the statistics are measured anew
        elif norms:
            layers = tuple(dict.fromkeys(type(norm).__name__ for norm in norms))
            name = type(averaged).__name__
            self.scene.judge.observe(AveragedForward(self.scene.here(), name, layers, updated, False))
