"""grads-read-while-scaled, at run time: what is measured or limited is compared with the gradients held."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch import Tensor

from lintrain.events import Place, ReadGrads
from lintrain.protocol import Gradients, Phase

from ._observer import Observer
from ._owned import Owned
from ._sampling import is_plain

MEASURES = ((Tensor, "norm"), (torch, "norm"), (torch.linalg, "norm"), (torch.linalg, "vector_norm"))
LIMITS = ("clamp_", "clip_", "clamp_min_", "clamp_max_")
NEAR = 4
"""So many frames of torch's own may stand between the user and a measure."""


class GradsReadWhileScaled(Observer):
    """Gradients are known by their address: nothing is read, and nothing is asked while none are scaled."""

    rules = ("LT211",)

    def install(self) -> None:
        """Begin to observe."""
        self._known: tuple[int, dict[int, list[Owned]]] = (-1, {})
        self._told: set[tuple[int, Place]] = set()
        for owner, name in MEASURES:
            builtin = isinstance(getattr(owner, name), type(len))
            wrap = self.scene.patches.wrap_builtin if builtin else self.scene.patches.wrap
            wrap(owner, name, self._measuring("norm"))
        for name in LIMITS:
            self.scene.patches.wrap(Tensor, name, self._measuring(name))

    def _measuring(self, how: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
            def measured(*args: Any, **kwargs: Any) -> Any:
                given = args[0] if args else kwargs.get("input")
                if self._scaled() and isinstance(given, Tensor) and _is_asked_for(sys._getframe(1)):
                    self._read(given, how)
                return original(*args, **kwargs)

            return measured

        return wrapper

    def _scaled(self) -> list[Owned]:
        """Return the optimizers that hold scaled gradients, if the program does not reckon with the scale."""
        judge = self.scene.judge
        if self.scene.read is not None:
            return []
        return [owned for owned in self.scene.owners() if _is_scaled(judge.gradients(owned.key))]

    def _read(self, given: Tensor, how: str) -> None:
        if not is_plain(given) or given.numel() == 0:
            return
        holders = self._holders().get(given.data_ptr(), ())
        at = self.scene.here() if holders else None
        for owned in holders:
            if at is not None and (owned.key, at) not in self._told:
                self._told.add((owned.key, at))
                self.scene.tell(owned, ReadGrads(at, owned.name, how))

    def _holders(self) -> dict[int, list[Owned]]:
        """Return who holds the gradient at each address, since the last backward."""
        if self._known[0] != self.scene.backwards:
            found: dict[int, list[Owned]] = {}
            for owned in self._scaled():
                for parameter in owned.parameters:
                    gradient = parameter.grad
                    if gradient is not None and is_plain(gradient) and gradient.numel():
                        found.setdefault(gradient.data_ptr(), []).append(owned)
            self._known = self.scene.backwards, found
        return self._known[1]


def _is_scaled(state: Gradients) -> bool:
    held = state.phase is Phase.PENDING and state.scaled is not None
    return held and not (state.unscaled or state.edited)


def _is_asked_for(frame: FrameType | None) -> bool:
    """Tell whether the user asks, or ``get_total_norm`` for him: what a clip measures is its own affair."""
    names: list[str] = []
    while frame is not None and len(names) < NEAR and _is_torchs(frame):
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return not names or ("get_total_norm" in names and "clip_grad_norm_" not in names)


def _is_torchs(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == "torch"
