"""backward-without-step, at run time: optimizers that are cleared again and again, and never step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from lintrain.events import Place
from lintrain.leftovers import Unstepped
from lintrain.protocol import Phase

from ._observer import Observer
from ._owned import Owned

CLEARS = 5
"""So often gradients have to be thrown away: a warm-up or a probe does it once or twice."""


@dataclass(slots=True)
class _Cleared:
    """An optimizer whose gradients were thrown away: where, how often, and its weights at first."""

    owned: Owned
    at: Place
    parameter: Tensor
    version: int
    weights: Tensor
    times: int = 0

    def moved(self) -> bool:
        """Tell whether somebody has changed the weights: reads values, once, at the end."""
        return self.parameter._version != self.version or not self.weights.equal(self.parameter.detach())


class BackwardWithoutStep(Observer):
    """Each ``zero_grad`` of an optimizer that finds gradients which nobody has used."""

    rules = ("LT106",)

    def install(self) -> None:
        """Begin to observe."""
        self._cleared: dict[int, _Cleared] = {}
        self._stepped: set[int] = set()
        self.scene.patches.wrap(Optimizer, "zero_grad", self._clearing)
        self.scene.on_commit.append(self._committed)

    def finish(self) -> None:
        """Tell it, unless the run was cut short: then a step may have been still to come."""
        for each in self._cleared.values() if not self.scene.stopped else ():
            if each.times >= CLEARS and not each.moved():
                self.scene.judge.observe(Unstepped(each.at, each.owned.name, each.owned.built))

    def _clearing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def zero_grad(optimizer: Optimizer, *args: Any, **kwargs: Any) -> Any:
            owned = self.scene.optimizer(optimizer)
            state = self.scene.judge.gradients(owned.key)
            if state.phase is Phase.PENDING and owned.key not in self._stepped and not owned.fused:
                self._count(owned)
            return original(optimizer, *args, **kwargs)

        return zero_grad

    def _count(self, owned: Owned) -> None:
        parameter = next((p for p in owned.parameters if p.grad is not None), None)
        known = self._cleared.get(owned.key)
        if known is None and parameter is not None:
            weights = parameter.detach().clone()
            known = _Cleared(owned, self.scene.here(), parameter, parameter._version, weights)
            self._cleared[owned.key] = known
        if known is not None:
            known.times += 1

    def _committed(self, owned: Owned, at: Place) -> None:
        self._stepped.add(owned.key)
        self._cleared.pop(owned.key, None)
