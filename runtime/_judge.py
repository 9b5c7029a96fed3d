"""Feeds events to the protocol's states, and asks the rules about each.

There is no invariant here: what a violation is, the rules say, with the same two methods that the static
witness asks. They are asked once for each state and event: a training that repeats itself comes back to the
same states, and what followed from them is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import NamedTuple, TypeVar

from lintrain.events import Event, Place
from lintrain.facts import State
from lintrain.findings import Seen
from lintrain.measurements import Measured
from lintrain.protocol import Gradients, ModelState, Phase
from lintrain.rule import Rule, StateRule, Verdict

MOST_TRACED = 20_000
"""Events that a trace holds. What comes after is still judged."""

MOST_KNOWN = 2048
"""So many pairs of a state and an event are remembered. Where there are more, nothing repeats itself."""

S = TypeVar("S", bound=State)


class Traced(NamedTuple):
    """One event of the run: to whom it happened, in which state, and at which optimizer step.

    ``owner`` is the name by which that one was known then, perhaps none yet; ``key`` tells who it is.

    ``violated`` are the codes of the rules that it violated, each with the place that is blamed.
    """

    event: Event
    owner: str
    before: State | None
    after: State | None
    step: int
    violated: tuple[tuple[str, Place], ...] = ()
    key: int = 0


class Known(NamedTuple):
    """What follows from an event in a state, and what the rules say to it.

    It holds the two, so that nothing else gets their identities, under which it is remembered.
    """

    before: State | None
    event: Event
    after: State | None
    verdicts: tuple[tuple[type[Rule], Verdict], ...]
    violated: tuple[tuple[str, Place], ...]


@dataclass(slots=True)
class Told:
    """A verdict, when it was first true, and how often since."""

    rule: type[Rule]
    verdict: Verdict
    seen: Seen


@dataclass(slots=True)
class Judge:
    """The one judge of a run. ``step`` is the index of the optimizer step that is being prepared."""

    rules: Sequence[type[Rule]]
    step: int = 0
    trace: list[Traced] = field(default_factory=list)
    told: dict[tuple[str, Place], Told] = field(default_factory=dict)
    judged: defaultdict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    names: dict[int, str] = field(default_factory=dict)
    _states: dict[int, State] = field(default_factory=dict)
    _asked: dict[type[Event], list[StateRule[State | None, Event]]] = field(default_factory=dict)
    _known: dict[tuple[int, int, bool], Known] = field(default_factory=dict)
    _met: dict[tuple[object, ...], State] = field(default_factory=dict)

    def gradients(self, owner: int) -> Gradients:
        """Return the state of an optimizer's gradients; at first there are none."""
        state = self._states.get(owner)
        return state if isinstance(state, Gradients) else Gradients(phase=Phase.CLEAR, fresh=True)

    def model(self, owner: int) -> ModelState:
        """Return the state of a model."""
        state = self._states.get(owner)
        return state if isinstance(state, ModelState) else ModelState()

    def forget(self, owner: int) -> None:
        """Somebody is gone: another object may get the same identity."""
        self._states.pop(owner, None)

    def set(self, owner: int, state: State) -> None:
        """Say what is known of somebody by other means than events."""
        self._states[owner] = state

    def happens(self, owner: int, name: str, before: State, event: Event, *, judged: bool = True) -> None:
        """``event`` happens to ``owner``, who is in the state ``before``."""
        known = self._known.get((id(before), id(event), judged)) or self._follow(before, event, judged)
        if known.verdicts:
            self._tell(known)
        assert known.after is not None  # as it has a state before
        self._states[owner] = known.after
        if name:
            self.names[owner] = name
        self._note(Traced(event, name, before, known.after, self.step, known.violated, owner))

    def recall(self, name: str, before: State, event: Event) -> None:
        """Judge what happened earlier, in the state that was then: only now is it known for what it was."""
        self._tell(self._judged(before, event, before))
        self._note(Traced(event, name, before, before, self.step))

    def observe(self, event: Event, name: str = "", step: int | None = None) -> None:
        """``event`` happens, and changes nobody's state. ``step`` is when, if it becomes known only later."""
        if isinstance(event, Measured):  # no number comes twice
            known = self._judged(None, event, None)
        else:
            known = self._known.get((id(None), id(event), True)) or self._follow(None, event, True)
        if known.verdicts:
            self._tell(known, step)
        when = self._when(event) if step is None else step
        self._note(Traced(event, name, None, None, when, known.violated))

    def _note(self, traced: Traced) -> None:
        if len(self.trace) < MOST_TRACED:
            self.trace.append(traced)

    # --- what follows ---

    def _follow(self, before: State | None, event: Event, judged: bool) -> Known:
        """Work out what follows from an event in a state, and remember it."""
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
            self._met.clear()
        after = None if before is None else self._same(before.after(event))
        known = self._judged(before, event, after) if judged else Known(before, event, after, (), ())
        self._known[id(before), id(event), judged] = known
        return known

    def _same(self, state: S) -> S:
        """Return the first of all states that are like this one, in all that comparing them leaves out, too.

        Otherwise a loop would come back to equal states, and never to the same.
        """
        held = (type(state), *(getattr(state, each.name) for each in fields(state)))
        met = self._met.setdefault(held, state)
        assert isinstance(met, type(state))
        return met

    def _judged(self, before: State | None, event: Event, after: State | None) -> Known:
        verdicts: list[tuple[type[Rule], Verdict]] = []
        for rule in self._rules(type(event)):
            if rule.concerns(before, event):
                self.judged[rule.code].add(event.at)
                if rule.violates(before, event):
                    verdicts.append((type(rule), rule.verdict(before, event)))
        violated = tuple((rule.code, verdict.at) for rule, verdict in verdicts)
        return Known(before, event, after, tuple(verdicts), violated)

    def _when(self, event: Event) -> int:
        """Return the step at which something happened: numbers arrive when it is over."""
        return event.step if isinstance(event, Measured) else self.step

    def _tell(self, known: Known, step: int | None = None) -> None:
        step = self._when(known.event) if step is None else step
        for rule, verdict in known.verdicts:
            told = self.told.get((rule.code, verdict.at))
            if told is None:
                self.told[rule.code, verdict.at] = Told(rule, verdict, Seen(step))
            else:
                told.seen = Seen(told.seen.step, told.seen.times + 1)

    def _rules(self, event: type[Event]) -> list[StateRule[State | None, Event]]:
        if event not in self._asked:
            self._asked[event] = [
                rule for rule in _askable(tuple(self.rules)) if issubclass(event, rule.event)
            ]
        return self._asked[event]


@cache
def _askable(rules: tuple[type[Rule], ...]) -> tuple[StateRule[State | None, Event], ...]:
    """Return the rules that judge an event in a state; they have no state of their own."""
    return tuple(rule() for rule in rules if issubclass(rule, StateRule) and not _abstract(rule))


def _abstract(rule: type[Rule]) -> bool:
    return bool(getattr(rule, "__abstractmethods__", frozenset()))
