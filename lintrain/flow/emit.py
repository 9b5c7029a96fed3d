"""Events find the optimizers and models they concern, by owner, and move their states."""

from __future__ import annotations

from typing import TypeVar

from lintrain.events import (
    Backward,
    Clip,
    EditGrads,
    Event,
    LoadWeights,
    Mode,
    ScalerUpdate,
    Step,
    SteppedOnHeldOut,
    Unscale,
    Updated,
    ZeroGrad,
)
from lintrain.flow.evidence import held_out
from lintrain.flow.journal import Why
from lintrain.flow.machine import Here
from lintrain.flow.rounds import guarded
from lintrain.flow.state import AMBIENT
from lintrain.model.values import GROUPS_OF, OPEN, EnvKey, Kind, Object, Value
from lintrain.plain import replace
from lintrain.protocol import Gradients, ModelState, Phase, Training

Models = frozenset[str] | None


def related(here: Here, one: str, two: str) -> bool:
    """Tell whether two models are the same, or one is a part of the other."""
    if one == two or _part(one, two) or _part(two, one):
        return True
    if not here.machine.index.parts:
        return False
    return any(p == two or _part(p, two) or _part(two, p) for p in _inside(here, one)) or any(
        p == one or _part(p, one) or _part(one, p) for p in _inside(here, two)
    )


def _part(part: str, whole: str) -> bool:
    return part.startswith(whole) and part[len(whole) : len(whole) + 1] in (".", "[")


def _inside(here: Here, ident: str) -> set[str]:
    """Return the models that a model was built from, and those that they were built from."""
    parts = here.machine.index.parts
    found: set[str] = set()
    stack = [ident]
    while stack:
        for part in parts.get(stack.pop(), ()):
            if part not in found:
                found.add(part)
                stack.append(part)
    return found


def match(here: Here, owners: Models, models: Models) -> bool | None:
    """Tell whether an optimizer over ``owners`` holds gradients of ``models``; ``None``: perhaps."""
    if owners is None or models is None or not models:
        return True if here.machine.lonely else None
    if any(related(here, o, m) for o in owners for m in models if m != OPEN):
        return True
    if OPEN in models or OPEN in owners:
        return True if here.machine.lonely else None
    return False


def holds(here: Here, ident: str, models: Models) -> bool | None:
    """Tell whether an optimizer holds gradients of ``models``; ``None``: perhaps.

    ``models`` may name the groups of an optimizer instead of a model.
    """
    owners = here.machine.owners.get(ident)
    groups = {m.removeprefix(GROUPS_OF) for m in models or () if m.startswith(GROUPS_OF)}
    if models is None or not groups:
        return match(here, owners, models)
    if ident in groups:
        return True
    plain = frozenset(m for m in models if not m.startswith(GROUPS_OF))
    answers = [match(here, owners, here.machine.owners.get(other)) for other in groups]
    answers += [match(here, owners, plain)] if plain else []
    return True if True in answers else None if None in answers else False


def to_owners(here: Here, event: Event, models: Models) -> None:
    """Let an event that acts on models' gradients reach the optimizers that own them."""
    if models:
        models = models.union(*(here.machine.members.get(m, ()) for m in models))
    doubtful: dict[str, Gradients] = {}
    found = False
    for ident, before in list(here.state.grads.items()):
        certain = holds(here, ident, models) if ident != AMBIENT else True
        found |= certain is True and ident != AMBIENT
        if certain is None:
            here.doubt(Why.OWNER, event.text or "this")
            doubtful[ident] = before
            if isinstance(event, Backward):
                here.set_grads(ident, before.perhaps(event))
            elif isinstance(event, ZeroGrad | EditGrads):
                here.blur(ident, before)
            continue
        if not certain:
            if isinstance(event, ZeroGrad) and not _disjoint(here, models) and not _somebody(here, models):
                here.blur(ident, before)
            continue
        mine = _in_round(here, event, before)
        if ident != AMBIENT:
            here.note(ident, mine, before)
        here.set_grads(ident, before.after(mine))
    if isinstance(event, Clip) and not found:
        _clip_of_somebody(here, event, models, doubtful)
    if isinstance(event, Backward) and models:
        for model in models - {OPEN}:
            here.set_model(model, here.model(model).after(event))


def _trained(here: Here, event: Step, gradients: Gradients) -> None:
    """A step changes the models that its gradients are of."""
    produced = gradients.produced
    if gradients.phase is Phase.PENDING and produced is not None:
        for model in (produced.loss.models or frozenset()) - {OPEN}:
            _updated(here, event, model)


def _updated(here: Here, event: Step, model: str) -> None:
    """A model is trained: in the mode that it was in when it was called."""
    before = here.model(model)
    text, layers = here.machine.called.get(model, ("", ()))
    if before.forward is None or layers == ():
        return
    evaluating = before.fed is Training.EVAL
    explicit = before.set_by is not None and before.set_by.training and before.fed is Training.TRAIN
    if evaluating or explicit or (layers is not None and before.fed is not Training.UNKNOWN):
        sensitive = (layers or ()) if evaluating else ()
        updated = Updated(event.at, text, before.forward, sensitive, evaluating)
        here.note(model, updated, before)
        here.set_model(model, before.after(updated))


E = TypeVar("E", bound=Event)


def _in_round(here: Here, event: E, before: Gradients) -> E:
    """Note of a clip or a clear whether it may be left out in a round of the loop that goes backward."""
    if not isinstance(event, Clip | ZeroGrad) or before.phase is not Phase.PENDING or not before.produced:
        return event
    return replace(event, guarded=guarded(here, before.produced.at))


def _clip_of_somebody(here: Here, event: Clip, models: Models, doubtful: dict[str, Gradients]) -> None:
    """A clip of one of several optimizers' gradients: told where it makes no difference of which.

    It is told of the optimizer that stepped first, because the clip belongs before all their steps.
    """
    every = doubtful.keys() | {AMBIENT} >= here.state.grads.keys()
    if len(doubtful) < 2 or not every or not _alike(here, list(doubtful.values()), models):
        return
    ident = min(doubtful, key=lambda i: doubtful[i].consumed.at.key if doubtful[i].consumed else -1)  # type: ignore[union-attr]  # just asked
    here.note(ident, event, doubtful[ident])


def _alike(here: Here, states: list[Gradients], models: Models) -> bool:
    first = states[0]
    if first.phase is Phase.UNKNOWN or first.produced is None:
        return False
    said = {(s.phase, s.scaled, s.unscaled, s.edited, s.produced.at if s.produced else None) for s in states}
    produced = first.produced.loss.models
    if len(said) > 1 or models is None:
        return False
    return produced is None or any(related(here, m, p) for m in models for p in produced)


def _disjoint(here: Here, models: Models) -> bool:
    """Tell whether all of these were built in this file, so that what they hold is known."""
    return models is not None and all(m in here.machine.index.parts for m in models)


def _somebody(here: Here, models: Models) -> bool:
    """Tell whether these models certainly belong to some optimizer."""
    return any(
        match(here, here.machine.owners.get(ident), models) is True
        for ident in here.state.grads
        if ident != AMBIENT and here.machine.owners.get(ident)
    )


def to_optimizer(here: Here, event: Step | ZeroGrad | Unscale | Clip | EditGrads, optimizer: Object) -> None:
    """Let an event that names its optimizer reach it (or each one of a list of optimizers)."""
    for ident in here.machine.one_of.get(optimizer.ident, ()):
        here.blur(ident)
    if optimizer.ident in here.machine.one_of:
        return
    for ident in here.machine.members.get(optimizer.ident, (optimizer.ident,)):
        before = here.optimizer(ident)
        mine = _in_round(here, event, before)
        here.note(ident, mine, before)
        here.set_grads(ident, before.after(mine))
        if isinstance(mine, Step):
            _on_held_out(here, mine, ident)
            _trained(here, mine, before)
        _siblings(here, event, ident)
        if isinstance(event, ZeroGrad):
            _perhaps_cleared(here, ident)
    if isinstance(event, Unscale):
        _perhaps_unscaled(here, optimizer)


def _on_held_out(here: Here, event: Step, ident: str) -> None:
    """Tell of a step on data that are there to evaluate, if its optimizer steps on others, too."""
    data = held_out(here)
    if data is None:
        here.machine.stepped[ident] = event.at
    elif ident in here.machine.stepped:
        here.note(ident, SteppedOnHeldOut(event.at, event.text, data, here.machine.stepped[ident]), None)


def updated(here: Here, event: ScalerUpdate, scaler: str) -> None:
    """Let the update of a scaler reach all that it may have stepped."""
    here.note(scaler, event, None)
    for ident, before in list(here.state.grads.items()):
        here.set_grads(ident, before.after(event))


def entrusted(here: Here) -> None:
    """A scaler was given to code that cannot be seen."""
    for ident, before in list(here.state.grads.items()):
        here.set_grads(ident, before.entrusted())


def _perhaps_unscaled(here: Here, optimizer: Object) -> None:
    """An optimizer nobody knows may be another one that nobody knows: two loops over one dict."""
    owners = here.machine.owners
    if owners.get(optimizer.ident) is None:
        for ident, before in list(here.state.grads.items()):
            if ident != optimizer.ident and owners.get(ident) is None:
                here.set_grads(ident, replace(before, unscaled=True, divided=None))


def _perhaps_cleared(here: Here, cleared: str) -> None:
    """An optimizer whose parameters nobody knows may share those of the one that is cleared."""
    for other, before in list(here.state.grads.items()):
        if other not in (cleared, AMBIENT) and here.machine.owners.get(other) is None:
            here.blur(other, before)


def _siblings(here: Here, event: Event, ident: str) -> None:
    """Items of one container that is not resolved may be the same optimizer."""
    base, bracket, _ = ident.partition("[")
    if not bracket:
        return
    for other, before in list(here.state.grads.items()):
        if other != ident and other.startswith(f"{base}["):
            if isinstance(event, ZeroGrad):
                here.set_grads(other, before.after(event))
            else:
                here.blur(other, before)


def to_model(here: Here, event: Mode | LoadWeights, ident: str) -> None:
    """Let a model's state follow an event, the states of its parts too."""
    for member in here.machine.members.get(ident, ()):
        to_model(here, event, member)
    for other in [*here.state.models]:
        if (
            other != ident
            and related(here, other, ident)
            and isinstance(event, Mode)
            and len(other) > len(ident)
        ):
            here.set_model(other, here.model(other).after(event))
    for part in _attributes(here, ident) if isinstance(event, Mode) else ():
        here.set_model(part, here.model(part).after(event))
    if here.machine.journal is not None:
        here.machine.journal.aside(here.frame, ident, event, here.model(ident))
    here.set_model(ident, here.model(ident).after(event))


def _attributes(here: Here, ident: str) -> list[str]:
    """Return the attributes of a model that are models, and whose state is known."""
    return [
        value.ident
        for (holder, _), value in here.state.env.items()
        if holder == ident and isinstance(value, Object) and value.ident in here.state.models
    ]


def blur_gradients(here: Here, models: Models = None) -> None:
    """Somebody who cannot be seen may have touched gradients (of these models, or all)."""
    for ident, before in list(here.state.grads.items()):
        if models is None or holds(here, ident, models) is not False:
            here.blur(ident, before)


def blur_model(here: Here, ident: str | None) -> None:
    """Somebody who cannot be seen may have set a mode (of this model, or of all)."""
    for other, before in list(here.state.models.items()):
        if ident is None or related(here, other, ident):
            here.state.models[other] = here.machine.intern.moved(before, ModelState.blurred)


def forget_casts(here: Here) -> None:
    """Autocast keeps no cast of any weight any more."""
    for ident, state in list(here.state.models.items()):
        if state.cached is not None:
            here.set_model(ident, replace(state, cached=None))


def forget_attributes(here: Here, ident: str) -> None:
    """An object was given away: what was decided about its attributes may have changed."""
    if here.state.decisions:
        stale: list[EnvKey] = [k for q in here.state.decisions for k in q.deps if k[0] == ident]
        for key in stale:
            here.state.forget(key)


def fresh_optimizer(here: Here, optimizer: Object, gradients: Gradients) -> None:
    """An optimizer was built: nobody has touched its gradients yet."""
    machine = here.machine
    known = machine.owners.get(optimizer.ident, optimizer.owners)
    both = known is not None and optimizer.owners is not None
    machine.owners[optimizer.ident] = (
        (known or frozenset()) | (optimizer.owners or frozenset()) if both else None
    )
    machine.texts[optimizer.ident] = optimizer.text
    machine.optimizers.add(optimizer.ident)
    if optimizer.at is not None:
        machine.index.learning.built(optimizer.ident, optimizer.text, optimizer.at, optimizer.owners)
    else:
        machine.index.learning.unclear = True
    here.set_grads(optimizer.ident, gradients)


def fresh_model(here: Here, ident: str, text: str, at: int, *, weights: bool) -> None:
    """A model was built: an optimizer that holds one of this name holds another one."""
    machine = here.machine
    if weights and not any(f.in_model or _is_inside(f.receiver) for f in here.frame.chain()):
        machine.index.learning.weights[ident] = text
    renewed(here, ident, at)


def renewed(here: Here, ident: str, at: int) -> None:
    """A name stands for a new model: who holds the parameters of the old one does not hold these."""
    for holder, before in list(here.state.grads.items()):
        if ident in (here.machine.owners.get(holder) or ()):
            here.set_grads(holder, replace(before, outdated=here.place(at)))


def _is_inside(receiver: Object | None) -> bool:
    return receiver is not None and receiver.kind is Kind.MODEL


def text_of(value: Value) -> str:
    """Return how the source calls a value, if it does."""
    return value.text if isinstance(value, Object) else getattr(value, "text", "") or ""
