"""scheduler-never-stepped, at run time: schedules that nobody can step, while training goes on."""

from __future__ import annotations

from dataclasses import dataclass

from torch.optim.lr_scheduler import LRScheduler

from lintrain.events import Place
from lintrain.structure import ScheduleUnused

from ._fates import Fates, direct
from ._observer import Observer
from ._owned import Owned


@dataclass(slots=True)
class _Built:
    """A schedule of ``optimizer`` in a variable, ``name``, that nothing reads; ``steps`` counts its steps."""

    at: Place
    kind: str
    optimizer: int
    name: str
    steps: int = 0


class SchedulerNeverStepped(Observer):
    """A short run does not come to the end of an epoch. Where the code that holds a schedule never asks for
    it, that is certain before.
    """

    rules = ("LT514",)

    def install(self) -> None:
        """Begin to observe."""
        self._fates = Fates()
        self._unread: list[_Built] = []
        self.scene.on_schedule.append(self._built)
        self.scene.on_advance.append(self._advances)
        self.scene.on_used.append(self._used)

    def _built(self, scheduler: LRScheduler, at: Place) -> None:
        frame = direct()
        if frame is None or type(scheduler).__module__ != "torch.optim.lr_scheduler":
            return  # it may be the constructor of its base class that was called
        name = self._fates.unread(frame)
        if name is not None:
            optimizer = id(getattr(scheduler, "optimizer", None))
            self._unread.append(_Built(at, type(scheduler).__name__, optimizer, name or "scheduler"))

    def _advances(self, scheduler: LRScheduler, at: Place) -> None:
        """Who steps another schedule of the optimizer may have replaced this one on purpose."""
        if self._unread:
            advanced = id(getattr(scheduler, "optimizer", None))
            self._unread = [each for each in self._unread if each.optimizer != advanced]

    def _used(self, owned: Owned) -> None:
        if not self._unread:
            return
        optimizer = id(owned.reference())
        for built in self._unread:
            built.steps += built.optimizer == optimizer
        ready = [built for built in self._unread if built.steps > 1]
        self._unread = [built for built in self._unread if built.steps <= 1]
        for built in ready:
            event = ScheduleUnused(built.at, built.name, built.kind, owned.name, self.scene.here())
            self.scene.judge.observe(event)
