"""Runs a control-flow graph over sets of states, to a fixpoint.

States that agree on everything a rule can ask (gradients, modes, open decisions) are merged; their
environments are joined. Calls of functions in the same file are run in place, once per entry state.
An operation that has several outcomes (a helper with two exits) is replayed once per outcome.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from lintrain.events import Event, Place
from lintrain.facts import State
from lintrain.flow.arrivals import Arrivals, Signature, limits_of, signature
from lintrain.flow.journal import Journal, Why
from lintrain.flow.liveness import liveness_of
from lintrain.flow.program import Program
from lintrain.flow.scope import Field, Frame, makes_steps
from lintrain.flow.state import AMBIENT, Interned, PathState, unknown_name
from lintrain.model.reasons import Confidence, Reason, Role
from lintrain.model.values import (
    Class,
    Constant,
    Group,
    Object,
    Table,
    Unknown,
    Value,
)
from lintrain.plain import dataclass, replace
from lintrain.protocol import Gradients, ModelState, Phase
from lintrain.syntax import ir

ANYBODY = "*"
"""In the set of optimizers with hooks: all of them."""
MAX_DEPTH = 7
MAX_OUTCOMES = 128
BUDGET = 6_000
"""Operations that a root may take, however small it is."""
VISITS = 3
"""How often each operation that it reaches may be executed at least, on average."""


class PathEnds(Exception):
    """This path does not go on (a helper always raises)."""


class TooMuch(Exception):
    """The analysis of this scope was given up: nothing is claimed about it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event met on one path. ``owner`` is the object whose state ``before`` is."""

    frame: str
    owner: str
    event: Event
    before: State | None


@dataclass(slots=True)
class Run:
    """One execution of a code object for one entry state, and everything met in it."""

    exits: list[PathState] = field(default_factory=list)
    records: dict[tuple[int, int], list[Seen | Run]] = field(default_factory=dict)

    def sightings(self) -> Iterator[Seen]:
        """Yield everything met, in this run and the runs it called."""
        for items in self.records.values():
            for item in items:
                if isinstance(item, Seen):
                    yield item
                else:
                    yield from item.sightings()


class Oracle:
    """Chooses among outcomes by a script, so that an operation can be replayed for each."""

    def __init__(self, script: tuple[int, ...]) -> None:
        self._script = script
        self.taken: list[int] = []
        self.open: list[tuple[int, ...]] = []

    def choose(self, count: int) -> int:
        """Return the outcome to follow now; the others are noted for replay."""
        position = len(self.taken)
        if position < len(self._script):
            choice = self._script[position]
        else:
            choice = 0
            self.open += [(*self.taken, other) for other in range(1, count)]
        self.taken.append(choice)
        return choice


@dataclass(slots=True)
class Here:
    """Where one operation is being executed: the state it changes and what it meets."""

    machine: Machine
    frame: Frame
    state: PathState
    oracle: Oracle
    met: list[Seen | Run] = field(default_factory=list)

    def place(self, at: int) -> Place:
        """Return the place of a syntax node of this file."""
        return self.machine.index.place(at)

    def evaluate(self, expr: ir.Expr) -> Value:
        """Return what ``expr`` stands for, with all its effects."""
        return self.machine.evaluators[type(expr)](self, expr)

    def note(self, owner: str, event: Event, before: State | None) -> None:
        """Record that ``event`` was met in the state ``before``."""
        self.met.append(Seen(self.frame.ident, owner, event, before))

    def because(self, thing: Object, confidence: Confidence, text: str, at: int | None = None) -> None:
        """Say why ``thing`` plays its role; the surest reason is kept."""
        reason = Reason(confidence, text, None if at is None else self.place(at))
        roles = self.machine.roles
        roles[thing.ident] = Role(thing.kind, thing.text, reason).better(roles.get(thing.ident))

    def doubt(self, why: Why, text: str = "", at: int | None = None) -> None:
        """Note that something is not understood here, for whoever asks why nothing was found."""
        if self.machine.journal is not None:
            self.machine.journal.doubt(self.frame, why, text, at)

    def set_grads(self, ident: str, grads: Gradients) -> None:
        """Replace the gradients of one optimizer."""
        self.state.grads[ident] = self.machine.intern(grads)

    def blur(self, ident: str, before: Gradients | None = None) -> None:
        """Somebody who cannot be seen may have touched the gradients of one optimizer."""
        before = self.optimizer(ident) if before is None else before
        self.state.grads[ident] = self.machine.intern.moved(before, Gradients.blurred)

    def set_model(self, ident: str, model: ModelState) -> None:
        """Replace the state of one model."""
        self.state.models[ident] = self.machine.intern(model)

    def optimizer(self, ident: str) -> Gradients:
        """Return an optimizer's gradients; one met for the first time saw what all have seen."""
        if ident not in self.state.grads:
            self.machine.late.add(ident)
            self.set_grads(ident, self.state.grads.get(AMBIENT, Gradients()))
        self.machine.optimizers.add(ident)
        return self.state.grads[ident]

    def model(self, ident: str) -> ModelState:
        """Return a model's state."""
        return self.state.models.get(ident, UNKNOWN_MODEL)


UNKNOWN_MODEL = ModelState()
Evaluate = Callable[[Here, Any], Value]
"""What an expression of one kind stands for."""
Execute = Callable[[Here, ir.Op, int], tuple[int, ...]]


class Machine:
    """Everything that is shared by the runs over one file (``index``: the file and what it imports)."""

    def __init__(
        self,
        index: Program,
        evaluators: Mapping[type, Evaluate],
        execute: Execute,
        awaited: frozenset[str] = frozenset(),
    ) -> None:
        self.awaited = awaited
        self.level = 0
        """How coarsely paths are told apart, see :data:`lintrain.flow.arrivals.LEVELS`."""
        self.budget = BUDGET
        self.reached = 0
        """The operations of all code that was run."""
        self.index = index
        self.evaluators = evaluators
        self.execute = execute
        self.intern = Interned()
        self.frames: dict[tuple[str, int, int, str], Frame] = {}
        self.by_ident: dict[str, Frame] = {}
        self.module_frame = Frame("m", index.root.module, index.root)
        self.by_ident["m"] = self.module_frame
        self.owners: dict[str, frozenset[str] | None] = {}
        self.texts: dict[str, str] = {}
        self.members: dict[str, tuple[str, ...]] = {}
        self.optimizers: set[str] = set()
        self.late: set[str] = set()
        """Optimizers that were first met in the middle of a run: the run is repeated, knowing them."""
        self.lonely = True
        self.covered: set[int] = set()
        self.guarded: dict[tuple[int, int, int | None], bool] = {}
        """See :func:`lintrain.flow.rounds.guarded`."""
        self.stacks: dict[Place, set[tuple[tuple[str, int], ...]]] = {}
        self.backwards: set[Place] = set()
        """Those of the places in ``stacks`` that go backward."""
        self.ancestry: dict[Class, tuple[str, ...]] = {}
        """The qualified names of classes and of what they derive from."""
        self.makers: dict[str, str] = {}
        """The name of the function that made an unknown object."""
        self.hints: dict[tuple[str, int], str] = {}
        self.hint_texts: dict[int, str] = {}
        self._memo: dict[tuple[str, Signature], tuple[PathState, Run]] = {}
        self.roles: dict[str, Role] = {}
        """What each object is taken for, and why: a table beside the states, which never depend on it."""
        self.known: dict[str, Object] = {}
        """The declared role of objects that may also be ``None``."""
        self.fields: dict[int, dict[str, Field]] = {}
        """The attributes that each class body declares."""
        self.one_of: dict[str, tuple[str, ...]] = {}
        """Optimizers that are one of several."""
        self.namespaces: set[str] = set()
        """Objects that are nothing but their attributes."""
        self.holds: dict[str, Object] = {}
        """The declared role of what a container holds."""
        self.opaque: frozenset[int] = frozenset()
        """Code that is too much to follow from here: it is taken for code that cannot be seen."""
        self.taken: dict[str, Object] = {}
        """The objects of which attributes were taken whose names are not known."""
        self.before: list[Run] = []
        """Runs that a root needs before it: the constructor of its ``self``."""
        self.stepped: dict[str, Place] = {}
        """Where each optimizer steps on data that are not there to evaluate."""
        self.called: dict[str, tuple[str, tuple[str, ...] | None]] = {}
        """Models that were called: by which text, and which layers mind the mode, if that is known."""
        self.operations = 0
        self.spent: dict[int, int] = {}
        """The operations that each called function took."""
        self._inner = 0
        self.journal = Journal() if index.explained else None
        """Kept only where somebody asks why nothing was found."""

    def frame(
        self,
        code: ir.Code,
        parent: Frame | None,
        caller: Frame,
        at: int,
        receiver: Object | None,
        passes: str = "",
    ) -> Frame:
        """Return the frame for a call of ``code`` from ``caller`` at node ``at``, in these passes."""
        key = (f"{caller.ident}{passes}", at, code.at, receiver.ident if receiver else "")
        frame = self.frames.get(key)
        if frame is None:
            ident = f"{caller.ident}/{at}{passes}"
            if ident in self.by_ident:
                ident += f"#{code.at}#{receiver.ident if receiver else ''}"
            frame = Frame(ident, code, self.index.names(code.at), parent, receiver, caller, caller.in_model)
            self.frames[key] = frame
            self.by_ident[ident] = frame
        return frame

    def scope(self, ident: str) -> Frame | None:
        """Return the frame with this identity; the own frame of a followed file is made when it is met."""
        frame = self.by_ident.get(ident)
        if frame is None:
            index = self.index.index_of_frame(ident)
            if index is not None:
                frame = self.by_ident[ident] = Frame(ident, index.module, index)
        return frame

    def fresh(self) -> PathState:
        """Return a state in which nothing is known."""
        return PathState(grads={ident: self.intern(Gradients()) for ident in (AMBIENT, *self.awaited)})

    def call(self, frame: Frame, entry: PathState) -> Run:
        """Run a called function; an entry state that was met before is not run again."""
        key = (frame.ident, signature(entry))
        known = self._memo.get(key)
        if known is not None and known[0].env == entry.env:
            return known[1]
        snapshot = entry.copy()
        with self._accounted(frame.code.at):
            run = self.run(frame, entry)
        self._memo[key] = (snapshot, run)
        return run

    @contextmanager
    def _accounted(self, at: int) -> Iterator[None]:
        """Note how many operations a function takes itself, without those that it calls."""
        begun, outer, self._inner = self.operations, self._inner, 0
        try:
            yield
        finally:
            total = self.operations - begun
            self.spent[at] = self.spent.get(at, 0) + total - self._inner
            self._inner = outer + total

    def run(self, frame: Frame, entry: PathState) -> Run:
        """Execute ``frame.code`` from ``entry`` on all paths."""
        if self.journal is not None:
            self.journal.frames[frame.ident] = frame
        liveness = liveness_of(frame.names)
        nodes = frame.code.nodes
        if frame.code.at not in self.covered:
            self.covered.add(frame.code.at)
            self.reached += len(nodes)
            self.budget = max(BUDGET, VISITS * self.reached)
        limits = limits_of(len(nodes), self.level)
        at_exit = (min(4, limits[0]), min(16, limits[1]))
        run = Run()
        arrivals: dict[int, Arrivals] = {}
        queue: list[tuple[int, int]] = []
        queued: set[tuple[int, int]] = set()

        def arrive(source: int, node: int, state: PathState) -> None:
            there = arrivals.get(node)
            if there is None:
                there = arrivals[node] = Arrivals(
                    frame.names.condition_words,
                    frame.names.compared,
                    self.intern,
                    at_exit if node == 1 else limits,
                )
            slot = there.add(state, at_loop=_is_head(nodes, node))
            # The exit (node 1) has nothing to execute.
            if slot is not None and node != 1 and (node, slot) not in queued:
                queued.add((node, slot))
                heapq.heappush(queue, (node, slot))

        arrive(0, 0, entry)
        while queue:
            index, slot = heapq.heappop(queue)
            queued.discard((index, slot))
            for source, successor, state in self._outcomes(
                frame, run, index, slot, arrivals[index].states[slot]
            ):
                if _enters(nodes, source, successor):
                    self._enter_loop(frame, successor, state)
                _leave_passes(frame, source, successor, state)
                liveness.prune(frame, successor, state)
                arrive(source, successor, state)
        if 1 in arrivals:
            run.exits = list(arrivals[1].states)
        if self.journal is not None:
            self._explain_merges(frame, arrivals)
        return run

    def _explain_merges(self, frame: Frame, arrivals: dict[int, Arrivals]) -> None:
        for node in (node for node, there in arrivals.items() if there.overfull):
            if self.journal is not None:
                self.journal.merged(frame, node)

    def _enter_loop(self, frame: Frame, head: int, state: PathState) -> None:
        """The first pass of a loop that starts with clear gradients says nothing about the passes after it.

        Nor does one that starts with gradients of which nothing is known. So it is where the loop uses them.

        What the loop binds and no condition asks about is taken as unknown at once, not after a pass.
        """
        for name in liveness_of(frame.names).bound_in_loop(frame.code, head):
            key = (frame.ident, name)
            if isinstance(state.env.get(key), Constant | Unknown | Group | Table):
                state.env[key] = unknown_name(*key)
        steps = makes_steps(frame.names, frame.code, head)
        for ident, grads in state.grads.items():
            first = steps and grads.phase in (Phase.CLEAR, Phase.UNKNOWN) and grads.consumed is not None
            if first or grads.used:
                kept = None if first else grads.consumed
                state.grads[ident] = self.intern(replace(grads, consumed=kept, used=False))

    def _charge(self) -> None:
        self.operations += 1
        if self.operations > self.budget:
            raise TooMuch

    def _outcomes(
        self, frame: Frame, run: Run, index: int, slot: int, state: PathState
    ) -> list[tuple[int, int, PathState]]:
        """Execute ``index`` and what follows it without a join; return the states that reach joins."""
        straight = liveness_of(frame.names).straight(frame.code)
        met: list[Seen | Run] = []
        results: list[tuple[int, int, PathState]] = []
        work = [(index, state)]
        while work:
            position, before = work.pop()
            self._charge()
            steps = self._step(frame, position, before, met)
            reached = [successor for successor, _ in steps]
            for successor, after in steps:
                # Two ways to one place have to meet, even where no branch joins; and so have too many.
                alone = successor in straight and reached.count(successor) == 1
                if alone and len(results) + len(work) < MAX_OUTCOMES:
                    work.append((successor, after))
                else:
                    results.append((position, successor, after))
        run.records[(index, slot)] = met
        return results

    def _step(
        self, frame: Frame, index: int, state: PathState, met: list[Seen | Run]
    ) -> list[tuple[int, PathState]]:
        node = frame.code.nodes[index]
        results: list[tuple[int, PathState]] = []
        scripts: list[tuple[int, ...]] = [()]
        frame.node = index
        while scripts:
            oracle = Oracle(scripts.pop())
            here = Here(self, frame, state.copy(), oracle)
            try:
                ways = self.execute(here, node.op, len(node.succ))
            except PathEnds:
                ways = ()
            results += [
                (node.succ[way], here.state if way == ways[-1] and not node.handlers else here.state.copy())
                for way in ways
            ]
            scripts += oracle.open
            met += here.met
            if self.journal is not None:
                events = [item.event for item in here.met if isinstance(item, Seen)]
                self.journal.step(frame, state, here.state, len(events) < len(here.met), events)
            for handler in node.handlers:
                results.append((handler, state.copy()))
                results.append((handler, here.state.copy()))
            if len(results) > MAX_OUTCOMES:
                raise TooMuch
        return results


def _is_head(nodes: tuple[ir.Node, ...], index: int) -> bool:
    op = nodes[index].op
    return isinstance(op, ir.For) or (isinstance(op, ir.Branch) and op.loop)


def _enters(nodes: tuple[ir.Node, ...], index: int, successor: int) -> bool:
    return _is_head(nodes, successor) and successor not in nodes[index].loops


PASS = "pass "


def passes_of(state: PathState, frame: str) -> str:
    """Return which passes of a frame's loops a path is in: what is built there is new each time."""
    if not state.withs:
        return ""
    return "".join(
        f"~{item}{kind[len(PASS) :]}" for f, item, kind in state.withs if f == frame and kind.startswith(PASS)
    )


def pass_of(state: PathState, frame: str, head: int) -> int | None:
    """Return the pass of the loop ``head`` that a path is in."""
    found = [kind for f, item, kind in state.withs if f == frame and item == -10 - head]
    return int(found[-1][len(PASS) :]) if found else None


def _leave_passes(frame: Frame, source: int, successor: int, state: PathState) -> None:
    """A path that leaves a loop, or enters it anew, is in no pass of it."""
    if not state.withs or not any(kind.startswith(PASS) for _, _, kind in state.withs):
        return
    nodes = frame.code.nodes
    inside = set(nodes[successor].loops)
    if successor in nodes[source].loops:
        inside.add(successor)
    state.withs = tuple(
        w for w in state.withs if w[0] != frame.ident or not w[2].startswith(PASS) or -10 - w[1] in inside
    )


def entry_gradients() -> Gradients:
    """Gradients of an optimizer that was just built."""
    return Gradients(phase=Phase.CLEAR, fresh=True)
