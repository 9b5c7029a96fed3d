"""scaler-with-bfloat16, at run time: in which type the passes before each scaled loss were made."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.amp.grad_scaler import GradScaler

from lintrain.events import LossScaled, Place

from ._called import Called
from ._names import name_of
from ._observer import Observer


class ScalerWithBfloat16(Observer):
    """Asks for autocast's type when a model returns, which is still inside of the region."""

    rules = ("LT207",)

    def install(self) -> None:
        """Begin to observe."""
        self._types: set[str] = set()
        self._built: weakref.WeakKeyDictionary[GradScaler, Place] = weakref.WeakKeyDictionary()
        self._told: set[tuple[Place, str]] = set()
        self.scene.on_call.append(self._return)
        self.scene.patches.wrap(GradScaler, "__init__", self._constructor)
        self.scene.patches.wrap(GradScaler, "scale", self._scale)

    def _return(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: object) -> None:
        module = called.module
        assert module is not None  # it has just returned
        device = next((p.device.type for p in module.parameters()), "cpu")
        active = torch.is_autocast_enabled(device)
        self._types.add(str(torch.get_autocast_dtype(device)).removeprefix("torch.") if active else "")

    def _constructor(self, original: Callable[..., None]) -> Callable[..., None]:
        def __init__(scaler: GradScaler, *args: Any, **kwargs: Any) -> None:
            original(scaler, *args, **kwargs)
            self._built[scaler] = self.scene.here()

        return __init__

    def _scale(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def scale(scaler: GradScaler, outputs: Any) -> Any:
            at = self.scene.here()
            if scaler.is_enabled() and isinstance(outputs, Tensor) and self._types:
                self._tell(scaler, at)
            return original(scaler, outputs)

        return scale

    def _tell(self, scaler: GradScaler, at: Place) -> None:
        precision = self._types.pop() if len(self._types) == 1 else ""
        self._types.clear()
        if (at, precision) in self._told:
            return
        self._told.add((at, precision))
        self.scene.judge.observe(
            LossScaled(at, name_of(scaler, "scaler"), precision, self._built.get(scaler))
        )
