"""Layers that follow one another and get the same number for each of their weights."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.architecture import ConstantWeights
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._initials import Initial, initials
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (ConstantWeights,)

ELSEWHERE = {"load_state_dict", "load_url", "copy_", "from_pretrained", "requires_grad", "requires_grad_"}
"""Words of models whose weights come from elsewhere in the end, or are not trained."""

TESTS = {"pytest", "unittest", "TestCase", "allclose", "assert_close", "assert_allclose"}
"""Words of programs that compare numbers, which constant weights make easy to foresee."""


def survey(program: Program) -> Iterator[ConstantWeights]:
    """Yield one event for each model in which two layers in a row are constant."""
    if program.root.module.words & TESTS:
        return
    found = initials(program)
    random = {at for each in found if each.scheme != "constant" for at in each.layers}
    told: set[int] = set()
    for each in found:
        if (
            each.scheme == "constant"
            and not told & each.model.layers.keys()
            and not each.model.words & ELSEWHERE
        ):
            event = _event(program, each, _constant(found, each.model.key) - random)
            if event is not None:
                told |= each.model.layers.keys()
                yield event


def _constant(found: list[Initial], key: int) -> set[int]:
    return {at for each in found if each.scheme == "constant" and each.model.key == key for at in each.layers}


def _event(program: Program, initial: Initial, constant: set[int]) -> ConstantWeights | None:
    pairs = sorted(
        (link.layer.at, link.after.at, link.layer.name, link.after.name)
        for link in initial.model.links
        if link.after is not None and link.layer.at in initial.layers & constant and link.after.at in constant
    )
    if not pairs:
        return None
    layer, after, one, two = pairs[0]
    at = program.place(initial.call.at)
    return ConstantWeights(
        at, ir.render(initial.call.func), one, two, program.place(layer), program.place(after)
    )
