"""unshuffled-training-data, at run time: loaders that give every epoch in the order of the dataset."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn
from torch.utils.data import DataLoader, IterableDataset, Subset
from torch.utils.data.dataloader import _BaseDataLoaderIter

from lintrain.events import Backward, Place
from lintrain.upkeep import LoaderTrained

from ._names import held_out
from ._observer import Observer

Loader = DataLoader[Any]


@dataclass(eq=False)
class _Plain:
    """One loader that was not told an order: how often it was passed, and in which pass it was trained on."""

    built: Place
    dataset: str
    passes: int = 0
    trained: int | None = None


class UnshuffledTrainingData(Observer):
    """``DataLoader`` without ``shuffle`` or a sampler over data with numbers.

    What was trained on is where all batches since the last backward came from. Silent for models with a
    memory, to which order may mean something, and for parts of datasets, which are often drawn at random.
    """

    rules = ("LT908",)

    def install(self) -> None:
        """Begin to observe."""
        self._plain: weakref.WeakKeyDictionary[Loader, _Plain] = weakref.WeakKeyDictionary()
        self._giving: weakref.WeakKeyDictionary[Any, _Plain] = weakref.WeakKeyDictionary()
        self._taken: set[_Plain | None] = set()
        patches = self.scene.patches
        patches.wrap(DataLoader, "__init__", self._building)
        patches.wrap(DataLoader, "__iter__", self._iterating)
        patches.wrap(_BaseDataLoaderIter, "__next__", self._taking)
        self.scene.on_produced.append(self._trained)

    def _building(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(
            loader: Loader,
            dataset: Any,
            batch_size: int | None = 1,
            shuffle: bool | None = None,
            sampler: Any = None,
            batch_sampler: Any = None,
            *args: Any,
            **kwargs: Any,
        ) -> None:
            original(loader, dataset, batch_size, shuffle, sampler, batch_sampler, *args, **kwargs)
            told = shuffle is not None or sampler is not None or batch_sampler is not None
            if not told and not isinstance(dataset, IterableDataset | Subset):
                self._plain[loader] = _Plain(self.scene.here(), type(dataset).__name__)

        return __init__

    def _iterating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(loader: Loader) -> Any:
            iterator = original(loader)
            plain = self._plain.get(loader)
            if plain is not None and len(loader) > 1 and not held_out(loader):
                plain.passes += 1
                self._giving[iterator] = plain
            return iterator

        return __iter__

    def _taking(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __next__(iterator: Any) -> Any:
            batch = original(iterator)
            self._taken.add(self._giving.get(iterator))
            return batch

        return __next__

    def _trained(self, event: Backward) -> None:
        plain = self._taken.pop() if len(self._taken) == 1 else None
        self._taken.clear()
        if plain is None or self.scene.overfit:
            return
        if plain.trained is None:
            plain.trained = plain.passes
        elif plain.passes > plain.trained:
            plain.trained = plain.passes
            if self._remembers():
                return
            self.scene.judge.observe(LoaderTrained(plain.built, "the loader", plain.dataset, True, event.at))

    def _remembers(self) -> bool:
        """Tell whether a model that is called has a layer with a state of its own."""
        models = [module for called in self.scene.called.values() if (module := called.module) is not None]
        return any(isinstance(m, nn.RNNBase | nn.RNNCellBase) for model in models for m in model.modules())
