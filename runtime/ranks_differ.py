"""ranks-differ, at run time: what every rank holds after a step, compared through the group's store."""

from __future__ import annotations

import itertools
import json
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, distributed
from torch.distributed import distributed_c10d
from torch.nn.parallel import DistributedDataParallel

from lintrain.events import Place
from lintrain.measurements import RankSpread

from ._observer import Observer

PATIENCE = 1.0
"""Seconds to wait at the end for what the other ranks have to say of the last step."""

_runs = itertools.count()
"""Ranks run the same program: their runs have the same numbers."""

Sums = dict[str, tuple[float, float]]
"""Of each parameter: the sum of its entries, and of their absolute values."""


class RanksDiffer(Observer):
    """The sums of the parameters of ``DistributedDataParallel`` models, on sampled steps.

    They go through the key-value store by which the ranks have met, and are compared when the next step is
    over. A collective operation would be simpler, and would hang where ranks do not make the same steps.
    """

    rules = ("LTR10",)

    def install(self) -> None:
        """Begin to observe."""
        self._prefix = f"lintrain/{next(_runs)}"
        self._wrapped: list[weakref.ref[DistributedDataParallel]] = []
        self._waiting: dict[int, tuple[Place, Sums]] = {}
        self.scene.patches.wrap(DistributedDataParallel, "__init__", self._wrapping)
        self.scene.on_step.append(self._stepped)

    def _wrapping(self, original: Callable[..., None]) -> Callable[..., None]:
        def __init__(wrapper: DistributedDataParallel, *args: Any, **kwargs: Any) -> None:
            original(wrapper, *args, **kwargs)
            self._wrapped.append(weakref.ref(wrapper))

        return __init__

    def _parallel(self) -> Iterator[DistributedDataParallel]:
        """Yield the models whose ranks should be equal."""
        built = [model for reference in self._wrapped if (model := reference()) is not None]
        met = [model for called in self.scene.called.values() if (model := called.parallel) is not None]
        group = distributed.group.WORLD
        for model in dict.fromkeys((*built, *met)):
            if model.process_group is group and distributed.get_world_size() > 1:
                yield model

    # --- telling ---

    def _stepped(self, step: int) -> None:
        if not distributed.is_available() or not distributed.is_initialized():
            return
        self._compare(step)
        last = self.scene.limit is not None and step == self.scene.limit - 1
        if step & (step - 1) == 0 or last:
            self._tell(step)

    def _tell(self, step: int) -> None:
        sums = {name: both for model in self._parallel() for name, both in _sums(model).items()}
        if sums:
            rank = distributed.get_rank()
            distributed_c10d._get_default_store().set(self._key(step, rank), json.dumps(sums))
            self._waiting[step] = self.scene.here(), sums

    def _key(self, step: int, rank: int) -> str:
        return f"{self._prefix}/{step}/{rank}"

    # --- comparing ---

    def _compare(self, now: int) -> None:
        store = distributed_c10d._get_default_store()
        for step in [step for step in self._waiting if step < now]:
            keys = [self._key(step, rank) for rank in range(distributed.get_world_size())]
            if store.check(keys):
                at, _ = self._waiting.pop(step)
                self._judge(step, at, [json.loads(store.get(key)) for key in keys])

    def _judge(self, step: int, at: Place, told: list[Sums]) -> None:
        """Tell of the parameter that differs most for its size."""
        names = set(told[0]).intersection(*told[1:])
        spreads = {name: _spread([sums[name] for sums in told]) for name in sorted(names)}
        if spreads:
            name = max(spreads, key=lambda each: spreads[each][0] / (spreads[each][1] or 1.0))
            value, usual = spreads[name]
            self.scene.judge.observe(RankSpread(at, name, step, name, value, usual))

    def finish(self) -> None:
        """Compare the last step, if the others are still there to tell of it."""
        deadline = time.monotonic() + PATIENCE
        while self._waiting and distributed.is_initialized() and time.monotonic() < deadline:
            self._compare(self.scene.steps)
            time.sleep(0.01)


def _sums(model: DistributedDataParallel) -> Sums:
    """Return the sums of a model's parameters: reads them once, as one vector for each device."""
    named = {name: p.detach() for name, p in model.module.named_parameters() if _is_whole(p)}
    if not named:
        return {}
    with torch.no_grad():
        parts = [(p.sum(dtype=torch.float64), p.abs().sum(dtype=torch.float64)) for p in named.values()]
        numbers = torch.stack([each.to("cpu", non_blocking=True) for part in parts for each in part]).tolist()
    return {name: (numbers[2 * i], numbers[2 * i + 1]) for i, name in enumerate(named)}


def _is_whole(parameter: Tensor) -> bool:
    """Tell whether a rank holds all of a parameter."""
    return parameter.is_floating_point() and type(parameter.detach()) is Tensor and not parameter.is_meta


def _spread(sums: list[tuple[float, float]]) -> tuple[float, float]:
    """Return by how much the sums differ, and how large the entries are.

    Of both sums: the gradients of a cross entropy sum up to zero over the classes, whatever they are.
    """
    values, sizes = zip(*sums, strict=True)
    return max(max(values) - min(values), max(sizes) - min(sizes)), sum(sizes) / len(sizes)
