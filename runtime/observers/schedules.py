"""A learning-rate schedule advances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.optim import Optimizer, lr_scheduler

from lintrain.events import Place, SchedulerStep
from lintrain.protocol import Phase
from lintrain.runtime._names import name_of
from lintrain.runtime._observer import Observer
from lintrain.runtime._owned import Owned
from lintrain.runtime._paces import NOTHING, Counts, Paces


class Schedules(Observer):
    """``step`` of every schedule of torch; not the one in a constructor, nor those of nested schedules."""

    def install(self) -> None:
        """Begin to observe."""
        self._depth = 0
        self._events: dict[tuple[int, int, bool, Counts], SchedulerStep] = {}
        self._built: dict[int, Place] = {}
        self._paces = Paces(self.scene) if self.scene.wants("LT304", "LT512") else None
        patches = self.scene.patches
        for value in list(vars(lr_scheduler).values()):
            if isinstance(value, type) and issubclass(value, lr_scheduler.LRScheduler):
                for name in ("step", "__init__"):
                    if name in vars(value):
                        patches.wrap(value, name, self._silent if name == "__init__" else self._step)

    def _silent(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(scheduler: lr_scheduler.LRScheduler, *args: Any, **kwargs: Any) -> None:
            self._depth += 1
            try:
                original(scheduler, *args, **kwargs)
            finally:
                self._depth -= 1
            if self._depth == 0:
                at = self._built[id(scheduler)] = self.scene.here()
                self._events.clear()  # one that is gone may have had this identity
                for callback in self.scene.on_schedule:
                    callback(scheduler, at)

        return __init__

    def _step(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def step(scheduler: lr_scheduler.LRScheduler, *args: Any, **kwargs: Any) -> Any:
            if self._depth == 0:
                self._stepped(scheduler, given=bool(args or kwargs))
            self._depth += 1
            try:
                return original(scheduler, *args, **kwargs)
            finally:
                self._depth -= 1

        return step

    def _stepped(self, scheduler: lr_scheduler.LRScheduler, *, given: bool) -> None:
        optimizer = getattr(scheduler, "optimizer", None)
        optimizer = getattr(optimizer, "optimizer", optimizer)  # Accelerate wraps it
        at = self.scene.here()
        for callback in self.scene.on_advance:
            callback(scheduler, at)
        if isinstance(optimizer, Optimizer):
            owned = self.scene.optimizer(optimizer)
            counts = self._paces.of(scheduler, owned) if self._paces is not None and not given else NOTHING
            event = self._event(scheduler, at, given, counts)
            self.scene.tell(owned, event, judged=self._is_certain(owned, at))

    def _event(
        self, scheduler: lr_scheduler.LRScheduler, at: Place, given: bool, counts: Counts
    ) -> SchedulerStep:
        """Return what is told of an advance, made once: to look up a schedule's name takes long."""
        key = id(scheduler), at.key, given, counts
        known = self._events.get(key)
        if known is None:
            known = self._events[key] = SchedulerStep(
                at,
                name_of(scheduler, "scheduler"),
                type(scheduler).__name__,
                given,
                built=self._built.get(id(scheduler)),
                pace=counts.pace,
                length=counts.length,
                divisors=counts.divisors,
            )
        return known

    def _is_certain(self, owned: Owned, at: Place) -> bool:
        """Tell whether the rules may judge.

        A schedule that advances before the first step of all may be wound forward to where a training is
        resumed. With gradients waiting for their step, it is simply too early.
        """
        state = self.scene.judge.gradients(owned.key)
        return not owned.fused and (state.consumed is not None or state.phase is Phase.PENDING)
