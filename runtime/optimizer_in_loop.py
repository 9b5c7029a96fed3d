"""optimizer-in-loop, at run time: optimizers of one constructor call that make one step each."""

from __future__ import annotations

from torch import Tensor

from lintrain.events import Place
from lintrain.structure import Rebuilt

from ._observer import Observer
from ._owned import Owned

ENOUGH = 3
"""So many optimizers for the same parameters are no coincidence."""


class OptimizerInLoop(Observer):
    """How many steps each optimizer makes before the same line builds another one over its parameters."""

    rules = ("LT506",)

    def install(self) -> None:
        """Begin to observe."""
        self._made: dict[Place, list[tuple[int, frozenset[int]]]] = {}
        self.scene.on_used.append(self._used)

    def _used(self, owned: Owned) -> None:
        optimizer = owned.reference()
        if owned.built is None or optimizer is None or self.scene.overfit:
            return
        made = self._made.setdefault(owned.built, [])
        if any(ids != owned.ids for _, ids in made) or any(key == owned.key for key, _ in made):
            made.clear()  # it has stepped before, or others are optimized now
        made.append((owned.key, owned.ids))
        remembers = any(
            isinstance(kept, Tensor) for state in optimizer.state.values() for kept in state.values()
        )
        if len(made) >= ENOUGH and remembers:
            at = self.scene.here()
            event = Rebuilt(owned.built, owned.name, type(optimizer).__name__, at)
            self.scene.judge.observe(event, owned.name)
