"""Models that a single process copies to several devices in every step."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.structure import Called, Replicated
from lintrain.survey import calls

EVENTS: tuple[type[Event], ...] = (Replicated,)

WRAPPERS = {"torch.nn.DataParallel", "torch.nn.parallel.DataParallel"}


def survey(program: Program) -> Iterator[Replicated]:
    """Yield the calls of ``nn.DataParallel``, if the file goes backward at all."""
    if "backward" in program.root.module.words:
        found = (called for called in calls.survey(program) if called.name in WRAPPERS)
        yield from (Replicated(called.at, called.text, _devices(called)) for called in found)


def _devices(called: Called) -> str:
    given = called.given(1, "device_ids")
    return given.text if given is not None else ""
