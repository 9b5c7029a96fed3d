"""Gradients are clipped."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor
from torch.nn import utils
from torch.nn.utils import clip_grad

from lintrain.events import Clip, Place, ReadGrads
from lintrain.protocol import Phase
from lintrain.runtime._measured import Clipped
from lintrain.runtime._observer import Observer
from lintrain.runtime._owned import Owned
from lintrain.runtime._sampling import freed

INTERNAL = "_clip_grads_with_norm_"
"""What ``clip_grad_norm_`` looks up when it is called: whoever imported that before is seen, too."""


SCALED = 0.01
"""A threshold of so much of a scale that the program has asked for may be meant for scaled gradients."""


class Clipping(Observer):
    """``clip_grad_norm_`` by what it calls inside (by its own name in older torch), ``clip_grad_value_``."""

    def install(self) -> None:
        """Begin to observe."""
        inner = hasattr(clip_grad, INTERNAL)
        for owner in (clip_grad, utils):
            self.scene.patches.wrap(owner, "clip_grad_value_", self._by_value)
            if not inner:
                self.scene.patches.wrap(owner, "clip_grad_norm_", self._by_norm)
        if inner:
            self.scene.patches.wrap(clip_grad, INTERNAL, self._by_norm)

    def _by_norm(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def clip(parameters: Tensor | Iterable[Tensor], max_norm: float, *args: Any, **kwargs: Any) -> Any:
            given = _listed(parameters)
            limits = not (isinstance(max_norm, int | float) and math.isinf(max_norm))
            at, owners = self.scene.here(), self._owners(given)
            meant = self._clipped(owners, at, limits, max_norm)
            result = original(given, max_norm, *args, **kwargs)
            # Inside `clip_grad_norm_` the norm is handed over; older torch returns it.
            self._measured(meant, at, args[0] if args and isinstance(args[0], Tensor) else result, max_norm)
            self._look(owners)
            return result

        return clip

    def _measured(self, meant: list[Owned], at: Place, norm: object, most: object) -> None:
        if self.scene.on_clip and isinstance(norm, Tensor) and isinstance(most, int | float):
            clipped = Clipped(at, freed(norm).clone(), float(most))
            for callback in self.scene.on_clip:
                callback(meant, clipped)

    def _by_value(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def clip(parameters: Tensor | Iterable[Tensor], clip_value: float, *args: Any, **kwargs: Any) -> Any:
            given = _listed(parameters)
            owners = self._owners(given)
            self._clipped(owners, self.scene.here(), True, clip_value)
            result = original(given, clip_value, *args, **kwargs)
            self._look(owners)
            return result

        return clip

    def _clipped(self, owners: list[Owned], at: Place, limits: bool, most: float) -> list[Owned]:
        """Tell the clip, and return whose gradients it is meant for."""
        scale = self.scene.read
        scaled = scale is not None and isinstance(most, int | float) and most >= SCALED * scale
        meant = self._meant(owners)
        for owned in meant:
            self.scene.settle(owned, at)
            if not limits and scale is None:
                self.scene.tell(owned, self.scene.known.event(ReadGrads, at, owned.name))
            self.scene.tell(owned, self.scene.known.event(Clip, at, owned.name, limits, managed=scaled))
        return meant

    def _owners(self, parameters: list[Tensor]) -> list[Owned]:
        """Return the optimizers that hold some of these parameters."""
        return [owned for owned in self.scene.owners() if owned.owns(parameters)]

    def _meant(self, owners: list[Owned]) -> list[Owned]:
        """Return the optimizers whose gradients are clipped: those that are waiting for their step, if any.

        A clip over all parameters concerns the optimizer whose turn it is, not those that stepped before.
        """
        if len(owners) < 2:
            return owners
        phases = {owned.key: self.scene.judge.gradients(owned.key).phase for owned in owners}
        waiting = [owned for owned in owners if phases[owned.key] is Phase.PENDING]
        spent = [owned for owned in owners if phases[owned.key] is Phase.SPENT]
        return waiting or spent or owners

    def _look(self, owners: list[Owned]) -> None:
        """A clip has changed the gradients; those that were used still are."""
        for owned in owners:
            spent = owned.marks == owned.spent
            owned.marks = owned.look()
            if spent:
                owned.spent = list(owned.marks)


def _listed(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """Return the parameters; a generator can be used once."""
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)
