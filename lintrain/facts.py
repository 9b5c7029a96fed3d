"""What the static witness hands to the rules: events, and every state in which they are met.

Plain, serialisable data. Rules see this and never the syntax tree; hence a cache can hold it, a
worker can send it, and a new front end needs no new rule.
"""

from __future__ import annotations

from lintrain.events import Event
from lintrain.plain import dataclass
from lintrain.protocol import Gradients, ModelState

State = Gradients | ModelState
"""The state before an event: of one optimizer's gradients, or of one model."""


@dataclass(frozen=True, slots=True)
class View:
    """One event as it looks on some paths: what happens, and the state just before it.

    ``before`` is ``None`` for events without a state (a loss is computed, an optimizer is built).
    """

    event: Event
    before: State | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place in one calling context, as seen on all paths that reach it, for one object.

    ``owner`` is the optimizer's or the model's text.
    """

    owner: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is certain about one file."""

    path: str
    sightings: tuple[Sighting, ...] = ()
