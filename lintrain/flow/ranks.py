"""Batch norm under data parallelism: which models are wrapped, and how many samples each rank gives them.

Loaders and wrappers stand in any order and in different functions: they are put together at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lintrain.events import NormalisedApart, Place
from lintrain.model.values import Constant, Object, Value

SHARED = re.compile(r"sync_?b|freez|frozen|track_running_stats", re.I)
"""Words of programs whose batch norm counts all ranks, or stands still."""


@dataclass(slots=True)
class Ranks:
    """What was met: wrapped models with batch norm, and the batch sizes of loaders that deal out to ranks."""

    wrapped: dict[Place, tuple[str, str]] = field(default_factory=dict)
    batches: set[int | None] = field(default_factory=set)

    def wraps(self, at: Place, model: Value | None) -> None:
        """Note a model that ``DistributedDataParallel`` is given."""
        if isinstance(model, Object) and model.layers is not None:
            kinds = [kind for kind in model.layers.norms if kind.startswith("BatchNorm")]
            if kinds:
                self.wrapped[at] = model.text, kinds[0]

    def loads(self, sampler: Value | None, size: Value | None) -> None:
        """Note a loader; one without a sampler of its own does not deal out to ranks."""
        if sampler is not None and sampler != Constant(None):
            known = size.value if isinstance(size, Constant) else None
            self.batches.add(known if isinstance(known, int) else None)

    def apart(self, said: frozenset[str]) -> Iterator[NormalisedApart]:
        """Yield the models whose batch norm certainly sees the batch of one rank, with its size."""
        sizes = [size for size in self.batches if size is not None]
        if None in self.batches or not sizes or any(map(SHARED.search, said)):
            return
        for at, (text, kind) in self.wrapped.items():
            yield NormalisedApart(at, text, kind, max(sizes))
