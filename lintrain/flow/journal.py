"""What a machine writes down while it runs, where somebody asks why nothing was found.

A journal changes nothing: states, decisions and the number of operations are the same without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lintrain.events import EditGrads, Event
from lintrain.facts import State
from lintrain.flow.scope import Frame
from lintrain.flow.state import AMBIENT, PathState
from lintrain.model.values import Object, Value
from lintrain.protocol import Phase, Training


class Why(Enum):
    """Why something is not known any more."""

    UNSEEN = "unseen"
    """Objects were given to code that cannot be seen."""
    OWNER = "owner"
    """It is not known whose gradients an event is about."""
    HOOK = "hook"
    """Somebody may act whenever gradients are made, or while a generator is looped over."""
    NOT_FOLLOWED = "not-followed"
    """A function was not run where it is called."""
    MERGED = "merged"
    """Too many different states met: some that differ in their gradients were taken together."""
    LOST = "lost"
    """Whatever the reason: what was known before a statement is not known after it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is not understood. ``op`` is the operation, ``at`` the syntax node it is about."""

    why: Why
    frame: str
    op: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What an operation made unknown: the gradients, or else the mode, of ``ident``."""

    frame: str
    op: int
    ident: str
    what: str


@dataclass(frozen=True, slots=True)
class Aside:
    """An event that no rule is asked about; ``before`` is the state that it changes."""

    frame: str
    owner: str
    event: Event
    before: State


@dataclass(frozen=True, slots=True)
class Thing:
    """An object, as the code of one frame calls it."""

    frame: str
    name: str
    value: Object


class Journal:
    """What one machine met: dictionaries are used as sets that keep their order."""

    def __init__(self) -> None:
        self.frames: dict[str, Frame] = {}
        self.passed_over: set[int] = set()
        self.doubts: dict[Doubt, None] = {}
        self.losses: dict[Loss, None] = {}
        self.asides: dict[Aside, None] = {}
        self.things: dict[tuple[str, str, str], Thing] = {}
        self._doubted: set[tuple[str, int]] = set()

    def doubt(self, frame: Frame, why: Why, text: str, at: int | None) -> None:
        """Note that something is not understood."""
        op = frame.code.nodes[frame.node].op.at
        if op >= 0:
            self.doubts[Doubt(why, frame.ident, op, op if at is None else at, text)] = None
            self._doubted.add((frame.ident, op))

    def thing(self, frame: Frame, name: str, value: Value) -> None:
        """Note what something is taken for."""
        if isinstance(value, Object) and name and name != "self":
            key = (frame.ident, name, value.ident)
            known = self.things.get(key)
            if known is None or _said(value) > _said(known.value):
                self.things[key] = Thing(frame.ident, name, value)

    def aside(self, frame: Frame, owner: str, event: Event, before: State) -> None:
        """Note an event that changes a state and that no rule is asked about."""
        self.asides[Aside(frame.ident, owner, event, before)] = None

    def merged(self, frame: Frame, node: int) -> None:
        """Note that at ``node`` states were taken together that differ in what a rule can ask."""
        at = frame.code.nodes[node].op.at
        if at >= 0:
            self.doubts[Doubt(Why.MERGED, frame.ident, at, at, "")] = None

    def step(self, frame: Frame, before: PathState, after: PathState, called: bool, met: list[Event]) -> None:
        """Note what one operation bound, and what it made unknown.

        What was lost in a function that it ``called`` is noted there.
        """
        for key, value in after.env.items():
            if key[0] == frame.ident and isinstance(value, Object) and before.env.get(key) is not value:
                self.thing(frame, key[1], value)
        op = frame.code.nodes[frame.node].op.at
        if op < 0 or (called and (frame.ident, op) not in self._doubted):
            return
        for ident, what in _lost(before, after, met):
            self.losses[Loss(frame.ident, op, ident, what)] = None


def _said(value: Object) -> int:
    """Count what is known of an object."""
    return sum(part is not None for part in (value.cls, value.layers, value.owners, value.at))


def _lost(before: PathState, after: PathState, met: list[Event]) -> list[tuple[str, str]]:
    # Edits that nobody has written down stand for what somebody who cannot be seen may do.
    edited = any(isinstance(event, EditGrads) and event.at.key >= 0 for event in met)
    lost = []
    for ident, old in before.grads.items():
        new = after.grads.get(ident)
        if ident == AMBIENT or new is None or new is old:
            continue
        if new.phase is Phase.UNKNOWN and old.phase is not Phase.UNKNOWN:
            lost.append((ident, "gradients"))
        elif new.edited and not old.edited and not edited:
            lost.append((ident, "size"))
    for ident, model in before.models.items():
        now = after.models.get(ident)
        if now is not None and now.mode is Training.UNKNOWN and model.mode is not Training.UNKNOWN:
            lost.append((ident, "mode"))
    return lost
