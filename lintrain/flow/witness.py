"""The static witness: runs every scope of a file over all of its paths and collects the facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count

from lintrain.events import Step, Unoptimized
from lintrain.facts import Facts, Sighting, View
from lintrain.flow import hooks
from lintrain.flow.arrivals import LEVELS
from lintrain.flow.decorators import replaces
from lintrain.flow.environment import Environment
from lintrain.flow.expressions import EVALUATORS
from lintrain.flow.invoke import Arguments, bind_parameters, idents, run_function
from lintrain.flow.machine import ANYBODY, VISITS, Here, Machine, Oracle, PathEnds, Run, TooMuch
from lintrain.flow.objects import find_method, home, is_module_class, turns_grad_off
from lintrain.flow.operations import execute
from lintrain.flow.program import Assigned, Program
from lintrain.flow.scope import Frame, Index
from lintrain.flow.state import AMBIENT, PathState, unknown_name
from lintrain.model.project import Project, Unit
from lintrain.model.values import Class, Constant, EnvKey, Function, Kind, Object, Unknown, Value
from lintrain.model.vocabulary import is_optimizer
from lintrain.protocol import Gradients, ModelState
from lintrain.syntax import ir

TRAINS = frozenset(("backward", "unscale_", "clip_grad_norm_", "clip_grad_value_", "clip_grad_norm"))
MEASURES = frozenset(
    ("cross_entropy", "CrossEntropyLoss", "BCEWithLogitsLoss", "binary_cross_entropy_with_logits")
)
LIKELIHOODS = frozenset(("NLLLoss", "nll_loss", "BCELoss", "binary_cross_entropy"))
DECAYS = frozenset(("weight_decay", "AdamW"))
RESTORES = frozenset(("load_state_dict",))
STARTS = re.compile(
    r"(?:^|_)(?:train|trainer|fit|eval|evaluate|validate|test|learn|optim|optimizer|loss|criterion)(?:_|$)"
    r"|Trainer|Learner|Solver|Loss|^Adam|^SGD$"
)
"""Words of code that hands a model to a training loop."""

LEARNS = TRAINS | {"step", "zero_grad", "train", "eval"}

MOST_ATTEMPTS = 3
MOST_OPAQUE = 3
"""Called functions that a root may be looked at without, because they take too much."""
SHARE = 4
"""A called function that takes a fourth of what there is takes too much."""
FILE_BUDGET = 25_000
"""Operations spent on the functions of one file, or more if it is long.

Functions that are left are not looked at alone.
"""


@dataclass(slots=True)
class Look:
    """One scope that was run by itself; ``run`` is missing where that was given up.

    ``wild`` are the optimizers about which nothing was claimed any more by then.
    """

    code: ir.Code
    machine: Machine
    run: Run | None
    wild: frozenset[str]


@dataclass(slots=True)
class Trail:
    """How the facts of a file came about, filled where somebody asks."""

    program: Program | None = None
    relevant: set[int] = field(default_factory=set)
    looks: list[Look] = field(default_factory=list)
    concluded: tuple[Sighting, ...] = ()
    """What only the whole file shows."""


def witness(unit: Unit, project: Project, trail: Trail | None = None) -> Facts:
    """Return the facts of one file, as far as it and what it imports show them.

    How they came about is added to ``trail``.
    """
    path, index = unit.path, Program(unit, project)
    index.explained = trail is not None
    collected: dict[tuple[object, ...], list[View]] = {}
    relevant = _relevant(index.root)
    most = max(FILE_BUDGET, VISITS * sum(len(code.nodes) for code in index.root.codes.values()))
    if trail is not None:
        trail.program, trail.relevant = index, relevant
    if not relevant:
        return Facts(path)
    whole, exits, covered = _module(index, trail)
    _collect(whole, collected)
    index.learning.unclear |= whole is None or None in whole[0].owners.values()
    for roots in _roots(index.root):
        for code in roots:
            if code.at in covered or code.at not in relevant or index.spent > most:
                continue
            machine, run = _attempt(index, partial(_run_root, code=code, exits=exits))
            if trail is not None:
                trail.looks.append(Look(code, machine, run, frozenset(index.wild)))
            index.learning.unclear |= run is None or None in machine.owners.values()
            if run is not None:
                covered |= machine.covered
                _collect((machine, run), collected)
    found = [_sighting(key, views) for key, views in collected.items() if _is_whole(views)]
    events = (*_forgotten(index, collected), *index.ranks.apart(index.said), *index.batches.small(index))
    concluded = tuple(Sighting(event.text, (View(event, None),)) for event in events)
    if trail is not None:
        trail.concluded = concluded
    return Facts(path, (*found, *concluded))


def _forgotten(index: Program, collected: dict[tuple[object, ...], list[View]]) -> Iterator[Unoptimized]:
    """Yield what no optimizer holds, once all of the file was met."""
    if index.wild:
        return
    yield from index.learning.forgotten(index.said, index.parts)
    for key, views in collected.items():
        states = [view.before for view in views if isinstance(view.before, Gradients)]
        if isinstance(views[0].event, Step) and _is_whole(views):
            yield from index.learning.outdated(str(key[4]), states, views[0].event.at)


def _relevant(index: Index) -> set[int]:
    """Return the scopes that have something to say, themselves or through what they call by name."""
    said = index.module.words
    wanted = TRAINS | DECAYS | LIKELIHOODS | index.speech.words
    if index.acting or any("oftmax" in word or "igmoid" in word for word in said):
        wanted |= MEASURES
    if not said & TRAINS:
        wanted |= RESTORES
    found = {c.at for c in index.codes.values() if c.words & wanted} | index.decays
    found |= {c.at for c in index.codes.values() if c.words & index.acting and _starts(c)}
    names = _named(index, found)
    while True:
        more = {c.at for c in index.codes.values() if c.at not in found and c.words & names}
        if not more:
            return found
        found |= more
        names |= _named(index, more)


def _named(index: Index, found: set[int]) -> set[str]:
    """Return how code is referred to: what a constructor builds, where its attribute is read."""
    names = {index.codes[at].name for at in found}
    built = [at for at in found if index.codes[at].name == "__init__"]
    return names.union(*(index.written.get(at, ()) for at in built))


def _starts(code: ir.Code) -> bool:
    """Tell whether code may hand a model to a training loop in another file."""
    return code.kind == "function" and any(STARTS.search(word) for word in code.words)


def _module(
    index: Program, trail: Trail | None
) -> tuple[tuple[Machine, Run] | None, list[PathState], set[int]]:
    machine, run = _attempt(index, lambda m: m.run(m.module_frame, m.fresh()))
    if trail is not None:
        trail.looks.append(Look(index.root.module, machine, run, frozenset(index.wild)))
    if run is None:
        return None, [], set()
    covered = {at for at in machine.covered if index.codes[at].kind != "module"}
    return (machine, run), run.exits, covered


def _attempt(index: Program, start: Callable[[Machine], Run]) -> tuple[Machine, Run | None]:
    """Run a root; once more where it turned out to hold optimizers that it was not prepared for.

    With one optimizer everything that goes backward is its business; with several, owners must match.
    """
    lonely, awaited, level = True, frozenset[str](), 0
    opaque = frozenset[int]()
    for attempt in count():
        machine = Machine(index, EVALUATORS, execute, awaited)
        machine.lonely = lonely
        machine.level = level
        machine.opaque = opaque
        try:
            run = start(machine)
        except PathEnds:
            return machine, None
        except TooMuch:
            index.spent += machine.operations
            # Once more, without what took most of it, or keeping fewer paths apart: less is claimed.
            heaviest = _heaviest(machine, anything=level > 0)
            if heaviest is not None and len(opaque) < MOST_OPAQUE:
                opaque |= {heaviest}
            elif level == len(LEVELS) - 1:
                return machine, None
            else:
                level += 1
            continue
        index.spent += machine.operations
        settled = (len(machine.optimizers) <= 1 or not lonely) and machine.late <= awaited
        if settled or attempt >= MOST_ATTEMPTS:
            return machine, run
        lonely = len(machine.optimizers) <= 1
        awaited |= machine.late
    raise AssertionError("count() does not end")


def _heaviest(machine: Machine, anything: bool) -> int | None:
    """Return the called function that took most, if that is a good part of all; one that trains only last."""
    codes = machine.index.codes
    shares = {at: n for at, n in machine.spent.items() if anything or not codes[at].words & LEARNS}
    heaviest = max(shares, key=lambda at: shares[at], default=None)
    return heaviest if heaviest is not None and shares[heaviest] * SHARE > machine.budget else None


def _roots(index: Index) -> Iterable[list[ir.Code]]:
    """Functions that nobody in the file refers to come first: they show the others in context."""
    functions = [c for c in index.codes.values() if c.kind in ("function", "lambda")]
    first = [c for c in functions if c.kind == "function" and _mentions(index, c) == 0]
    yield first
    yield [c for c in functions if c not in first and index.codes[index.within[c.at]].kind != "function"]
    yield [c for c in functions if c not in first and index.codes[index.within[c.at]].kind == "function"]


def _mentions(index: Index, code: ir.Code) -> int:
    """Count the scopes that mention a function, other than itself and those it stands in."""
    inside = {code.at}
    at = code.at
    while at in index.within:
        at = index.within[at]
        inside.add(at)
    return sum(
        1
        for c in index.codes.values()
        if c.at not in inside and c.kind == "function" and code.name in c.words
    )


def _run_root(machine: Machine, code: ir.Code, exits: list[PathState]) -> Run:
    index = machine.index
    entry = _entry(machine, exits)
    frame = machine.module_frame
    frame.node = 0
    receiver = None
    owner = index.owner.get(code.at)
    if owner is not None:
        receiver = _receiver(machine, owner, code, entry)
    parent = _parent(machine, code)
    here = Here(machine, parent, entry, Oracle(()))
    define = index.defines.get(code.at)
    root = machine.frame(code, parent, machine.module_frame, -code.at - 2, receiver)
    root.caller = None
    arguments = Arguments(here, ())
    arguments.open = True
    bind_parameters(here, root, entry, receiver, arguments)
    if define is not None and turns_grad_off(here, define):
        entry.withs = ((root.ident, -1, "no_grad"),)
    hooks.annotate(here, root, entry)
    entry.grads |= {ident: Gradients() for ident in _expected(machine, root, receiver, entry)}
    entry = _blurred(machine, entry)
    hooks.enter(here, root, entry)
    run = machine.run(root, entry.copy())
    hooks.repeat(machine, root, entry, run)
    return run


def _expected(machine: Machine, root: Frame, receiver: Object | None, entry: PathState) -> Iterator[str]:
    """Yield the optimizers that a root will meet, as far as parameters and attributes show them."""
    for text, methods in machine.index.root.uses.items():
        if not is_optimizer(text, frozenset(methods)):
            continue
        holder, _, name = text.rpartition(".")
        if not holder:
            value = entry.env.get((root.ident, name))
        elif holder == "self" and receiver is not None:
            value = entry.env.get((receiver.ident, name)) or Unknown(f"{receiver.ident}.{name}", text)
        else:
            continue
        if isinstance(value, Unknown):
            yield value.ident


def _entry(machine: Machine, exits: list[PathState]) -> PathState:
    """Return the state in which a function of the module may be called: names known, gradients not."""
    state = machine.fresh()
    if not exits:
        # The module itself was given up, or never ends: what it defines is known all the same.
        for name, origin in machine.index.root.statics.items():
            if name not in machine.index.root.fixed:
                state.env["m", name] = _static(origin, machine.index)
    for leaving in exits:
        known = leaving.copy()
        # Only the module's own names: locals of functions that ran are gone.
        known.env.drop(lambda key: not (key[0] == "m" or ":" in key[0] or "@" in key[0]))
        known.env.drop(lambda key: key[0].startswith("m/"))
        state.merge(known)
        held = set(idents(known.env.values()))
        state.grads |= {k: v for k, v in known.grads.items() if k in held}
        state.models |= known.models
    declared = frozenset().union(*(c.outer for c in machine.index.codes.values()))
    for key, value in list(state.env.items()):
        if key[1] in declared and isinstance(value, Constant):
            # Some function assigns this global.
            state.env[key] = Unknown(f"{key[0]}:{key[1]}", key[1], frozenset((key,)))
        if isinstance(value, Object) and value.kind is Kind.OPTIMIZER:
            machine.owners[value.ident] = value.owners
            machine.texts[value.ident] = value.text
    return _blurred(machine, state)


def _static(origin: str | int, index: Program) -> Value:
    if isinstance(origin, str):
        found = index.imported(index.root, origin)
        return found if not isinstance(found, Assigned) else unknown_name("m", found.name)
    return Class(origin, "m") if origin in index.classes else Function(origin, "m")


def _blurred(machine: Machine, state: PathState) -> PathState:
    state.grads = {k: machine.intern(Gradients()) for k in (*state.grads, AMBIENT)}
    if "eval" in machine.index.root.module.words:
        state.models = {k: machine.intern(ModelState()) for k in state.models}
    state.decisions = {}
    return state


def _parent(machine: Machine, code: ir.Code) -> Frame:
    within = machine.index.within.get(code.at, machine.index.root.module.at)
    outer = machine.index.codes[within]
    if outer.kind == "module":
        return machine.module_frame
    return machine.frame(outer, _parent(machine, outer), machine.module_frame, -outer.at - 2, None)


def _receiver(machine: Machine, owner: int, code: ir.Code, entry: PathState) -> Object:
    """Return ``self``, as ``__init__`` leaves it."""
    cls = Class(owner, "m")
    index = machine.index
    name = index.classes[owner].name
    here = Here(machine, machine.module_frame, entry, Oracle(()))
    kind = Kind.MODEL if is_module_class(here, cls) else Kind.INSTANCE
    receiver = Object(f"self:{name}", kind, "self", cls)
    if replaces(here, index.classes[owner]):
        return Object(f"self:{name}", Kind.INSTANCE, "self")
    define = machine.index.methods[owner].get("__init__")
    if define is None and kind is Kind.INSTANCE:
        define = find_method(here, cls, "__init__")
    if define is not None and define.code.at != code.at and define.code.at in index.matters:
        arguments = Arguments(here, ())
        arguments.open = True
        try:
            built = Function(define.code.at, home(here, cls, define), receiver)
            run_function(here, built, arguments, -owner - 2)
        except PathEnds:
            return receiver
        # Only the attributes matter: all the ways through __init__ are joined.
        frame = machine.frames[(machine.module_frame.ident, -owner - 2, define.code.at, receiver.ident)]
        for run in [r for r in here.met if isinstance(r, Run)]:
            machine.before.append(run)
            for leaving in run.exits:
                kept = Environment()
                for key, value in leaving.env.items():
                    if key[0] != frame.ident:
                        kept[key] = _stable(index, define.code, key, value)
                entry.merge(PathState(kept))
                entry.grads |= leaving.grads
                entry.models |= leaving.models
    return receiver


def _stable(index: Program, init: ir.Code, key: EnvKey, value: Value) -> Value:
    """An attribute that other methods assign is not what the constructor left."""
    ident, name = key
    written = index.names(init.at).written | index.root.written
    written_elsewhere = any(name in names for at, names in written.items() if at != init.at)
    if isinstance(value, Constant | Object) and ident.startswith("self:") and written_elsewhere:
        return Unknown(f"{ident}.{name}", f"self.{name}", frozenset((key,)))
    return value


def _collect(found: tuple[Machine, Run] | None, collected: dict[tuple[object, ...], list[View]]) -> None:
    if found is None:
        return
    machine, run = found
    for seen in chain(run.sightings(), *(r.sightings() for r in machine.before)):
        if seen.owner in machine.index.wild or (
            ANYBODY in machine.index.wild and isinstance(seen.before, Gradients)
        ):
            continue
        key = (
            id(machine),
            seen.frame,
            seen.event.at,
            type(seen.event),
            seen.owner,
            machine.texts.get(seen.owner, seen.event.text),
        )
        collected.setdefault(key, []).append(View(seen.event, seen.before))


def _is_whole(views: list[View]) -> bool:
    """Tell whether all the paths that lead to a place are told apart well enough to speak of it."""
    return not any(isinstance(view.before, Gradients) and view.before.lost for view in views)


def _sighting(key: tuple[object, ...], views: list[View]) -> Sighting:
    return Sighting(str(key[-1]), tuple(dict.fromkeys(views)))
