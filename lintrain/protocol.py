"""The gradient life cycle: the state of one optimizer's gradients, and how each event moves it.

This file holds states and transitions, no verdicts. Which transition is a mistake is said by the
rules, each in its own file, and said once for both witnesses.

=============== ======================= ========================== ===========================
event           ``CLEAR``               ``PENDING``                ``SPENT``
=============== ======================= ========================== ===========================
``ZeroGrad``    CLEAR                   CLEAR                      CLEAR
``Backward``    PENDING                 PENDING (accumulating)     PENDING, stale
``Unscale``     -                       true size                  -
``Clip``        -                       clipped                    -
``Step``        SPENT                   SPENT                      SPENT
=============== ======================= ========================== ===========================

A fourth phase, ``UNKNOWN``, stands for gradients that somebody else may have touched: parameters of
a function, objects that escaped into code that cannot be seen. No claim is made from it.
"""

from __future__ import annotations

from dataclasses import field
from enum import Enum

from lintrain.events import (
    Backward,
    Clip,
    EditGrads,
    Event,
    Forward,
    LoadWeights,
    Mode,
    Place,
    ScalerUpdate,
    SchedulerStep,
    Step,
    Unscale,
    Updated,
    ZeroGrad,
)
from lintrain.plain import Hashed, dataclass, replace

MOST_SEEN = 24
"""Of more different backwards before one step, the others are not recognised when they are repeated."""


class Phase(Enum):
    """What the gradients of one optimizer are."""

    UNKNOWN = "unknown"
    CLEAR = "clear"
    PENDING = "pending"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Scaled:
    """Gradients are multiplied by the scale of ``scaler`` since the backward ``at``."""

    at: Place
    scaler: str


@dataclass(frozen=True, slots=True)
class Wasted:
    """Gradients of the backward at ``backward`` were thrown away by the clear ``at``, unused.

    ``times`` is how often since the last step: exact in a run.
    """

    at: Place
    backward: Place
    times: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Gradients(Hashed):
    """The gradients that one optimizer owns, seen between two events.

    - ``produced``: the last backward, and what its loss was (told by a witness, never judged).
    - ``repeated``: a backward that was executed again before any step or clear, that is,
      accumulation. Different backwards of several losses before one step are not repeated.
    - ``consumed``: the last step that used gradients, kept after a clear.
    - ``stale``: the backward that was added to gradients which a step had already consumed.
    - ``scaled``: the backward that left them multiplied by a loss scale; ``unscaled`` tells
      that a scaler has since returned them to their true size.
    - ``doubtful``: what was produced since the last step may be another optimizer's.
    - ``divided``: the ``unscale_`` that did this, and ``awaiting``: the step that the scaler performed; it
      does neither again before its next update.
    - ``edited``: they were changed by hand, so their size says nothing any more.
    - ``limited``: a clip has limited what was produced since the last step or clear.
    - ``partial``: a clip that has limited a part of what is held, because its backward came again since.
    - ``wasted``: what the last backward had produced was cleared before, since the last step.
    - ``fresh``: nobody has stepped since the optimizer was built, as far as the source shows all of it.
    - ``advanced``: its schedule has advanced since, before the step; ``rushed``: and then the same backward
      came again.
    - ``local``: the last backward was kept from averaging over the ranks, and stood where that is decided.
    - ``outdated``: where the model was built anew whose parameters the optimizer holds.
    - ``lost``: too many paths were followed, and this one stands for several; nothing is claimed where
      it leads, until the gradients are cleared.
    - ``dropped``: the clear that has thrown away what was produced since the last step, unused.
    - ``used``: some step has found gradients to use, or may have; on paths, since their loop was entered.

    A run has one state, and in it this is exact; of paths that differ in nothing else, any one is kept:

    - ``clipped``: the clip that has done so.
    """

    phase: Phase = Phase.UNKNOWN
    produced: Backward | None = field(default=None, compare=False)
    seen: frozenset[Place] = frozenset()
    repeated: Backward | None = None
    consumed: Step | None = None
    stale: Place | None = None
    scaled: Scaled | None = None
    unscaled: bool = False
    divided: Place | None = None
    awaiting: Step | None = None
    edited: bool = False
    doubtful: bool = False
    lost: bool = False
    limited: bool = False
    clipped: Place | None = field(default=None, compare=False)
    partial: Place | None = None
    wasted: Wasted | None = None
    fresh: bool = False
    advanced: SchedulerStep | None = None
    rushed: SchedulerStep | None = None
    local: bool = False
    dropped: Place | None = None
    used: bool = False
    outdated: Place | None = None

    def after(self, event: Event) -> Gradients:
        """Return the state that follows ``event``; events that do not concern gradients change nothing."""
        match event:
            case ZeroGrad():
                return self._cleared(event)
            case Backward():
                return self._produced(event)
            case Unscale():
                return replace(self, unscaled=True, divided=event.at if event.certain else self.divided)
            case ScalerUpdate():
                return replace(self, divided=None, awaiting=None)
            case Clip():
                return self._clipped(event)
            case EditGrads():
                return replace(self, edited=True)
            case SchedulerStep():
                return replace(self, advanced=event) if self.phase is Phase.PENDING else self
            case Step():
                step = replace(event, window=None, happened=False)
                waiting = step if event.certain else self.awaiting
                return replace(self._settled(), phase=Phase.SPENT, consumed=step, awaiting=waiting)
            case _:
                return self

    def blurred(self) -> Gradients:
        """Somebody who cannot be seen may have done anything to these gradients.

        What is remembered still tells what this path is about, but no rule can be violated on it: what
        was accumulated may be averaged or gone, so that counting starts again.
        """
        pending = self.phase is Phase.PENDING
        return replace(
            self,
            phase=Phase.UNKNOWN,
            seen=frozenset(),
            repeated=None,
            stale=None,
            unscaled=self.unscaled or pending,
            divided=None,
            awaiting=None,
            limited=False,
            clipped=None,
            partial=None,
            wasted=None,
            fresh=False,
            advanced=None,
            rushed=None,
            dropped=None,
            used=True,
        )

    def entrusted(self) -> Gradients:
        """Somebody who cannot be seen may have asked the scaler for anything."""
        return replace(self, unscaled=self.unscaled or self.scaled is not None, divided=None, awaiting=None)

    def perhaps(self, event: Backward) -> Gradients:
        """A backward that may have been another optimizer's business.

        What a step consumes was produced by some backward since the step before: if nothing was cleared
        in between, it does not matter by which. Nothing is concluded about repetition, and gradients are
        scaled only if all that may have been added are.
        """
        pending = self.phase is Phase.PENDING
        after = self._produced(event)
        alike = event.loss.scaled_at is not None and (not pending or self.scaled is not None)
        return replace(
            after,
            doubtful=True,
            seen=self.seen,
            repeated=self.repeated,
            scaled=after.scaled if alike else self.scaled,
            unscaled=(pending and self.unscaled) or not alike,
        )

    def confused(self, other: Gradients) -> Gradients:
        """Return what stands for both paths where too many meet."""
        return replace(self.blurred(), consumed=self.consumed or other.consumed, lost=True)

    def _produced(self, event: Backward) -> Gradients:
        repeats = event.at in self.seen and self.phase is Phase.PENDING
        return replace(
            self,
            phase=Phase.PENDING,
            produced=event,
            seen=self.seen if len(self.seen) >= MOST_SEEN else self.seen | {event.at},
            repeated=event if repeats else self.repeated,
            stale=event.at if self.phase is Phase.SPENT and self.stale is None else self.stale,
            scaled=Scaled(event.at, event.loss.scaler or "")
            if event.loss.scaled_at is not None
            else self.scaled,
            unscaled=False,
            partial=self._partial() if repeats else self.partial,
            rushed=self.rushed or (self.advanced if repeats else None),
            local=event.reduced is False and not event.reducible,
            dropped=None,
        )

    def _partial(self) -> Place | None:
        return self.partial or (self.clipped if self.limited else None)

    def _cleared(self, event: ZeroGrad) -> Gradients:
        pending = self.phase is Phase.PENDING
        return Gradients(
            phase=Phase.CLEAR,
            consumed=self.consumed,
            divided=self.divided,
            awaiting=self.awaiting,
            dropped=event.at if pending else self.dropped,
            wasted=self._wasted(event) if pending else self.wasted,
            fresh=self.fresh,
            used=self.used,
            outdated=self.outdated,
        )

    def _wasted(self, event: ZeroGrad) -> Wasted | None:
        """Return what is thrown away; nothing that may be another's, nor under a condition of its own."""
        if self.produced is None or self.doubtful or event.guarded:
            return None
        known = self.wasted.times if self.wasted is not None and self.wasted.at == event.at else 0
        return Wasted(event.at, self.produced.at, known + 1)

    def _clipped(self, event: Clip) -> Gradients:
        limits = event.limits and self.phase is Phase.PENDING and not event.guarded
        clipped = event.at if limits else self.clipped
        return replace(
            self, limited=limits or self.limited, clipped=clipped, unscaled=self.unscaled or event.managed
        )

    def _settled(self) -> Gradients:
        """After a step the gradients are still there, used: a later clear makes them harmless."""
        return replace(
            self,
            seen=frozenset(),
            repeated=None,
            stale=None,
            edited=False,
            doubtful=False,
            limited=False,
            clipped=None,
            partial=None,
            wasted=None,
            fresh=False,
            advanced=None,
            rushed=None,
            local=False,
            dropped=None,
            used=self.used or self.phase in (Phase.PENDING, Phase.UNKNOWN),
        )


class Training(Enum):
    """The mode of a model."""

    UNKNOWN = "unknown"
    TRAIN = "train"
    EVAL = "eval"


@dataclass(frozen=True, slots=True)
class ModelState(Hashed):
    """The mode of one model, who set it, and whether its weights have been trained or restored.

    ``updated`` is where they were last trained while all layers were in training mode, ``evaluated`` tells
    that the model was evaluated in its mode since. ``forward`` is the last forward pass with gradients that
    was no evaluation, and ``fed`` the mode that the model was in. ``reduced`` tells whether the last forward
    pass has data parallelism average the gradients, where the source shows it.
    ``cast`` says in which type of low precision they are stored, and since where. ``cached`` is a forward
    pass without gradients whose casts of the weights autocast still keeps.
    """

    mode: Training = Training.UNKNOWN
    set_by: Mode | None = None
    trained: Place | None = None
    loaded: Place | None = None
    updated: Place | None = None
    reduced: bool | None = None
    evaluated: bool = False
    forward: Place | None = None
    fed: Training = Training.UNKNOWN
    cast: tuple[str, Place] | None = None
    cached: Place | None = None

    def after(self, event: Event) -> ModelState:
        """Return the state that follows ``event``."""
        match event:
            case Mode():
                return replace(self, mode=Training.TRAIN if event.training else Training.EVAL, set_by=event)
            case Backward():
                return replace(self, trained=event.at)
            case LoadWeights():
                return replace(self, loaded=event.at)
            case Updated():
                lapsed = bool(event.sensitive) or event.evaluating
                return self if lapsed else replace(self, updated=event.at, evaluated=False)
            case Forward():
                return self._called(event)
            case _:
                return self

    def _called(self, event: Forward) -> ModelState:
        if event.grad and event.evaluation is None:
            return replace(self, forward=event.at, fed=self.mode)
        evaluated = self.updated is not None and self.mode is Training.EVAL
        return replace(self, evaluated=True) if evaluated else self

    def blurred(self) -> ModelState:
        """Somebody who cannot be seen may have set the mode."""
        return replace(self, mode=Training.UNKNOWN, set_by=None)
