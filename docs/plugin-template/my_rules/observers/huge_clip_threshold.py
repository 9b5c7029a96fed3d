"""The thresholds of a real run."""

from __future__ import annotations

from typing import Any

from lintrain.runtime import Observer
from lintrain.structure import Called, Given
from my_rules.rules.huge_clip_threshold import CLIP


class HugeClipThreshold(Observer):
    """Every clip by norm. ``rules`` are the codes without which nobody needs this observer."""

    rules = ("MY001",)

    def install(self) -> None:
        """Begin to observe."""
        self.scene.on_clip.append(self._clipped)

    def _clipped(self, owners: object, clipped: Any) -> None:  # noqa: ANN401  # its type needs torch
        given = Given("max_norm", f"{clipped.threshold:g}", clipped.at, clipped.threshold)
        self.scene.judge.observe(Called(clipped.at, "clip_grad_norm_", CLIP, (given,)))
