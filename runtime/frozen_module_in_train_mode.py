"""frozen-module-in-train-mode, at run time: batch-norm layers whose parameters stand still."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from torch import nn

from lintrain.events import FrozenCalled, Mode
from lintrain.protocol import Training

from ._called import Called
from ._observer import Observer

_BATCH_NORM = nn.modules.batchnorm._BatchNorm


class FrozenModuleInTrainMode(Observer):
    """Looks at a model's layers at the first forward pass after ``train()`` was called on it."""

    rules = ("LT607",)

    def install(self) -> None:
        """Begin to observe."""
        self._depth = 0
        self._modes: weakref.WeakKeyDictionary[nn.Module, Mode] = weakref.WeakKeyDictionary()
        self.scene.patches.wrap(nn.Module, "train", self._setting)
        self.scene.on_call.append(self._called)

    def _setting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def train(module: nn.Module, mode: bool = True) -> Any:
            if self._depth == 0 and mode:
                self._modes[module] = Mode(self.scene.here(), "", mode)
            self._depth += 1
            try:
                return original(module, mode)
            finally:
                self._depth -= 1

        return train

    def _called(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        module, at = called.module, called.forward
        mode = self._modes.pop(module, None) if module is not None else None
        if module is None or mode is None or at is None or not module.training:
            return
        found = next(((name, m) for name, m in module.named_modules() if _is_frozen(m)), None)
        if found is not None and any(p.requires_grad for p in module.parameters()):
            event = FrozenCalled(at, called.name, found[0], (type(found[1]).__name__,))
            state = self.scene.judge.model(called.key)
            self.scene.judge.recall(called.name, replace(state, mode=Training.TRAIN, set_by=mode), event)


def _is_frozen(layer: nn.Module) -> bool:
    if not isinstance(layer, _BATCH_NORM) or not layer.training or not layer.track_running_stats:
        return False
    own = list(layer.parameters(recurse=False))
    return bool(own) and not any(parameter.requires_grad for parameter in own)
