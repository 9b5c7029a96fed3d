"""step-in-evaluation, at run time: over which data an optimizer steps."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch.utils.data import DataLoader

from lintrain.events import Place, SteppedOnHeldOut

from ._names import held_out
from ._observer import Observer
from ._owned import Owned


class StepInEvaluation(Observer):
    """A pass over a loader lasts as long as somebody holds its iterator."""

    rules = ("LT606",)

    def install(self) -> None:
        """Begin to observe."""
        self._passes: list[tuple[weakref.ref[Any], str]] = []
        self._trained: dict[int, Place] = {}
        self.scene.patches.wrap(DataLoader, "__iter__", self._iterating)
        self.scene.on_commit.append(self._commit)

    def _iterating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(loader: DataLoader[Any]) -> Any:
            iterator = original(loader)
            if not loader.persistent_workers:
                self._passes.append((weakref.ref(iterator), held_out(loader)))
            return iterator

        return __iter__

    def _commit(self, owned: Owned, at: Place) -> None:
        self._passes = [each for each in self._passes if each[0]() is not None]
        if not self._passes:
            return
        if not all(name for _, name in self._passes):
            self._trained.setdefault(owned.key, at)
        elif owned.key in self._trained:
            event = SteppedOnHeldOut(at, owned.name, self._passes[-1][1], self._trained[owned.key])
            self.scene.judge.observe(event)
