"""What the static witness did with one file, told as plain data: from the trail that it left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lintrain.events import Event, Place
from lintrain.facts import State, View
from lintrain.flow.invoke import RETURN
from lintrain.flow.journal import Aside, Journal, Thing, Why
from lintrain.flow.machine import ANYBODY, Machine, Seen
from lintrain.flow.program import Program
from lintrain.flow.scope import Frame
from lintrain.flow.witness import FILE_BUDGET, Look, Trail
from lintrain.model.values import OPEN, Kind, Object
from lintrain.protocol import Gradients
from lintrain.syntax import ir

UNNAMED = "something without a name"
MADE = frozenset("@/(#")
"""Characters of identities that are made up of the places of calls."""


@dataclass(frozen=True, slots=True)
class Role:
    """An object of one function: what it is taken for, and why. ``detail`` is what else is known of it."""

    name: str
    kind: str
    detail: str
    confidence: str
    reason: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """One event in one calling context: every state in which it was met, for one owner.

    ``asked`` tells whether rules are asked about it; ``wild`` that they are not, because of a hook.
    """

    event: Event
    owner: str
    views: tuple[View, ...]
    asked: bool = True
    wild: bool = False
    ident: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that is not understood, and what is therefore not known any more: gradients of ``opt``."""

    at: Place
    why: Why
    text: str
    lost: tuple[tuple[str, str], ...] = ()
    idents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """One way to a function: the names of its callers, nearest first, and what was met on it."""

    callers: tuple[str, ...]
    called_at: Place | None
    events: tuple[Met, ...]


@dataclass(slots=True)
class Scope:
    """One module, function, method or lambda. ``left_out`` says why it was not run."""

    name: str
    at: Place | None
    left_out: str = ""
    note: str = ""
    alone: bool = False
    contexts: list[Context] = field(default_factory=list)
    roles: dict[tuple[str, str], Role] = field(default_factory=dict)
    dropped: dict[tuple[Place, Why, str], Dropped] = field(default_factory=dict)


@dataclass(slots=True)
class Account:
    """The scopes of a file and of those that were followed from it, and the paths of the latter."""

    path: str
    scopes: list[Scope]


def account(trail: Trail) -> Account:
    """Return what happened on a trail."""
    program = trail.program
    assert program is not None  # the witness fills it first
    scopes: dict[int, Scope] = {}
    for look in trail.looks:
        _Teller(program, look, scopes).tell()
    for code in program.root.codes.values():
        if code.kind in ("module", "function") and code.at not in scopes:
            scopes[code.at] = _left_out(trail, program, code)
    ordered = sorted(scopes.items(), key=lambda item: item[0])
    return Account(program.root.unit.path, [scope for _, scope in ordered])


class _Teller:
    """Tells of one scope that was run by itself, and of those that it called."""

    def __init__(self, program: Program, look: Look, scopes: dict[int, Scope]) -> None:
        self._program, self._look, self._scopes = program, look, scopes
        self._machine = look.machine
        self._names: dict[str, str] = {}

    def tell(self) -> None:
        """Add everything to the scopes."""
        look, journal = self._look, self._machine.journal
        assert journal is not None  # the program is explained
        own = self._scope(look.code)
        if look.run is None:
            own.left_out = _given_up(self._machine)
            return
        own.alone = True
        if self._machine.level > 0:
            own.note = "there were too many ways through it: only a few were kept apart"
        self._names = self._texts(journal)
        met = self._met(journal)
        calls = {frame.ident: at for (_, at, _, _), frame in self._machine.frames.items()}
        for frame in journal.frames.values():
            scope = self._scope(frame.code)
            callers = tuple(label(self._program, f.code) for f in list(frame.chain())[1:])
            at = calls.get(frame.ident, -1)
            place = self._program.place(at) if at >= 0 else None
            _add_context(scope, Context(callers, place, tuple(met.get(frame.ident, ()))))
        for thing in journal.things.values():
            self._add_role(thing, journal.frames.get(thing.frame))
        self._add_doubts(journal)

    def _scope(self, code: ir.Code) -> Scope:
        return self._scopes.setdefault(code.at, scope_of(self._program, code))

    def _texts(self, journal: Journal) -> dict[str, str]:
        """Return what the source calls each identity, as far as it has a name."""
        names: dict[str, str] = {}
        for thing in journal.things.values():
            for name in (thing.name, thing.value.text):
                if name and "(" not in name and name != RETURN:
                    names.setdefault(thing.value.ident, name)
        return {i: text for i, text in self._machine.texts.items() if text and "(" not in text} | names

    def _text(self, ident: str) -> str:
        if ident in self._names:
            return self._names[ident]
        if ident.startswith("self:"):
            return f"self.{ident.partition('.')[2]} of before"
        plain = ident.rpartition(":=")[2] if ":=" in ident else ident.rpartition(":")[2]
        return UNNAMED if MADE & set(plain) else plain

    # --- events ---

    def _met(self, journal: Journal) -> dict[str, list[Met]]:
        """Return what was met in each frame, one entry for all the states of one event and owner."""
        assert self._look.run is not None  # asked by the caller
        runs = (self._look.run, *self._machine.before)
        seen: list[Seen | Aside] = [s for run in runs for s in run.sightings()]
        seen += journal.asides
        found: dict[tuple[str, Place, type[Event], str, str], list[Seen | Aside]] = {}
        for one in (one for one in seen if one.event.at.key >= 0):
            named = self._owner(one) or one.event.text
            key = (one.frame, one.event.at, type(one.event), one.owner, named)
            found.setdefault(key, []).append(one)
        met: dict[str, list[Met]] = {}
        for (frame, _, _, ident, _), those in found.items():
            views = tuple(dict.fromkeys(View(s.event, s.before) for s in those))
            asked = isinstance(those[0], Seen)
            wild = self._wild(ident, views[0].before)
            owner = self._owner(those[0])
            met.setdefault(frame, []).append(Met(views[0].event, owner, views, asked, wild, ident))
        return met

    def _owner(self, one: Seen | Aside) -> str:
        return self._text(one.owner) if one.owner else ""

    def _wild(self, ident: str, before: State | None) -> bool:
        wild = self._look.wild
        return ident in wild or (ANYBODY in wild and isinstance(before, Gradients))

    # --- objects ---

    def _add_role(self, thing: Thing, frame: Frame | None) -> None:
        if frame is None or "(" in thing.name or thing.name == RETURN:
            return
        role = self._role(thing, frame)
        scope = self._scope(frame.code)
        known = scope.roles.get((thing.name, role.kind))
        if known is None or len(role.detail) > len(known.detail):
            scope.roles[(thing.name, role.kind)] = role

    def _role(self, thing: Thing, frame: Frame) -> Role:
        value = thing.value
        confidence, reason, at = reason_of(self._machine, value, frame, thing.name)
        return Role(thing.name, value.kind.value, self._detail(value), confidence, reason, at)

    def _detail(self, value: Object) -> str:
        match value.kind:
            case Kind.OPTIMIZER:
                owners = self._machine.owners.get(value.ident, value.owners)
                if not owners or OPEN in owners:
                    return "whose parameters it has is not known"
                return "has the parameters of " + ", ".join(sorted(f"`{self._text(o)}`" for o in owners))
            case Kind.MODEL if value.layers is None:
                return "its layers are not known"
            case Kind.MODEL if value.layers is not None:
                layers = dict.fromkeys((*value.layers.norms, *value.layers.sensitive))
                return "has " + ", ".join(layers) if layers else ""
            case Kind.CRITERION:
                reduction = "" if value.reduction.value == "unknown" else f", {value.reduction.value}"
                return f"{value.criterion}{reduction}"
            case Kind.SCALER if value.enabled is not None:
                return "scales only where it is enabled"
            case _:
                return ""

    # --- what is not understood ---

    def _add_doubts(self, journal: Journal) -> None:
        losses: dict[tuple[str, int], list[tuple[str, str]]] = {}
        for loss in journal.losses:
            losses.setdefault((loss.frame, loss.op), []).append((loss.what, loss.ident))
        for doubt in journal.doubts:
            # The first doubt of a statement is told with what is lost there.
            lost = losses.pop((doubt.frame, doubt.op), [])
            if lost or doubt.why not in (Why.UNSEEN, Why.OWNER):
                self._drop(journal, doubt.frame, doubt.at, doubt.why, doubt.text, lost)
        for (frame, op), lost in losses.items():
            self._drop(journal, frame, op, Why.LOST, "", lost)

    def _drop(
        self, journal: Journal, frame: str, at: int, why: Why, text: str, lost: list[tuple[str, str]]
    ) -> None:
        where = journal.frames.get(frame)
        if where is None or at < 0:
            return
        scope = self._scope(where.code)
        place = self._program.place(at)
        named = dict.fromkeys((what, self._text(ident)) for what, ident in lost)
        if any(name != UNNAMED for _, name in named):
            named = {key: None for key in named if key[1] != UNNAMED}
        idents = frozenset(ident for _, ident in lost)
        known = scope.dropped.get((place, why, text))
        if known is not None:
            named = dict.fromkeys((*known.lost, *named))
            idents |= known.idents
        scope.dropped[(place, why, text)] = Dropped(place, why, text, tuple(named), idents)


def _add_context(scope: Scope, context: Context) -> None:
    """Add a way to a scope, unless the same was met on another, by the same caller."""
    same = [c for c in scope.contexts if c.events == context.events]
    if not any(c.called_at == context.called_at or not context.events for c in same):
        scope.contexts.append(context)


def scope_of(program: Program, code: ir.Code) -> Scope:
    """Return the empty account of a code object."""
    return Scope(label(program, code), None if code.kind == "module" else program.place(code.at))


def label(program: Program, code: ir.Code) -> str:
    """Return what a code object is called: ``Trainer.fit``, ``main.closure``."""
    if code.kind == "module":
        return "<module>"
    names = [code.name]
    at = code.at
    while at in program.within:
        at = program.within[at]
        outer = program.codes[at]
        if outer.kind == "module":
            break
        names.insert(0, outer.name)
    return ".".join(names)


def _given_up(machine: Machine) -> str:
    if machine.operations > machine.budget:
        return f"given up after {machine.budget} operations: it has too many paths"
    if machine.level > 0:
        return "given up: one statement of it has too many outcomes"
    return "every way through it raises an exception"


def _left_out(trail: Trail, program: Program, code: ir.Code) -> Scope:
    scope = scope_of(program, code)
    passed_over = {at for look in trail.looks for at in look.machine.journal.passed_over}  # type: ignore[union-attr]  # the program is explained
    if code.at in passed_over:
        scope.left_out = "called, but nothing in it matters to training"
    elif code.at not in trail.relevant:
        scope.left_out = "nobody in sight runs it, and by itself there is nothing to judge in it"
    elif sum(look.machine.operations for look in trail.looks) > FILE_BUDGET:
        scope.left_out = f"given up: the file has taken {FILE_BUDGET} operations before"
    else:
        scope.left_out = "it stands in code that was given up"
    return scope


# --- why an object is taken for what it is ---------------------------------------------------------


def reason_of(machine: Machine, value: Object, frame: Frame, name: str) -> tuple[str, str, Place | None]:
    """Return how sure a role is, why, and the place that shows it.

    Where the machine keeps a table of roles with their reasons, it is asked.
    """
    told = machine.roles.get(value.ident)
    if told is not None and told.kind is value.kind:
        return told.reason.confidence.name.lower(), told.reason.text, told.reason.at
    if value.at is not None:
        return "certain", "built", value.at
    if value.cls is not None:
        return "certain", f"an object of the class {machine.index.classes[value.cls.code].name}", None
    if value.layers is not None or value.owners is not None or ":=" in value.ident:
        return "certain", "built in sight", None
    used = sorted(frame.names.methods_used(name) | frame.names.methods_used(value.text))
    calls = ", ".join(f"`{method}`" for method in list(_few(used)))
    return "convention", "by its name" + (f" and by what is called on it: {calls}" if calls else ""), None


def _few(names: list[str]) -> Iterator[str]:
    yield from names[:4]
