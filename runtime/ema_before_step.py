"""ema-before-step, at run time: averages that are taken while gradients wait for their step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn
from torch.optim.swa_utils import AveragedModel

from lintrain.events import Averaged, Backward, Place
from lintrain.protocol import Gradients, Phase

from ._observer import Observer
from ._owned import Owned


class EmaBeforeStep(Observer):
    """The updates of ``AveragedModel``, judged when a step comes with no backward in between."""

    rules = ("LT906",)

    def install(self) -> None:
        """Begin to observe."""
        self._waiting: dict[int, tuple[Gradients, Averaged]] = {}
        self.scene.patches.wrap(AveragedModel, "update_parameters", self._updating)
        self.scene.on_produced.append(self._produced)
        self.scene.on_commit.append(self._committed)

    def _updating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def update_parameters(average: AveragedModel, model: nn.Module) -> Any:
            event, parameters = Averaged(self.scene.here(), type(average).__name__), list(model.parameters())
            holders = [owned.key for owned in self.scene.owners() if owned.owns(parameters)]
            states = {key: self.scene.judge.gradients(key) for key in holders}
            if all(state.phase is Phase.PENDING for state in states.values()):  # or one has stepped
                self._waiting |= {key: (state, event) for key, state in states.items()}
            return original(average, model)

        return update_parameters

    def _produced(self, event: Backward) -> None:
        self._waiting.clear()

    def _committed(self, owned: Owned, at: Place) -> None:
        waiting = self._waiting.pop(owned.key, None)
        if waiting is not None:
            self.scene.judge.recall(owned.name, *waiting)
