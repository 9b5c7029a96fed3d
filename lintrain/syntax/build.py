"""libcst statements become a control-flow graph, one :class:`~lintrain.syntax.ir.Code` per scope.

The builder walks the statements in order and keeps the *ends*: the successor slots that the next
node will fill. No end means that the code is unreachable; it is still lowered, since it binds
names, and makes no node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import libcst as cst

from .delegation import delegated, delegation
from .ir import Bind, Code, Define, DefineClass, Enter, Leave, Node, Nothing, Op
from .lower import Lowering
from .statements import OPERATIONS, always_matches, captures, decorators, except_all, guard

End: TypeAlias = tuple[list[int], int]
"""A successor slot that has no node yet."""

MOST_NODES = 100_000
"""Nested ``finally`` blocks are copied for each way out; beyond this the file is named, not checked."""


@dataclass(slots=True, eq=False)
class Loop:
    """A ``for`` or ``while`` that jumps may leave or continue."""

    head: int
    breaks: list[End] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Cleanup:
    """A ``with`` item or a ``finally`` that every way out runs through.

    ``routes`` are the copies made so far: where to jump for the same way out.
    """

    at: int
    run: Callable[[], object]
    loops: tuple[int, ...]
    always: bool
    routes: dict[object, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Catch:
    """The handlers of a ``try``; their entry nodes are made when something may raise."""

    handlers: list[Op]
    everything: bool
    loops: tuple[int, ...]
    entries: tuple[int, ...] = ()


Frame: TypeAlias = Loop | Cleanup | Catch


class Builder:
    """Builds the graph of one scope."""

    def __init__(self, low: Lowering) -> None:
        self.low = low
        self.ops: list[Op] = [Nothing(), Nothing()]
        self.succ: list[list[int]] = [[1], []]
        self.handlers: list[tuple[int, ...]] = [(), ()]
        self.inside: list[tuple[int, ...]] = [(), ()]
        self.ends: list[End] = [(self.succ[0], 0)]
        self.loops: tuple[int, ...] = ()
        self.frames: list[Frame] = []
        self.elsewhere: list[int] = [0, 0]
        """For each node how many frames were being left when it was made: it stands outside of them."""
        self.leaving = 0
        self.copying = 0
        self.made: dict[cst.CSTNode, tuple[Op, bool]] = {}

    def finish(self) -> tuple[Node, ...]:
        """Lead the open ends to the exit and return the nodes."""
        self.lead_to(1)
        return tuple(map(Node, self.ops, map(tuple, self.succ), self.handlers, self.inside))

    # --- nodes and ends ---

    def add(self, op: Op, raises: bool = False, width: int = 1) -> int:
        """Append ``op`` after the open ends; -1 where the code cannot be reached."""
        if not self.ends:
            return -1
        index = self.append(op, [0] * width)
        for slots, position in self.ends:
            slots[position] = index
        self.ends = self.slot(index)
        if raises and self.frames:
            self.handlers[index] = self.raised(len(self.frames))
        return index

    def append(self, op: Op, succ: list[int]) -> int:
        """Append a node that nothing leads to yet."""
        self.ops.append(op)
        self.succ.append(succ)
        self.handlers.append(())
        self.inside.append(self.loops)
        self.elsewhere.append(self.leaving)
        if self.copying and len(self.ops) > MOST_NODES:
            raise RecursionError("nested too deeply")
        return len(self.ops) - 1

    def slot(self, index: int, position: int = 0) -> list[End]:
        """Return the successor slot of a node as an open end."""
        return [(self.succ[index], position)] if index >= 0 else []

    def lead_to(self, index: int) -> None:
        """Let the open ends continue at the node ``index``."""
        for slots, position in self.ends:
            slots[position] = index
        self.ends = []

    def make(self, node: cst.CSTNode, lower: Callable[[Lowering, Any], Op] | None = None) -> tuple[Op, bool]:
        """Lower one step, and say whether it may raise. In a copied ``finally``, only once."""
        if self.copying and node in self.made:
            return self.made[node]
        low = self.low
        low.raises = False
        op = (lower or OPERATIONS[type(node)])(low, node)
        if self.copying:
            self.made[node] = op, low.raises
        return op, low.raises

    def step(self, node: cst.CSTNode, width: int = 1) -> int:
        """Lower one step and append it."""
        op, raises = self.make(node)
        return self.add(op, raises, width)

    # --- ways out ---

    def raised(self, level: int) -> tuple[int, ...]:
        """Return where an exception goes that is raised inside the frames below ``level``."""
        for index in range(level - 1, -1, -1):
            frame = self.frames[index]
            if isinstance(frame, Catch):
                entries = self.caught(frame)
                return entries if frame.everything else entries + self.raised(index)
            if isinstance(frame, Cleanup):
                return self.cleaned(frame, index)
        return ()

    def caught(self, frame: Catch) -> tuple[int, ...]:
        if not frame.entries:
            loops, self.loops = self.loops, frame.loops
            frame.entries = tuple(self.append(op, [0]) for op in frame.handlers)
            self.loops = loops
        return frame.entries

    def cleaned(self, frame: Cleanup, index: int) -> tuple[int, ...]:
        """Return the copy of a cleanup that exceptions run through."""
        if "raise" in frame.routes:
            return (frame.routes["raise"],)
        if not frame.always and not self.raised(index):
            return ()
        frame.routes["raise"] = entry = len(self.ops)
        ends, self.ends = self.ends, [([0], 0)]
        self.clean(frame, index)
        rethrow = self.add(Nothing(frame.at), width=0)
        if rethrow >= 0:  # a finally that returns swallows the exception
            self.succ[rethrow].extend(self.raised(index))
        self.ends = ends
        return (entry,)

    def clean(self, frame: Cleanup, index: int) -> None:
        """Run a cleanup as seen from outside its own frame."""
        frames, loops = self.frames, self.loops
        self.frames, self.loops = frames[:index], frame.loops
        self.leaving += 1
        frame.run()
        self.leaving -= 1
        self.frames, self.loops = frames, loops

    def jump(self, kind: str, target: Loop | None) -> None:
        """Leave every frame inside ``target`` (the whole scope if None), through its cleanups."""
        for index in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[index]
            if frame is target or not self.ends:
                break
            if not isinstance(frame, Cleanup):
                continue
            known = frame.routes.get((kind, target))
            if known is not None:
                self.lead_to(known)
                return
            frame.routes[kind, target] = len(self.ops)
            self.clean(frame, index)
        if target is None:
            self.lead_to(1)
        elif kind == "continue":
            self.lead_to(target.head)
        else:
            target.breaks += self.ends
            self.ends = []

    # --- statements ---

    def block(self, suite: cst.BaseSuite) -> None:
        """Build the statements of a suite."""
        self.statements(suite.body)

    def statements(self, nodes: Iterable[cst.CSTNode]) -> None:
        """Build ``nodes`` in order."""
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                for small in node.body:
                    STATEMENTS.get(type(small), Builder.step)(self, small)
            else:
                STATEMENTS.get(type(node), Builder.step)(self, node)

    def expression(self, node: cst.Expr) -> None:
        op, raises = self.make(node)
        items = delegated(op)
        if items is None:
            self.add(op, raises)
            return
        loop, body = delegation(op.at, items)
        head = self.add(loop, raises, width=2)
        self.loops = (*self.loops, head)
        self.add(body, raises)
        self.lead_to(head)
        self.loops = self.loops[:-1]
        self.ends = self.slot(head, 1)

    def return_(self, node: cst.Return) -> None:
        self.step(node)
        self.jump("return", None)

    def raise_(self, node: cst.Raise) -> None:
        index = self.step(node, width=0)
        if index >= 0:
            self.succ[index].extend(self.handlers[index])
        self.ends = []

    def break_(self, node: cst.Break | cst.Continue) -> None:
        self.step(node)
        loop = next((f for f in reversed(self.frames) if isinstance(f, Loop)), None)
        self.jump("break" if isinstance(node, cst.Break) else "continue", loop)

    def if_(self, node: cst.If) -> None:
        exits: list[End] = []
        orelse: cst.If | cst.Else | None = node
        while isinstance(orelse, cst.If):
            branch = self.step(orelse, width=2)
            self.block(orelse.body)
            exits += self.ends
            self.ends = self.slot(branch, 1)
            orelse = orelse.orelse
        if orelse is not None:
            self.block(orelse.body)
        self.ends = exits + self.ends

    def loop(self, node: cst.For | cst.While) -> None:
        head = self.step(node, width=2)
        loop = Loop(head)
        outer = self.loops
        self.loops = (*outer, head)
        self.frames.append(loop)
        self.block(node.body)
        self.lead_to(head)
        self.frames.pop()
        self.loops = outer
        self.ends = self.slot(head, 1)
        if node.orelse is not None:
            self.block(node.orelse.body)
        self.ends = self.ends + loop.breaks

    def with_(self, node: cst.With) -> None:
        for item in node.items:
            op, raises = self.make(item)
            self.add(op, raises or node.asynchronous is not None)
            assert isinstance(op, Enter)
            self.frames.append(Cleanup(op.at, self.ending(op), self.loops, always=False))
        self.block(node.body)
        for _ in node.items:
            frame = self.frames.pop()
            assert isinstance(frame, Cleanup)
            frame.run()

    def ending(self, enter: Enter) -> Callable[[], object]:
        op = Leave(enter.at, enter.context)
        return lambda: self.add(op)

    def try_(self, node: cst.Try | cst.TryStar) -> None:
        final = node.finalbody
        if final is not None:
            at = self.make(final)[0].at
            self.frames.append(Cleanup(at, self.finalizing(final.body), self.loops, always=True))
        if node.handlers:
            self.guarded(node)
        else:
            self.block(node.body)
            if node.orelse is not None:
                self.block(node.orelse.body)
        if final is not None:
            self.frames.pop()
            self.finalizing(final.body)()

    def finalizing(self, body: cst.BaseSuite) -> Callable[[], object]:
        def run() -> None:
            self.copying += 1
            self.block(body)
            self.copying -= 1

        return run

    def guarded(self, node: cst.Try | cst.TryStar) -> None:
        """Build a ``try`` with handlers, up to its ``finally``."""
        handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
        catch = Catch([self.make(h)[0] for h in handlers], except_all(handlers), self.loops)
        reachable, start = bool(self.ends), len(self.ops)
        self.frames.append(catch)
        self.block(node.body)
        if reachable and not catch.entries:
            self.suspect(start)
        self.frames.pop()
        if node.orelse is not None:
            self.block(node.orelse.body)
        exits = self.ends
        for position, handler in enumerate(handlers):
            self.ends = self.slot(catch.entries[position]) if catch.entries else []
            self.block(handler.body)
            exits = exits + self.ends
        self.ends = exits

    def suspect(self, start: int) -> None:
        """Let every step of a ``try`` body raise: none has a call, yet its handlers are there."""
        stop = len(self.ops)
        targets = self.raised(len(self.frames))
        for index in range(start, stop):
            if self.elsewhere[index] == self.leaving:
                self.handlers[index] = self.handlers[index] or targets

    def match_(self, node: cst.Match) -> None:
        self.step(node)
        exits: list[End] = []
        for case in node.cases:
            op, _ = self.make(case)
            otherwise: list[End] = []
            if not always_matches(case.pattern):
                otherwise += self.slot(self.add(op, width=2), 1)
            if names := captures(case.pattern):
                self.add(Bind(op.at, names))
            if case.guard is not None:
                test, raises = self.make(case.guard, lambda low, n, op=op: guard(low, op, n))  # type: ignore[misc]
                otherwise += self.slot(self.add(test, raises, width=2), 1)
            self.block(case.body)
            exits += self.ends
            self.ends = otherwise
        self.ends = exits + self.ends

    def define(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        lower = _function if isinstance(node, cst.FunctionDef) else _class
        self.add(*self.make(node, lower))


def _function(low: Lowering, node: cst.FunctionDef) -> Op:
    at = low.number(node)
    name = node.name.value
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorators)
    is_async = node.asynchronous is not None
    body = _body(low, node.body)
    return Define(at, low.scope(at, name, "function", body, node.params, node.returns, is_async), decorated)


def _class(low: Lowering, node: cst.ClassDef) -> Op:
    at = low.number(node)
    name = node.name.value
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorators)
    bases = tuple(low.argument(base) for base in node.bases)
    for keyword in node.keywords:
        low.argument(keyword)
    return DefineClass(at, name, bases, low.scope(at, name, "class", _body(low, node.body)), decorated)


def _body(low: Lowering, suite: cst.Module | cst.BaseSuite) -> Callable[[], tuple[Node, ...]]:
    def build() -> tuple[Node, ...]:
        builder = Builder(low)
        builder.statements(suite.body)
        return builder.finish()

    return build


def lower_module(module: cst.Module, first: int = 0) -> tuple[Code, list[cst.CSTNode]]:
    """Lower a module: its code, and the nodes that ``at`` counts, from ``first``."""
    low = Lowering(first)
    code = low.scope(low.number(module), "<module>", "module", _body(low, module))
    return code, low.nodes


STATEMENTS: dict[type[cst.CSTNode], Callable[[Builder, Any], object]] = {
    cst.Expr: Builder.expression,
    cst.Return: Builder.return_,
    cst.Raise: Builder.raise_,
    cst.Break: Builder.break_,
    cst.Continue: Builder.break_,
    cst.If: Builder.if_,
    cst.For: Builder.loop,
    cst.While: Builder.loop,
    cst.With: Builder.with_,
    cst.Try: Builder.try_,
    cst.TryStar: Builder.try_,
    cst.Match: Builder.match_,
    cst.FunctionDef: Builder.define,
    cst.ClassDef: Builder.define,
}
