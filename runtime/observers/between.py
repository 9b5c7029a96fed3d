"""What happens between two backwards, as far as nobody else looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data.dataloader import _BaseDataLoaderIter

from lintrain.runtime._observer import Observer


class Segments(Observer):
    """``torch.autograd.grad``, and the next batch of every data loader."""

    def install(self) -> None:
        """Begin to observe."""
        self.scene.patches.swap(torch.autograd.grad, self._differentiating)
        self.scene.patches.wrap(_BaseDataLoaderIter, "__next__", self._taking)

    def _differentiating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def grad(*args: Any, **kwargs: Any) -> Any:
            self.scene.between.segment.differentiated = True
            return original(*args, **kwargs)

        return grad

    def _taking(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __next__(iterator: Any) -> Any:
            try:
                batch = original(iterator)
            except StopIteration:
                for callback in self.scene.on_exhausted:
                    callback(iterator)
                raise
            for callback in self.scene.on_batch:
                callback(iterator)
            self.scene.between.segment.data.add(id(iterator._dataset))
            return batch

        return __next__
