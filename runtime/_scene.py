"""What all observers share: who is there, which step it is, where the user's code stands."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lintrain.events import Backward, EditGrads, Event, Place, ZeroGrad
from lintrain.protocol import Gradients, Phase
from lintrain.rule import Rule

from ._between import Between
from ._called import Called
from ._judge import Judge
from ._known import Known
from ._measured import Clipped, Measurement, Stepped
from ._names import name_of
from ._owned import Marks, Owned
from ._patches import Patches
from ._sampling import Sampling
from ._sites import Sites


class Stop(SystemExit):
    """The run has made all the steps it was to make.

    A subclass of ``SystemExit``: it passes every ``except Exception``, ends a thread or a child process in
    silence, and is no failure to whoever started the program.
    """


class _Local(threading.local):
    """What each thread is doing."""

    def __init__(self) -> None:
        self.modules: list[nn.Module] = []
        self.backwards = 0


@dataclass(eq=False)
class Scene:
    """One run, seen by all of its observers.

    - ``limit``: the number of steps to make, if any; ``steps``: how many were made; ``overfit``: all on one
      and the same batch.
    - ``on_step``: called with the index of each step after it was made, ``on_sample`` after it with those of
      the steps that are sampled; ``on_backward``: before each backward, with the loss and its place;
      ``on_produced``: after each backward.
    - ``on_loss``: called with the place of each loss function that is applied; ``on_criterion``: with its
      name, its target and what it has returned, afterwards.
    - ``on_enter``: called before each outermost forward pass, with its place.
    - ``on_call``: called after each outermost forward pass with gradients, with what went in and came out;
      ``on_module``: after the forward of each module inside, while values are looked at.
    - ``on_commit``: called before an optimizer uses its gradients, with the place of the step; ``on_used``:
      after it has. ``on_clip``: called with each clip by norm. ``on_measured``: called with what was measured
      about a step, once the numbers have arrived.
    - ``on_batch``: called with the iterator of a data loader that has given a batch, ``on_exhausted`` with
      one that has given its last.
    - ``on_schedule``: called with each schedule that a program builds, and the place; ``on_advance``: before
      it advances.
    - ``ended``: the program has come to its end by itself; known when the observers finish.
    - ``samples``: when values are looked at, and how they get here; ``order``: the parameters by identity,
      numbered as they were called; ``measured``: what was measured, in the order of the steps.
    - ``outputs``: what the models returned last, as weak references.
    - ``between``: what has happened since the last backward; ``known``: all events that were told.
    - ``scaling``: the name of the loss scaler that performs a step at this moment.
    - ``scales``: loss scalers by the address of their scale; ``factors``: those scales by the scaler's name;
      ``read``: the scale that the program itself has asked for;
      ``value``: the loss at hand, in its true size, where it is a single number; ``counts``: what the means
      over labels in it were divided by.
    """

    rules: Sequence[type[Rule]]
    limit: int | None = None
    overfit: bool = False
    sites: Sites = field(default_factory=Sites)
    patches: Patches = field(default_factory=Patches)
    owned: dict[int, Owned] = field(default_factory=dict)
    called: dict[int, Called] = field(default_factory=dict)
    on_step: list[Callable[[int], None]] = field(default_factory=list)
    on_sample: list[Callable[[int], None]] = field(default_factory=list)
    on_backward: list[Callable[[Tensor, Place], None]] = field(default_factory=list)
    on_produced: list[Callable[[Backward], None]] = field(default_factory=list)
    on_loss: list[Callable[[Place], None]] = field(default_factory=list)
    on_criterion: list[Callable[[Place, str, Tensor, Tensor], None]] = field(default_factory=list)
    on_call: list[Callable[[Called, tuple[Any, ...], dict[str, Any], Any], None]] = field(
        default_factory=list
    )
    on_enter: list[Callable[[Called, Place], None]] = field(default_factory=list)
    on_module: list[Callable[[nn.Module, tuple[Any, ...], Any], None]] = field(default_factory=list)
    on_commit: list[Callable[[Owned, Place], None]] = field(default_factory=list)
    on_used: list[Callable[[Owned], None]] = field(default_factory=list)
    on_clip: list[Callable[[list[Owned], Clipped], None]] = field(default_factory=list)
    on_measured: list[Callable[[Stepped], None]] = field(default_factory=list)
    on_batch: list[Callable[[Any], None]] = field(default_factory=list)
    on_exhausted: list[Callable[[Any], None]] = field(default_factory=list)
    on_schedule: list[Callable[[LRScheduler, Place], None]] = field(default_factory=list)
    on_advance: list[Callable[[LRScheduler, Place], None]] = field(default_factory=list)
    measured: list[Measurement] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    outputs: deque[weakref.ref[Tensor]] = field(default_factory=lambda: deque(maxlen=4))
    local: _Local = field(default_factory=_Local)
    between: Between = field(default_factory=Between)
    known: Known = field(default_factory=Known)
    scaling: str | None = None
    scales: dict[int, tuple[str, Place]] = field(default_factory=dict)
    factors: dict[str, Tensor] = field(default_factory=dict)
    value: Tensor | None = None
    read: float | None = None
    counts: list[Tensor] = field(default_factory=list)
    forwards: int = 0
    backwards: int = 0
    steps: int = 0
    stopped: bool = False
    ended: bool = False
    _round: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.judge = Judge(self.rules)
        self._wanted = {key for rule in self.rules for key in (rule.code, rule.name)}
        self.samples = Sampling(self.limit)

    def wants(self, *codes: str) -> bool:
        """Tell whether one of these rules is asked for."""
        return not self._wanted.isdisjoint(codes)

    def here(self) -> Place:
        """Return where the user's own code stands."""
        return self.sites.here()

    # --- optimizers ---

    def optimizer(self, optimizer: Optimizer, built: Place | None = None, *, known: bool = False) -> Owned:
        """Return what is known about an optimizer, who is met for the first time perhaps.

        What its gradients are is ``known`` from the beginning if somebody watched, and there were none.
        """
        owned = self.owned.get(id(optimizer))
        if owned is not None and owned.name:
            owned.refresh()
            return owned
        if owned is None:
            key = id(optimizer)
            reference = weakref.ref(optimizer, lambda _: self._gone(key))
            owned = self.owned[key] = Owned(reference, "", built)
            if len(self.owned) > 1:
                self._widen()
            owned.refresh()
            if (built is None and not known) or any(owned.marks):
                self.judge.set(owned.key, Gradients())
        if not owned.name and built is None:
            owned.name = name_of(optimizer)
        owned.refresh()
        return owned

    def _widen(self) -> None:
        """Several optimizers may share parameters, or get gradients for some of theirs: all are followed."""
        for owned in self.owned.values():
            if not owned.wide:
                owned.widen()

    def owners(self) -> list[Owned]:
        """Return all optimizers; what they hold is looked up when they are met and before each backward."""
        return [owned for owned in self.owned.values() if not owned.fused]

    def _gone(self, key: int) -> None:
        owned = self.owned.pop(key, None)
        if owned is not None:
            for called in self.models_of(owned.ids):
                called.held = True
            self._round.discard(owned.key)
            self.judge.forget(owned.key)

    def tell(self, owned: Owned, event: Event, *, judged: bool = True) -> None:
        """``event`` happens to the gradients of an optimizer."""
        self.judge.happens(owned.key, owned.name, self.judge.gradients(owned.key), event, judged=judged)

    def settle(self, owned: Owned, at: Place) -> Marks:
        """Tell what happened to gradients since somebody last looked, and return how they are now.

        Cleared by hand is cleared; changed by hand is edited.
        """
        now, before = owned.look(), owned.marks
        if now != before:
            held = [(a, b) for a, b in zip(before, now, strict=True) if a is not None and a != b]
            if held and all(b is None for b in now):
                self.tell(owned, self.known.event(ZeroGrad, at, owned.name))
            elif held and self.judge.gradients(owned.key).phase is Phase.PENDING:
                self.tell(owned, self.known.event(EditGrads, at, owned.name))
            elif not held and self.judge.gradients(owned.key).phase is Phase.CLEAR:
                self.judge.set(owned.key, self.judge.gradients(owned.key).blurred())  # made by hand
            owned.marks = now
        if owned.is_edited():
            self.tell(owned, self.known.event(EditGrads, at, owned.name))
        return now

    # --- models ---

    def model(self, module: nn.Module) -> Called:
        """Return what is known about a model that is called."""
        called = self.called.get(id(module))
        if called is None:
            key = id(module)
            reference = weakref.ref(module, lambda _: self._forgotten(key))
            called = self.called[key] = Called(reference, name_of(module))
        return called

    def _forgotten(self, key: int) -> None:
        called = self.called.pop(key, None)
        if called is not None:
            self.judge.forget(called.key)

    def models_of(self, ids: Iterable[int]) -> list[Called]:
        """Return the models that hold some of these parameters."""
        wanted = frozenset(ids)
        return [called for called in self.called.values() if not called.ids.isdisjoint(wanted)]

    def parameter_name(self, parameter: Tensor) -> str:
        """Return a parameter's name in the model that was called with it, or the empty string."""
        key = id(parameter)
        return next((name for called in self.called.values() if (name := called.names.get(key))), "")

    # --- steps ---

    def step_of(self, owned: Owned) -> int:
        """Return the index of the step that an optimizer is preparing, while it uses its gradients."""
        joins = bool(self._round) and owned.key not in self._round
        return self.judge.step - 1 if joins else self.judge.step

    def stepped(self, owned: Owned) -> None:
        """An optimizer has made a step: raises :class:`Stop` after the last one.

        Several optimizers that take turns make one step of the run together.
        """
        if owned.key in self._round or not self._round:
            self._round.clear()
            self.steps += 1
            for callback in self.on_step:
                callback(self.judge.step)
            if self.samples.due(self.judge.step):
                for callback in self.on_sample:
                    callback(self.judge.step)
            self.judge.step = self.steps
        self._round.add(owned.key)
        if self.limit is not None and self.steps >= self.limit:
            self.stopped = True
            raise Stop(0)
