"""Trainable parameters that no backward reaches."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from lintrain.events import Backward
from lintrain.measurements import Unreached

from ._observer import Observer
from ._owned import Owned


@dataclass(slots=True)
class _Waiting:
    """Parameters of one optimizer that have never had a gradient; ``fed``: it was, since its last step."""

    parameters: list[Tensor]
    steps: int = 0
    fed: bool = False


class NoGradient(Observer):
    """Looks right after each backward, at those parameters alone that had no gradient before.

    Only layers that the model was seen to call count: one of several experts or heads waits for its turn.
    """

    rules = ("LTR06",)

    def install(self) -> None:
        """Begin to observe."""
        self._waiting: dict[int, _Waiting] = {}
        self.scene.on_produced.append(self._produced)
        self.scene.on_used.append(self._used)

    def _produced(self, event: Backward) -> None:
        for owned in self.scene.owners():
            waiting = self._of(owned)
            if owned.passes and owned.passes[-1].event.at == event.at:
                waiting.fed = True
            if waiting.parameters:
                waiting.parameters = [p for p in waiting.parameters if p.grad is None and p.requires_grad]

    def _of(self, owned: Owned) -> _Waiting:
        if owned.key not in self._waiting:
            self._waiting[owned.key] = _Waiting([p for p in owned.parameters if p.requires_grad])
        return self._waiting[owned.key]

    def _used(self, owned: Owned) -> None:
        waiting = self._waiting.get(owned.key)
        if waiting is None or not waiting.fed:
            return
        waiting.fed = False
        waiting.steps += 1
        step = self.scene.step_of(owned)
        if waiting.parameters and self.scene.samples.due(step):
            self._tell(owned, waiting, step)

    def _tell(self, owned: Owned, waiting: _Waiting, step: int) -> None:
        for called in self.scene.models_of(owned.ids):
            names = tuple(
                called.names[id(p)]
                for p in waiting.parameters
                if id(p) in called.names and id(p) in self.scene.order
            )
            at = called.forward
            if names and at is not None:
                event = Unreached(at, called.name, step, called.name, float(waiting.steps), names=names)
                self.scene.judge.observe(event)
