"""How often a clip acts."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from lintrain.events import Place
from lintrain.measurements import ClippedShare

from ._measured import Clipped, Measurement, Stepped
from ._observer import Observer
from ._owned import Owned


class ConstantClipping(Observer):
    """Each clip's norm over its threshold, told at the end of the run."""

    rules = ("LTR09",)

    def install(self) -> None:
        """Begin to observe."""
        self._places: dict[str, Place] = {}
        self._found: defaultdict[str, list[Measurement]] = defaultdict(list)
        self.scene.on_clip.append(self._clipped)
        self.scene.on_measured.append(self._measured)

    def finish(self) -> None:
        """Tell it."""
        for name, found in self._found.items():
            ratios = [m.clip_norm / m.clip_threshold for m in found if m.clip_norm and m.clip_threshold]
            if ratios and name in self._places:
                share = sum(ratio > 1 for ratio in ratios) / len(found)
                event = ClippedShare(
                    self._places[name], name, found[-1].step, name, share, median(ratios), clips=len(found)
                )
                self.scene.judge.observe(event)

    def _clipped(self, owners: list[Owned], clipped: Clipped) -> None:
        for owned in owners:
            self._places[owned.name] = clipped.at

    def _measured(self, told: Stepped) -> None:
        if told.measurement.clip_norm is not None and told.measurement.clip_threshold is not None:
            self._found[told.measurement.optimizer].append(told.measurement)
