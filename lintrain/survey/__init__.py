"""Facts that need no path: each module here reads one kind of them from the code of a file.

A module declares ``EVENTS``, the types of events that it yields, and ``survey(program)``.
Found by walking this package: a new kind edits no list. Only what some rule asks for is surveyed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterator
from functools import cache
from typing import Protocol, cast

from lintrain.events import Event
from lintrain.facts import Sighting, View
from lintrain.flow.program import Program
from lintrain.model.project import Project, Unit
from lintrain.survey._names import remembering


class Surveyor(Protocol):
    """What a module of this package offers."""

    EVENTS: tuple[type[Event], ...]

    def survey(self, program: Program) -> Iterator[Event]:
        """Yield what stands in the file that ``program`` is about."""
        ...


def survey(unit: Unit, project: Project, wanted: Collection[type[Event]]) -> tuple[Sighting, ...]:
    """Return the facts of the ``wanted`` types in one file."""
    asked = [each for each in surveyors() if not set(each.EVENTS).isdisjoint(wanted)]
    if not asked:
        return ()
    program = Program(unit, project)
    with remembering():
        events = (event for each in asked for event in each.survey(program) if type(event) in wanted)
        return tuple(Sighting(event.text, (View(event, None),)) for event in events)


def is_surveyed(event: type[Event]) -> bool:
    """Tell whether events of this type are read without following any path."""
    return any(event in each.EVENTS for each in surveyors())


@cache
def surveyors() -> tuple[Surveyor, ...]:
    """Return the modules of this package that survey something."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    return tuple(cast(Surveyor, importlib.import_module(f"{__name__}.{name}")) for name in names)
