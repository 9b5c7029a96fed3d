"""How a program looks after a training: what it keeps of the weights, and what it feeds to them.

Facts as those of :mod:`lintrain.structure`: events without a state.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Event, Place


@dataclass(frozen=True, slots=True)
class WeightsKept(Event):
    """A name is bound to a model's weights themselves, not to a copy of them.

    ``model`` is whose they are, ``state`` the call or the name that gives them. ``trained`` is where training
    changes them afterwards, ``read`` where the name is read after that; ``None`` where that is not certain.
    """

    model: str
    state: Place
    trained: Place | None = None
    read: Place | None = None
