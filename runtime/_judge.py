"""Feeds events to the protocol's states, and asks the rules about each.

There is no invariant here: what a violation is, the rules say, with the same two methods that the static
witness asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lintrain.events import Event, Place
from lintrain.facts import State
from lintrain.findings import Seen
from lintrain.measurements import Measured
from lintrain.protocol import Gradients, ModelState, Phase
from lintrain.rule import Rule, StateRule, Verdict

MOST_TRACED = 20_000
"""Events that a trace holds. What comes after is still judged."""


@dataclass(frozen=True, slots=True)
class Traced:
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
        violated = self._ask(before, event) if judged else ()
        after = before.after(event)
        self._states[owner] = after
        if name:
            self.names[owner] = name
        self._note(Traced(event, name, before, after, self.step, violated, owner))

    def recall(self, name: str, before: State, event: Event) -> None:
        """Judge what happened earlier, in the state that was then: only now is it known for what it was."""
        self._ask(before, event)
        self._note(Traced(event, name, before, before, self.step))

    def observe(self, event: Event, name: str = "") -> None:
        """``event`` happens, and changes nobody's state."""
        violated = self._ask(None, event)
        self._note(Traced(event, name, None, None, self._when(event), violated))

    def _note(self, traced: Traced) -> None:
        if len(self.trace) < MOST_TRACED:
            self.trace.append(traced)

    def _ask(self, before: State | None, event: Event) -> tuple[tuple[str, Place], ...]:
        violated: tuple[tuple[str, Place], ...] = ()
        for rule in self._rules(type(event)):
            if rule.concerns(before, event):
                self.judged[rule.code].add(event.at)
                if rule.violates(before, event):
                    verdict = rule.verdict(before, event)
                    self._tell(type(rule), verdict, self._when(event))
                    violated += ((rule.code, verdict.at),)
        return violated

    def _when(self, event: Event) -> int:
        """Return the step at which something happened: numbers arrive when it is over."""
        return event.step if isinstance(event, Measured) else self.step

    def _tell(self, rule: type[Rule], verdict: Verdict, step: int) -> None:
        known = self.told.get((rule.code, verdict.at))
        if known is None:
            self.told[rule.code, verdict.at] = Told(rule, verdict, Seen(step))
        else:
            known.seen = Seen(known.seen.step, known.seen.times + 1)

    def _rules(self, event: type[Event]) -> list[StateRule[State | None, Event]]:
        if event not in self._asked:
            self._asked[event] = [
                rule()
                for rule in self.rules
                if issubclass(rule, StateRule) and issubclass(event, rule.event) and not _abstract(rule)
            ]
        return self._asked[event]


def _abstract(rule: type[Rule]) -> bool:
    return bool(getattr(rule, "__abstractmethods__", frozenset()))
