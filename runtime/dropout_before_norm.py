"""dropout-before-norm, at run time: which tensors batch-norm layers are given."""

from __future__ import annotations

import weakref
from typing import Any

from torch import Tensor, nn

from lintrain.architecture import DroppedBeforeNorm

from ._observer import Observer

_BATCH_NORM = nn.modules.batchnorm._BatchNorm
_DROPOUT = nn.modules.dropout._DropoutNd


class DropoutBeforeNorm(Observer):
    """Remembers the output of the dropout layer that was called last."""

    rules = ("LT701",)

    def install(self) -> None:
        """Begin to observe."""
        self._last: tuple[str, weakref.ref[Tensor]] | None = None
        self.scene.on_module.append(self._called)

    def _called(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        if isinstance(module, _DROPOUT) and module.training and module.p > 0 and isinstance(output, Tensor):
            self._last = type(module).__name__, weakref.ref(output)
        elif isinstance(module, _BATCH_NORM) and module.training and self._last is not None and args:
            name, dropped = self._last
            if dropped() is args[0]:
                event = DroppedBeforeNorm(self.scene.here(), name, type(module).__name__)
                self.scene.judge.observe(event)
