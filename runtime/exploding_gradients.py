"""Norms of gradients, told with what is usual in this run."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from statistics import median

from lintrain.measurements import GradientNorm

from ._measured import Stepped
from ._observer import Observer

LEAST = 5
"""So many norms make a median."""
MOST = 50


class ExplodingGradients(Observer):
    """The total norm that each sampled step of an optimizer uses."""

    rules = ("LTR02",)

    def install(self) -> None:
        """Begin to observe."""
        self._usual: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST))
        self.scene.on_measured.append(self._measured)

    def _measured(self, told: Stepped) -> None:
        norm = told.measurement.norm
        if norm is None or not math.isfinite(norm):
            return
        name = told.measurement.optimizer
        known = self._usual[name]
        usual = median(known) if len(known) >= LEAST else None
        known.append(norm)
        self.scene.judge.observe(
            GradientNorm(
                told.at,
                name,
                told.measurement.step,
                name,
                norm,
                usual,
                clipped=told.clipped,
                reduction=told.reduction,
            )
        )
