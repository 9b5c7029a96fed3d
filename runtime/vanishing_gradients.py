"""How gradients fade on their way to the first layers."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import fmean

from lintrain.measurements import LayerGradients

from ._measured import Stepped
from ._observer import Observer

LEAST = 3
"""A first, a last, and one between them."""


class VanishingGradients(Observer):
    """The gradients of weight matrices, in the order in which the model calls its layers."""

    rules = ("LTR03",)

    def install(self) -> None:
        """Begin to observe."""
        self._losses: defaultdict[str, list[float]] = defaultdict(list)
        self.scene.on_measured.append(self._measured)

    def _measured(self, told: Stepped) -> None:
        measured = told.measurement
        losses = self._losses[measured.optimizer]
        if measured.loss is not None:
            losses.append(measured.loss)
        # A gradient of exactly zero is cut off, not faded: a branch that is closed at first, dead units.
        held = [(n, g) for n, g in measured.gradients.items() if n in told.matrices and g != 0]
        third = len(held) // 3
        if len(held) < LEAST or not all(math.isfinite(norm) for _, norm in held):
            return
        self.scene.judge.observe(
            LayerGradients(
                told.at,
                measured.optimizer,
                measured.step,
                held[0][0],
                fmean(norm for _, norm in held[:third]),
                fmean(norm for _, norm in held[-third:]),
                late=held[-1][0],
                losses=_halves(losses),
            )
        )


def _halves(losses: list[float]) -> tuple[float, float] | None:
    """Return the mean losses of the first and of the second half of the steps so far."""
    middle = len(losses) // 2
    return (fmean(losses[:middle]), fmean(losses[middle:])) if middle else None
