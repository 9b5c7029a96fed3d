"""Whether the graphs of earlier steps are still held."""

from __future__ import annotations

import weakref
from collections import deque

from torch import Tensor

from lintrain.events import Place
from lintrain.measurements import KeptGraphs

from ._marked import Mark, mark
from ._observer import Observer

MOST = 64
"""So many of the latest graphs are followed."""


class GraphGrowth(Observer):
    """A mark in the last node of each loss's graph. Told on sampled steps, for the steps before the last one:
    its graph is held by the variable ``loss`` until the next.
    """

    rules = ("LTR11",)

    def install(self) -> None:
        """Begin to observe."""
        self._marks: deque[tuple[int, weakref.ref[Mark]]] = deque(maxlen=MOST)
        self._last: tuple[Place, str] | None = None
        self.scene.on_backward.append(self._mark)
        self.scene.on_sample.append(self._stepped)

    def _mark(self, loss: Tensor, at: Place) -> None:
        marked = mark(loss)
        if marked is not None and not (self._marks and self._marks[-1][1]() is marked):
            self._marks.append((self.scene.judge.step, weakref.ref(marked)))
            self._last = at, "loss"

    def _stepped(self, step: int) -> None:
        if self._last is None:
            return
        at, text = self._last
        earlier = {at_step for at_step, _ in self._marks if at_step < step - 1}
        held = {at_step for at_step, marked in self._marks if at_step < step - 1 and marked() is not None}
        if earlier:
            self.scene.judge.observe(KeptGraphs(at, text, step, text, float(len(held)), float(len(earlier))))
