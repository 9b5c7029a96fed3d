"""optimizer-before-device, at run time: which optimizers are there when a model is moved."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from lintrain.events import Moved

from ._names import name_of
from ._observer import Observer


class OptimizerBeforeDevice(Observer):
    """``Module.to`` with a device, and ``Module.cuda``: the first one of each module."""

    rules = ("LT505",)

    def install(self) -> None:
        """Begin to observe."""
        self._moved: weakref.WeakSet[nn.Module] = weakref.WeakSet()
        self.scene.patches.wrap(nn.Module, "to", self._moving)
        self.scene.patches.wrap(nn.Module, "cuda", self._moving)

    def _moving(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def move(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            device = original.__name__ == "cuda" or _is_device(*args, **kwargs)
            if device and not self.scene.local.modules and module not in self._moved:
                self._moved.add(module)
                self._look(module)
            return original(module, *args, **kwargs)

        return move

    def _look(self, module: nn.Module) -> None:
        parameters = list(module.parameters())
        for owned in self.scene.owners():
            if owned.owns(parameters):
                event = Moved(self.scene.here(), name_of(module), owned.built)
                self.scene.tell(owned, event)


def _is_device(*args: Any, **kwargs: Any) -> bool:
    """Tell whether ``Module.to`` got a device."""
    given = args[0] if args else kwargs.get("device")
    return isinstance(given, str | int | torch.device)
