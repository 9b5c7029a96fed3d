"""A gradient scaler multiplies the loss, unscales gradients, steps, and updates its scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.amp.grad_scaler import GradScaler
from torch.optim import Optimizer

from lintrain.events import Place, ScalerUpdate, Unscale
from lintrain.runtime._names import name_of
from lintrain.runtime._observer import Observer

from .optimizers import commit, used


class Scaling(Observer):
    """The four public methods of ``GradScaler``; one that is not enabled does nothing, and is not seen."""

    def install(self) -> None:
        """Begin to observe."""
        self._names: dict[int, str] = {}
        patches = self.scene.patches
        patches.wrap(GradScaler, "scale", self._scale)
        patches.wrap(GradScaler, "unscale_", self._unscale)
        patches.wrap(GradScaler, "step", self._step)
        patches.wrap(GradScaler, "update", self._update)
        patches.wrap(GradScaler, "get_scale", self._get_scale)

    def _name(self, scaler: GradScaler) -> str:
        if id(scaler) not in self._names:
            self._names[id(scaler)] = name_of(scaler, "scaler")
        return self._names[id(scaler)]

    def _scale(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def scale(scaler: GradScaler, outputs: Any) -> Any:
            scaled = original(scaler, outputs)
            if scaler.is_enabled():
                self._remember(scaler, self.scene.here())
            return scaled

        return scale

    def _remember(self, scaler: GradScaler, at: Place) -> None:
        """The scale is recognised in the loss's graph by its address: it is never read."""
        factor = getattr(scaler, "_scale", None)
        if factor is not None:
            self.scene.scales[factor.data_ptr()] = (self._name(scaler), at)
            self.scene.factors[self._name(scaler)] = factor

    def _get_scale(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def get_scale(scaler: GradScaler) -> Any:
            scale = original(scaler)
            if scaler.is_enabled():
                self.scene.read = float(scale)
            return scale

        return get_scale

    def _unscale(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def unscale_(scaler: GradScaler, optimizer: Optimizer) -> Any:
            inside = self.scene.scaling is not None or not scaler.is_enabled()
            if inside:
                return original(scaler, optimizer)
            owned, at = self.scene.optimizer(optimizer), self.scene.here()
            self.scene.settle(owned, at)
            # Told before torch does it: a second time it raises.
            event = self.scene.known.event(Unscale, at, owned.name, self._name(scaler), certain=True)
            self.scene.tell(owned, event)
            try:
                return original(scaler, optimizer)
            finally:
                owned.marks = owned.look()

        return unscale_

    def _step(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def step(scaler: GradScaler, optimizer: Optimizer, *args: Any, **kwargs: Any) -> Any:
            if not scaler.is_enabled() or self.scene.scaling is not None:
                return original(scaler, optimizer, *args, **kwargs)
            owned = self.scene.optimizer(optimizer)
            commit(self, owned, self._name(scaler), closure=False)
            self.scene.scaling = self._name(scaler)
            try:
                result = original(scaler, optimizer, *args, **kwargs)
            finally:
                self.scene.scaling = None
            used(self, owned)
            return result

        return step

    def _update(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def update(scaler: GradScaler, *args: Any, **kwargs: Any) -> Any:
            result = original(scaler, *args, **kwargs)
            if scaler.is_enabled():
                at = self.scene.here()
                for owned in self.scene.owners():
                    self.scene.tell(owned, self.scene.known.event(ScalerUpdate, at, self._name(scaler)))
            return result

        return update
