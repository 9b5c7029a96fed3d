"""clip-norm-under-fsdp, at run time: a norm over shards, which each rank finds another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor, distributed
from torch.nn.utils import clip_grad

from lintrain.events import ClipShards

from ._observer import Observer
from .observers.clipping import INTERNAL

NO_SHARD = "NO_SHARD"
"""The strategy under which each rank holds everything; that of a group of one, too."""


class ClipNormUnderFsdp(Observer):
    """Clips by norm, where parameters are marked as flattened; the model itself takes its norm otherwise."""

    rules = ("LT805",)

    def install(self) -> None:
        """Begin to observe."""
        if distributed.is_available():
            name = INTERNAL if hasattr(clip_grad, INTERNAL) else "clip_grad_norm_"
            self.scene.patches.wrap(clip_grad, name, self._clipping)

    def _clipping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def clip(parameters: Tensor | Iterable[Tensor], max_norm: float, *args: Any, **kwargs: Any) -> Any:
            if not distributed.is_initialized():  # nothing is sharded: no parameter needs a look
                return original(parameters, max_norm, *args, **kwargs)
            given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
            if any(getattr(p, "_fsdp_flattened", False) for p in given) and not math.isinf(max_norm):
                self._look(given)
            return original(given, max_norm, *args, **kwargs)

        return clip

    def _look(self, given: list[Tensor]) -> None:
        for called in self.scene.models_of(map(id, given)):
            module = called.module
            inner = module.modules() if module is not None else ()
            strategies = {getattr(getattr(m, "sharding_strategy", None), "name", NO_SHARD) for m in inner}
            sharded = not strategies <= {NO_SHARD}
            self.scene.judge.observe(ClipShards(self.scene.here(), called.name, sharded))
