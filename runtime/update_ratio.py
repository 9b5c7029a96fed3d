"""How far a step moves the weights."""

from __future__ import annotations

import math

from lintrain.measurements import StepRatio

from ._measured import Stepped
from ._observer import Observer


class UpdateRatio(Observer):
    """The matrices that a sampled step has moved most and least, unless the rate is being raised.

    Those that were zero at first, as in adapters, are what their steps have made of them.
    """

    rules = ("LTR05",)

    def install(self) -> None:
        """Begin to observe."""
        self._zero: dict[str, frozenset[str]] = {}
        self.scene.on_measured.append(self._measured)

    def _measured(self, told: Stepped) -> None:
        measured = told.measurement
        if not measured.ratios:
            return
        zero = self._zero.setdefault(measured.optimizer, told.matrices - set(measured.ratios))
        moved = {n: r for n, r in measured.ratios.items() if r > 0 and math.isfinite(r) and n not in zero}
        if not moved or told.rising:
            return
        for name in dict.fromkeys((max(moved, key=moved.__getitem__), min(moved, key=moved.__getitem__))):
            event = StepRatio(told.at, measured.optimizer, measured.step, name, moved[name])
            self.scene.judge.observe(event)
