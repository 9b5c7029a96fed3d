"""What happens again is recognised: the same description gives the same object.

A training repeats itself, with the same calls at the same places. Who asks for an event that was told
before gets that very object, and the judge, who remembers what followed from it, need not work it out again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from lintrain.events import Event, LossTerm, Place

MOST = 2048
"""So many are remembered. Where there are more, nothing repeats itself, and all are forgotten."""

P = ParamSpec("P")
T = TypeVar("T", bound=Event | LossTerm)


class Known:
    """Remembers objects that never change by what they were made of."""

    def __init__(self) -> None:
        self._held: dict[tuple[object, ...], Event | LossTerm] = {}

    def event(
        self, kind: Callable[Concatenate[Place, P], T], at: Place, *rest: P.args, **named: P.kwargs
    ) -> T:
        """Return ``kind(at, *rest, **named)``."""
        key = kind, at.key, *rest, *named.items()  # a place's number is hashed faster than the place
        found = self._held.get(key)
        return cast(T, found) if found is not None else self._keep(key, kind(at, *rest, **named))

    def term(self, *given: Any) -> LossTerm:
        """Return ``LossTerm(*given)``."""
        found = self._held.get(given)
        return cast(LossTerm, found) if found is not None else self._keep(given, LossTerm(*given))

    def _keep(self, key: tuple[object, ...], made: T) -> T:
        if len(self._held) >= MOST:
            self._held.clear()
        self._held[key] = made
        return made
