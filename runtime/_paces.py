"""What a schedule counts, as the numbers of a run tell: its length, the epochs, the batches of one of them.

A number alone may count anything. Together they are certain: a schedule as long as there are epochs, which
advances with every batch of a longer pass over the data, is over before the first of them.
"""

from __future__ import annotations

import re
import sys
import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from dis import opmap
from inspect import CO_GENERATOR
from types import FrameType
from typing import Any, NamedTuple

from torch.optim.lr_scheduler import LRScheduler

from lintrain.events import Backward, Pace

from ._names import numbers_in_sight
from ._owned import Owned
from ._scene import Scene
from ._sites import is_ours

EPOCHS = re.compile(r"(?:(?:num|n|nb|max|total|train|training)_?)?epochs|(?:num|n|nb|max|total)_?epoch", re.I)
"""What the number of all epochs is called. ``epoch`` alone is mostly the one at hand."""
LENGTHS = {"CosineAnnealingLR": "T_max", "PolynomialLR": "total_iters", "OneCycleLR": "total_steps"}
"""Schedules that are laid out over a whole training, and what holds how long that is."""
ENOUGH = 3
"""So many batches of one pass, each followed by an advance, are no coincidence."""
GONE = 1e-6
"""A rate that has fallen so far within one pass of several was not to be."""
STEEP = 0.99
"""A decay that is closer to one may be laid out over some hundred thousand batches."""
MOST_OPEN = 8
"""So many passes over data are followed that were begun and not ended."""
_FOR_ITER, _SEND = opmap["FOR_ITER"], opmap.get("SEND", -1)


class Counts(NamedTuple):
    """What is known of a schedule: see :class:`lintrain.events.SchedulerStep`."""

    pace: Pace | None = None
    length: str = ""
    divisors: tuple[str, ...] = ()


NOTHING = Counts()


@dataclass(slots=True, eq=False)
class _Pass:
    """One pass over the data of a loader, of ``length`` batches.

    ``taken`` counts the batches, ``trained`` the backwards, ``advanced`` the batches behind which each
    schedule advanced, the last of which is in ``latest``. ``looped``: a ``for`` goes over them, so that there
    are as many rounds as batches.
    """

    iterator: weakref.ref[Any]
    length: int | None
    taken: int = 0
    trained: int = 0
    looped: bool = False
    done: bool = False
    advanced: Counter[int] = field(default_factory=Counter)
    latest: dict[int, int] = field(default_factory=dict)
    epochs: frozenset[int] | None = None

    def advance(self, key: int) -> int:
        """A schedule advances; return behind how many of the batches it has."""
        if self.latest.get(key) != self.taken:
            self.latest[key] = self.taken
            self.advanced[key] += 1
        return self.advanced[key]

    def known_epochs(self) -> frozenset[int]:
        """Return how many epochs there will be, as the program calls a number at hand."""
        if self.epochs is None:
            self.epochs = frozenset(n for n in numbers_in_sight(EPOCHS).values() if n > 1)
        return self.epochs


class Paces:
    """Follows the passes over data, and judges the schedules that advance in and between them."""

    def __init__(self, scene: Scene) -> None:
        self._open: dict[int, _Pass] = {}
        self._now: _Pass | None = None
        self._training: _Pass | None = None
        scene.on_batch.append(self._batch)
        scene.on_exhausted.append(self._exhausted)
        scene.on_produced.append(self._produced)

    # --- passes ---

    def _batch(self, iterator: Any) -> None:
        now = self._now
        if now is None or now.iterator() is not iterator or now.done:
            now = self._now = self._entered(iterator)
        now.taken += 1
        if now.taken == 2:
            now.looped = _is_loop()

    def _entered(self, iterator: Any) -> _Pass:
        """Return the pass that an iterator makes; one of persistent workers makes one after the other."""
        known = self._open.get(id(iterator))
        if known is None or known.iterator() is not iterator or known.done:
            if len(self._open) >= MOST_OPEN:
                self._open.clear()
            known = self._open[id(iterator)] = _Pass(weakref.ref(iterator), _length(iterator))
        return known

    def _exhausted(self, iterator: Any) -> None:
        known = self._open.pop(id(iterator), None)
        if known is not None and known.iterator() is iterator:
            known.done = True

    def _produced(self, event: Backward) -> None:
        self._training = self._now
        if self._now is not None:
            self._now.trained += 1

    # --- schedules ---

    def of(self, scheduler: LRScheduler, owned: Owned) -> Counts:
        """Return what is certain about a schedule that advances now, told nothing."""
        current = self._training
        if current is None or current.length is None or current.length < 2 or not current.looped:
            return NOTHING
        if current.done:
            whole = current.taken == current.length and current.trained > 1
            return _between(scheduler, current, owned.size) if whole else NOTHING
        if current.advance(id(scheduler)) < ENOUGH:
            return NOTHING
        return _within(scheduler, current, owned.size)


def _length(iterator: Any) -> int | None:
    try:
        return len(iterator)
    except (TypeError, NotImplementedError):  # data without a length
        return None


def _is_loop() -> bool:
    """Tell whether a ``for`` asks for the next batch, through generators perhaps, and not ``next()``."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_ours(frame.f_code.co_filename):
        frame = frame.f_back
    while frame is not None:
        asks, generates = frame.f_code.co_code[frame.f_lasti], frame.f_code.co_flags & CO_GENERATOR
        if asks != _FOR_ITER and not (asks == _SEND and generates):
            return False
        if not generates:
            return True
        frame = frame.f_back
    return False


def _between(scheduler: LRScheduler, over: _Pass, window: int) -> Counts:
    """A schedule advances behind a whole pass, and did not in it."""
    attribute, length = _laid_out(scheduler)
    if not length or over.advanced[id(scheduler)]:
        return NOTHING
    epochs, batches = over.known_epochs(), over.length or 0
    counted = {epoch * batches for epoch in epochs} | set(_updates(epochs, batches, window))
    if length in counted - epochs:
        return Counts(Pace.TOO_SELDOM, f"{attribute}={length}")
    return NOTHING


def _within(scheduler: LRScheduler, current: _Pass, window: int) -> Counts:
    """A schedule advances with every batch of a pass."""
    epochs, batches = current.known_epochs(), current.length or 0
    if not epochs:
        return NOTHING
    attribute, length = _laid_out(scheduler)
    if length in epochs:
        return Counts(Pace.TOO_OFTEN, f"{attribute}={length}")
    if length and length not in {epoch * batches for epoch in epochs}:
        return Counts(divisors=(str(window),) if length in set(_updates(epochs, batches, window)) else ())
    if decays := _decays(scheduler, batches, min(epochs)):
        return Counts(Pace.TOO_OFTEN, decays)
    return NOTHING


def _laid_out(scheduler: LRScheduler) -> tuple[str, int]:
    """Return what a schedule calls its length, and how long it is; 0 where it has none of its own."""
    attribute = LENGTHS.get(type(scheduler).__name__, "")
    length = getattr(scheduler, attribute, 0) if attribute else 0
    return attribute, length if type(length) is int else 0


def _updates(epochs: frozenset[int], batches: int, window: int) -> Iterator[int]:
    """Yield how many updates there may be in all, one for each ``window`` of batches."""
    if window > 1:
        for epoch in epochs:
            yield from (epoch * batches // window, epoch * (batches // window), epoch * -(-batches // window))


def _decays(scheduler: LRScheduler, batches: int, epochs: int) -> str:
    """Return how a schedule is written that takes all of the rate away within the first of several epochs."""
    gamma = getattr(scheduler, "gamma", 1.0)
    if not isinstance(gamma, float) or not 0 < gamma < 1:
        return ""
    match type(scheduler).__name__:
        case "StepLR":
            size = int(getattr(scheduler, "step_size", batches))
            return f"step_size={size}" if size < epochs and gamma ** (batches // size) < GONE else ""
        case "ExponentialLR":
            return f"gamma={gamma}" if gamma <= STEEP and gamma**batches < GONE else ""
        case "MultiStepLR":
            milestones = sorted(getattr(scheduler, "milestones", ()))
            soon = len(milestones) > 1 and milestones[-1] < min(batches, epochs)
            return f"milestones={milestones}" if soon else ""
        case _:
            return ""
