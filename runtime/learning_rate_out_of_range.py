"""learning-rate-out-of-range, at run time: the rate of each group when it steps."""

from __future__ import annotations

from collections import Counter

from lintrain.events import LearningRate, Place

from ._observer import Observer
from ._owned import Owned


class LearningRateOutOfRange(Observer):
    """Rates that are plain numbers, when they have changed. Zero next to others is how a part is frozen."""

    rules = ("LT504",)

    def install(self) -> None:
        """Begin to observe."""
        self._steps: Counter[int] = Counter()
        self._known: dict[int, set[float]] = {}
        self._given: dict[int, list[float]] = {}
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        optimizer = owned.reference()
        if optimizer is None:
            return
        step = self._steps[owned.key]
        self._steps[owned.key] += 1
        rates = [group.get("lr") for group in optimizer.param_groups]
        given = [rate for rate in rates if isinstance(rate, int | float)]  # a tensor would have to be read
        if step > 1 and given == self._given.get(owned.key):
            return
        self._given[owned.key] = given
        found = set(map(float, given))
        found = found - {0.0} or found
        # A first rate of zero may be that of a warm-up: it is looked at again.
        known = self._known.get(owned.key, set()) if step > 1 else set()
        for rate in found - known:
            event = LearningRate(at, owned.name, type(optimizer).__name__, rate, step)
            self.scene.judge.observe(event)
        self._known[owned.key] = found
