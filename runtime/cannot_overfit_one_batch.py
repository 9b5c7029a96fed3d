"""Training on one batch alone: the loss must fall."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from lintrain.measurements import OverfitLoss

from ._measured import Stepped
from ._observer import Observer


class CannotOverfitOneBatch(Observer):
    """Each data loader gives the first batch that it gave with gradients enabled, as often as it gives any.

    What an evaluation under ``no_grad`` gets is its own.
    """

    rules = ("LTR08",)

    def install(self) -> None:
        """Begin to observe, if that is what the run is for."""
        self._batches: weakref.WeakKeyDictionary[DataLoader[Any], Any] = weakref.WeakKeyDictionary()
        self._first: dict[str, Stepped] = {}
        self._last: dict[str, Stepped] = {}
        if self.scene.overfit:
            self.scene.patches.wrap(DataLoader, "__iter__", self._iterating)
            self.scene.on_measured.append(self._measured)

    def finish(self) -> None:
        """Compare the last loss with the first. Several optimizers may well work against each other."""
        if len(self._last) != 1:
            return
        ((name, last),) = self._last.items()
        first = self._first[name]
        value, usual = last.measurement.loss, first.measurement.loss
        assert value is not None and usual is not None  # others were not remembered
        event = OverfitLoss(last.backward or last.at, name, last.measurement.step, name, value, usual)
        self.scene.judge.observe(event)

    def _measured(self, told: Stepped) -> None:
        measured = told.measurement
        if measured.loss is not None and math.isfinite(measured.loss):
            self._first.setdefault(measured.optimizer, told)
            self._last[measured.optimizer] = told

    def _iterating(self, original: Callable[..., Iterator[Any]]) -> Callable[..., Any]:
        def __iter__(loader: DataLoader[Any]) -> Any:
            return _Repeating(original(loader), loader, self._batches)

        return __iter__


class _Repeating:
    """An iterator over a data loader that gives one batch, as often as the loader has any."""

    def __init__(
        self,
        inner: Iterator[Any],
        loader: DataLoader[Any],
        batches: weakref.WeakKeyDictionary[DataLoader[Any], Any],
    ) -> None:
        self._inner, self._loader, self._batches = inner, loader, batches

    def __iter__(self) -> _Repeating:
        return self

    def __next__(self) -> Any:
        batch = next(self._inner)
        if not torch.is_grad_enabled():
            return batch
        return _copied(self._batches.setdefault(self._loader, batch))

    def __len__(self) -> int:
        return len(self._inner)  # type: ignore[arg-type]  # torch's own iterators have a length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _copied(batch: Any) -> Any:
    """Return a batch that the program may change as it likes."""
    if isinstance(batch, Tensor):
        return batch.clone()
    if isinstance(batch, dict):
        changed = batch.copy()
        changed.update({key: _copied(value) for key, value in batch.items()})
        return changed
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*map(_copied, batch))
    if isinstance(batch, list | tuple):
        return type(batch)(map(_copied, batch))
    return batch
