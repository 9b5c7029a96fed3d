"""Passes over data: which loaders are being gone through, and whether they are there to evaluate."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch.utils.data import DataLoader

from ._names import held_out
from ._scene import Scene


class Passes:
    """The iterators of loaders that somebody still holds. Those of persistent workers are never let go."""

    def __init__(self, scene: Scene) -> None:
        self._open: list[tuple[weakref.ref[Any], str]] = []
        scene.patches.wrap(DataLoader, "__iter__", self._iterating)

    @property
    def names(self) -> list[str]:
        """What the data of each pass are called if they are there to evaluate; empty for others."""
        self._open = [each for each in self._open if each[0]() is not None]
        return [name for _, name in self._open]

    def _iterating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(loader: DataLoader[Any]) -> Any:
            iterator = original(loader)
            if not loader.persistent_workers:
                self._open.append((weakref.ref(iterator), held_out(loader)))
            return iterator

        return __iter__
