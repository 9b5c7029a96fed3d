"""exhausted-parameters, at run time: clips that are given an iterator with nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from torch.nn import utils
from torch.nn.utils import clip_grad

from lintrain.leftovers import ExhaustedParameters as Exhausted

from ._observer import Observer


class ExhaustedParameters(Observer):
    """The first item of each iterator that a clip is given. Optimizers refuse an empty one by themselves."""

    rules = ("LT114",)

    def install(self) -> None:
        """Begin to observe."""
        for owner in (clip_grad, utils):
            for name in ("clip_grad_norm_", "clip_grad_value_"):
                self.scene.patches.wrap(owner, name, partial(self._clipping, name))

    def _clipping(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def clip(parameters: Any, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(parameters, Iterator):
                return original(parameters, *args, **kwargs)
            for first in parameters:
                return original(chain((first,), parameters), *args, **kwargs)
            self.scene.judge.observe(Exhausted(self.scene.here(), "the iterator", f"`{name}`"))
            return original(parameters, *args, **kwargs)

        return clip
