"""step-in-evaluation, at run time: over which data an optimizer steps."""

from __future__ import annotations

from lintrain.events import Place, SteppedOnHeldOut

from ._observer import Observer
from ._owned import Owned
from ._passes import Passes


class StepInEvaluation(Observer):
    """Looks at the loaders that are being gone through when an optimizer steps."""

    rules = ("LT606",)

    def install(self) -> None:
        """Begin to observe."""
        self._passes = Passes(self.scene)
        self._trained: dict[int, Place] = {}
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        names = self._passes.names
        if names and not all(names):
            self._trained.setdefault(owned.key, at)
        elif names and owned.key in self._trained:
            event = SteppedOnHeldOut(at, owned.name, names[-1], self._trained[owned.key])
            self.scene.judge.observe(event)
