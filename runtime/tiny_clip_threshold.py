"""tiny-clip-threshold, at run time: thresholds that every norm has exceeded."""

from __future__ import annotations

from collections import defaultdict

from lintrain.events import Place
from lintrain.structure import Called, Given

from ._measured import Clipped, Measurement, Stepped
from ._observer import Observer
from ._owned import Owned

CLIPS = 2
"""So many clips have to agree."""


class TinyClipThreshold(Observer):
    """The largest threshold of an optimizer's clips, told at the end if all of them have acted."""

    rules = ("LT108",)

    def install(self) -> None:
        """Begin to observe."""
        self._places: dict[str, Place] = {}
        self._found: defaultdict[str, list[Measurement]] = defaultdict(list)
        self.scene.on_clip.append(self._clipped)
        self.scene.on_measured.append(self._measured)

    def finish(self) -> None:
        """Tell it."""
        for name, found in self._found.items():
            acted = [(m.clip_norm or 0.0) > (m.clip_threshold or 0.0) for m in found]
            if name in self._places and len(found) >= CLIPS and all(acted):
                at, most = self._places[name], max(m.clip_threshold or 0.0 for m in found)
                given = Given("max_norm", f"{most:g}", at, most)
                self.scene.judge.observe(
                    Called(at, "clip_grad_norm_", "torch.nn.utils.clip_grad_norm_", (given,))
                )

    def _clipped(self, owners: list[Owned], clipped: Clipped) -> None:
        for owned in owners:
            self._places[owned.name] = clipped.at

    def _measured(self, told: Stepped) -> None:
        if told.measurement.clip_norm is not None and told.measurement.clip_threshold is not None:
            self._found[told.measurement.optimizer].append(told.measurement)
