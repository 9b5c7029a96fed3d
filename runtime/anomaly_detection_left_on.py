"""anomaly-detection-left-on, at run time: every backward is searched for NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.autograd import anomaly_mode

from lintrain.events import Backward, Place
from lintrain.upkeep import AnomalyDetection

from ._observer import Observer


class AnomalyDetectionLeftOn(Observer):
    """Who switches anomaly detection on, and whether it is on when gradients are produced."""

    rules = ("LT903",)

    def install(self) -> None:
        """Begin to observe."""
        self._at: Place | None = None
        self._produced = 0
        for switch in (anomaly_mode.set_detect_anomaly, anomaly_mode.detect_anomaly):
            self.scene.patches.wrap(switch, "__init__", self._switching)
        self.scene.on_produced.append(self._backward)

    def _switching(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(switch: Any, *args: Any, **kwargs: Any) -> None:
            self._at = self.scene.here()
            original(switch, *args, **kwargs)

        return __init__

    def _backward(self, event: Backward) -> None:
        if not torch.is_anomaly_enabled():
            return
        self._produced += 1
        if self._produced == 2:  # one backward alone may well be looked into
            at = self._at or event.at
            self.scene.judge.observe(AnomalyDetection(at, "anomaly detection", True, True))
