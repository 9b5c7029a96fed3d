"""Weights that are drawn for one activation and feed another."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.architecture import Initialised
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._initials import Initial, initials
from lintrain.survey._wiring import Link
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (Initialised,)


def survey(program: Program) -> Iterator[Initialised]:
    """Yield the calls that draw weights by Xavier or He, with the activations behind the layers."""
    found = initials(program)
    for call in {id(each.call): each.call for each in found}.values():
        of_call = [each for each in found if each.call is call]
        layers = frozenset[int]().union(*(each.layers for each in of_call))
        others = [each for each in found if each.call is not call and each.layers & layers]
        if of_call[0].scheme in ("Xavier", "He") and of_call[0].plain and not others:
            event = _event(program, of_call)
            if event is not None:
                yield event


def _event(program: Program, initial: list[Initial]) -> Initialised | None:
    links = {link for each in initial for link in each.model.links if link.layer.at in each.layers}
    fed = sorted(filter(_is_hidden, links), key=lambda link: link.layer.at)
    acts = [link.activation for link in fed if link.activation is not None]
    if not acts:
        return None
    names = tuple(dict.fromkeys(act.name for act in acts))
    slopes = {act.slope for act in acts}
    call = initial[0].call
    return Initialised(
        program.place(call.at),
        ir.render(call.func),
        initial[0].scheme,
        names,
        fed[0].layer.name,
        program.place(fed[0].layer.at),
        program.place(acts[0].at),
        slopes.pop() if len(slopes) == 1 else None,
    )


def _is_hidden(link: Link) -> bool:
    """Tell whether a layer's scale counts: no normalisation follows, and the output is not squashed."""
    return not link.normed and (
        link.after is not None or (link.activation is not None and link.activation.name.endswith("ReLU"))
    )
