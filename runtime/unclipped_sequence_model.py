"""unclipped-sequence-model, at run time: recurrent and attention models whose gradients have spikes."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median

from torch import nn

from lintrain.events import Place
from lintrain.leftovers import Unclipped

from ._measured import Stepped
from ._observer import Observer

LAYERS = (
    nn.RNNBase,
    nn.RNNCellBase,
    nn.Transformer,
    nn.TransformerEncoderLayer,
    nn.TransformerDecoderLayer,
    nn.MultiheadAttention,
)
LEAST = 5
"""So many norms make a median."""
SPIKE = 4
"""So many times the median is no ordinary batch."""


class UnclippedSequenceModel(Observer):
    """The norms of the gradients that the steps of each optimizer use, as far as none was clipped."""

    rules = ("LT109",)

    def install(self) -> None:
        """Begin to observe."""
        self._norms: defaultdict[str, list[float]] = defaultdict(list)
        self._places: dict[str, Place] = {}
        self._clipped: set[str] = set()
        self._layers: dict[str, str] = {}
        self.scene.on_measured.append(self._measured)

    def finish(self) -> None:
        """Tell it."""
        for name, norms in self._norms.items():
            layer, usual = self._layers[name], median(norms)
            if (
                layer
                and name not in self._clipped
                and len(norms) >= LEAST
                and max(norms) >= SPIKE * usual > 0
            ):
                self.scene.judge.observe(Unclipped(self._places[name], name, layer, max(norms) / usual))

    def _measured(self, told: Stepped) -> None:
        name, norm = told.measurement.optimizer, told.measurement.norm
        if told.clipped:
            self._clipped.add(name)
        if norm is not None and math.isfinite(norm):
            self._norms[name].append(norm)
            self._places[name] = told.at
            if name not in self._layers:
                self._layers[name] = self._layer_of(name)

    def _layer_of(self, name: str) -> str:
        """Return what makes the optimizer's model a sequence model, empty where nothing does."""
        ids = {each for owned in self.scene.owners() if owned.name == name for each in owned.ids}
        modules = (called.module for called in self.scene.models_of(ids))
        parts = (part for module in modules if module is not None for part in module.modules())
        return next((type(part).__name__ for part in parts if isinstance(part, LAYERS)), "")
