"""missing-set-epoch, at run time: a distributed sampler that trains twice in the same order."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch.utils.data import DistributedSampler

from lintrain.events import Backward, EpochSampled, Place

from ._observer import Observer


class MissingSetEpoch(Observer):
    """The epoch of each pass over a shuffling ``DistributedSampler``.

    A second pass that trains nothing, to measure statistics for instance, may well be in the same order:
    the event comes with the first backward of a pass.
    """

    rules = ("LT801",)

    def install(self) -> None:
        """Begin to observe."""
        self._passes: weakref.WeakKeyDictionary[DistributedSampler[Any], tuple[int, int]]
        self._passes = weakref.WeakKeyDictionary()
        self._waiting: EpochSampled | None = None
        self.scene.patches.wrap(DistributedSampler, "__iter__", self._iterating)
        self.scene.on_produced.append(self._trained)

    def _iterating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(sampler: DistributedSampler[Any]) -> Any:
            if sampler.shuffle:
                self._begins(sampler, self.scene.here())
            return original(sampler)

        return __iter__

    def _begins(self, sampler: DistributedSampler[Any], at: Place) -> None:
        epoch, backwards = self._passes.get(sampler, (None, 0))
        trained = self.scene.backwards > backwards
        self._passes[sampler] = sampler.epoch, self.scene.backwards
        if epoch is not None and trained:
            self._waiting = EpochSampled(at, type(sampler).__name__, epoch == sampler.epoch)

    def _trained(self, event: Backward) -> None:
        if self._waiting is not None:
            self.scene.judge.observe(self._waiting)
            self._waiting = None
