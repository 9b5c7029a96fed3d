"""step-in-evaluation, at run time: over which data an optimizer steps."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch.utils.data import DataLoader

from lintrain.events import Place, SteppedOnHeldOut
from lintrain.model.vocabulary import HELD_OUT_NAME, last

from ._names import names_of
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
                self._passes.append((weakref.ref(iterator), _held_out(loader)))
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


def _held_out(loader: DataLoader[Any]) -> str:
    """Return what a loader of data that are there to evaluate is called; empty for others."""
    names = [last(name) for name in names_of(loader)]
    if any("train" in name.lower() for name in names):
        return ""
    return next((name for name in names if HELD_OUT_NAME.search(name)), "")
