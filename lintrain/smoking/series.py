"""What happened and what was measured, step by step, as plain data: for whoever draws it.

The runtime's own records hold objects that live in the watched process; these cross to the parent as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lintrain import measurements
from lintrain.facts import State
from lintrain.protocol import Gradients, ModelState, Phase, Training

Blame = tuple[str, str, int]
"""The code of a rule that an event violated, and the path and row that are blamed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: what it is, to whom it happened, and where, with the states around it in words.

    ``text`` is the acting object as the source writes it, ``row`` counts from 1.
    """

    event: str
    text: str
    owner: str
    path: str
    row: int
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    violated: tuple[Blame, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One step of one optimizer, as :class:`lintrain.runtime.Measurement` describes it."""

    step: int
    optimizer: str
    loss: float | None = None
    rate: float | None = None
    clip_norm: float | None = None
    clip_threshold: float | None = None
    norm: float | None = None
    gradients: Mapping[str, float] = field(default_factory=dict)
    ratios: Mapping[str, float] = field(default_factory=dict)

    @property
    def sampled(self) -> bool:
        """Whether values were looked at on this step."""
        return bool(self.gradients or self.ratios)


def words(state: State | None) -> tuple[str, ...]:
    """Say in words what matters of a state. The first word of gradients is their phase."""
    if isinstance(state, ModelState):
        return (_MODES[state.mode],) if state.mode in _MODES else ()
    if not isinstance(state, Gradients):
        return ()
    pending = state.phase is Phase.PENDING
    scaled = pending and state.scaled is not None and not state.unscaled
    marks = {"scaled": scaled, "clipped": pending and state.clipped is not None}
    return (state.phase.value, *(word for word, holds in marks.items() if holds))


_MODES = {Training.TRAIN: "training mode", Training.EVAL: "evaluation mode"}


def moments(trace: Iterable[Any], users: Callable[[str], str]) -> tuple[Moment, ...]:
    """Return a run's trace (``lintrain.runtime.Happened``) as plain data, at paths that ``users`` returns.

    Numbers that were taken are left out: they arrive when the step is over, and stand in no order.
    """
    return tuple(
        Moment(
            each.event,
            each.text,
            each.owner,
            users(each.path),
            each.row,
            words(each.before),
            words(each.after),
            tuple((code, users(path), row) for code, path, row in each.violated),
        )
        for each in trace
        if each.event not in _MEASURED
    )


_MEASURED = frozenset(
    name
    for name, kind in vars(measurements).items()
    if isinstance(kind, type) and issubclass(kind, measurements.Measured)
)


def points(measurements: Iterable[Any]) -> tuple[Point, ...]:
    """Return a run's measurements (``lintrain.runtime.Measurement``) as plain data."""
    return tuple(Point(**asdict(each)) for each in measurements)


def moment_from(data: Mapping[str, Any]) -> Moment:
    """Return the moment that was written."""
    violated = tuple((code, path, row) for code, path, row in data["violated"])
    states = {"before": tuple(data["before"]), "after": tuple(data["after"]), "violated": violated}
    return Moment(**{**data, **states})


# --- one step of it ---


def cycles(trace: Sequence[Moment]) -> list[list[Moment]]:
    """Cut a trace into the steps of the run: an accumulation window is one, what follows the last is none.

    Optimizers that take turns make one step together. What a step entails at once, the update of a loss scale
    or of a learning rate, belongs to it.
    """
    found: list[list[Moment]] = []
    begin = 0
    for end in _ends(trace):
        step = trace[end - 1]
        while end < len(trace) and _entailed(step, trace[end]):
            end += 1
        found.append(list(trace[begin:end]))
        begin = end
    return found


_ENTAILED = ("ScalerUpdate", "SchedulerStep", "Updated")


def _entailed(step: Moment, moment: Moment) -> bool:
    """Tell whether a moment still belongs to a step: gradients that are cleared below it in the file do."""
    below = moment.path == step.path and moment.row > step.row
    return moment.event in _ENTAILED or (moment.event == "ZeroGrad" and below)


def _ends(trace: Sequence[Moment]) -> list[int]:
    """Return where each round of the optimizers has had its last step."""
    ends: list[int] = []
    turn: set[str] = set()
    for index, moment in enumerate(trace):
        if moment.event != "Step":
            continue
        if not turn or moment.owner in turn:
            turn = set()
            ends.append(index + 1)
        ends[-1] = index + 1
        turn.add(moment.owner)
    return ends


def telling(trace: Sequence[Moment], codes: Iterable[str]) -> tuple[int, list[Moment]]:
    """Choose the step to show, and return its index: the first that violates one of ``codes``, or step 1."""
    wanted = set(codes)
    steps = cycles(trace)
    for index, step in enumerate(steps):
        if any(code in wanted for moment in step for code, _, _ in moment.violated):
            return index, step
    return (1, steps[1]) if len(steps) > 1 else (0, steps[0] if steps else [])
