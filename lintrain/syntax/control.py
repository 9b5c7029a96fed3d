"""What each kind of statement does to the flow of control, whatever the syntax tree it is read from.

A front end says what its statements hold (:mod:`.build` for libcst, :mod:`.quick.build` for Python's own
``ast``) and how each step is lowered; what follows what is decided here, once for both.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .delegation import delegated, delegation
from .graph import Catch, Cleanup, End, Graph, Loop
from .ir import Bind, Branch, Enter, Leave, Op
from .scope import Lowering

Suite = TypeVar("Suite")


@dataclass(slots=True)
class Handler(Generic[Suite]):
    """An ``except``: the node of its head, and its suite."""

    node: object
    suite: Suite


@dataclass(slots=True)
class Case(Generic[Suite]):
    """A ``case``: the node of its head, what its pattern binds, and whether that always matches."""

    node: object
    captures: tuple[str, ...]
    always: bool
    guard: object
    suite: Suite


class Control(Graph, Generic[Suite]):
    """Builds the graph of one scope from statements."""

    @abstractmethod
    def block(self, suite: Suite) -> None:
        """Build the statements of a suite; there may be none."""

    def expression(self, node: object) -> None:
        """Build an expression statement."""
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

    def return_(self, node: object) -> None:
        """Build a ``return``."""
        self.step(node)
        self.jump("return", None)

    def raise_(self, node: object) -> None:
        """Build a ``raise``."""
        index = self.step(node, width=0)
        if index >= 0:
            self.succ[index].extend(self.handlers[index])
        self.ends = []

    def leave_loop(self, node: object, kind: str) -> None:
        """Build a ``break`` or a ``continue``."""
        self.step(node)
        loop = next((f for f in reversed(self.frames) if isinstance(f, Loop)), None)
        self.jump(kind, loop)

    def choose(self, tests: Iterable[tuple[object, Suite]], otherwise: Suite) -> None:
        """Build an ``if``: each test with its suite, in turn."""
        exits: list[End] = []
        for node, suite in tests:
            branch = self.step(node, width=2)
            self.block(suite)
            exits += self.ends
            self.ends = self.slot(branch, 1)
        self.block(otherwise)
        self.ends = exits + self.ends

    def repeat(self, node: object, suite: Suite, otherwise: Suite) -> None:
        """Build a ``for`` or a ``while``."""
        head = self.step(node, width=2)
        loop = Loop(head)
        outer = self.loops
        self.loops = (*outer, head)
        self.frames.append(loop)
        self.block(suite)
        self.lead_to(head)
        self.frames.pop()
        self.loops = outer
        self.ends = self.slot(head, 1)
        self.block(otherwise)
        self.ends = self.ends + loop.breaks

    def within(self, items: Sequence[object], suite: Suite, waits: bool) -> None:
        """Build a ``with``; one that ``waits`` is asynchronous."""
        for item in items:
            op, raises = self.make(item)
            self.add(op, raises or waits)
            assert isinstance(op, Enter)
            self.frames.append(Cleanup(op.at, self.ending(op), self.loops, always=False))
        self.block(suite)
        for _ in items:
            frame = self.frames.pop()
            assert isinstance(frame, Cleanup)
            frame.run()

    def ending(self, enter: Enter) -> Callable[[], object]:
        """Return what adds the end of a ``with`` item."""
        op = Leave(enter.at, enter.context)
        return lambda: self.add(op)

    def finally_(self, final: tuple[object, Suite], body: Callable[[], None]) -> None:
        """Build what ``body`` builds, and the ``finally`` that every way out of it runs through."""
        node, suite = final
        at = self.make(node)[0].at
        run = self.finalizing(suite)
        self.frames.append(Cleanup(at, run, self.loops, always=True))
        body()
        self.frames.pop()
        run()

    def finalizing(self, suite: Suite) -> Callable[[], None]:
        """Return what adds one more copy of a ``finally``."""

        def run() -> None:
            self.copying += 1
            self.block(suite)
            self.copying -= 1

        return run

    def guarded(
        self, suite: Suite, handlers: Sequence[Handler[Suite]], everything: bool, otherwise: Suite
    ) -> None:
        """Build a ``try`` up to its ``finally``; ``everything``: no exception passes its handlers."""
        if not handlers:
            self.block(suite)
            self.block(otherwise)
            return
        catch = Catch([self.make(h.node)[0] for h in handlers], everything, self.loops)
        reachable, start = bool(self.ends), len(self.ops)
        self.frames.append(catch)
        self.block(suite)
        if reachable and not catch.entries:
            self.suspect(start)
        self.frames.pop()
        self.block(otherwise)
        exits = self.ends
        for position, handler in enumerate(handlers):
            self.ends = self.slot(catch.entries[position]) if catch.entries else []
            self.block(handler.suite)
            exits = exits + self.ends
        self.ends = exits

    def suspect(self, start: int) -> None:
        """Let every step of a ``try`` body raise: none has a call, yet its handlers are there."""
        stop = len(self.ops)
        targets = self.raised(len(self.frames))
        for index in range(start, stop):
            if self.elsewhere[index] == self.leaving:
                self.handlers[index] = self.handlers[index] or targets

    def match(self, node: object, cases: Iterable[Case[Suite]]) -> None:
        """Build a ``match``."""
        self.step(node)
        exits: list[End] = []
        for case in cases:
            op, _ = self.make(case.node)
            otherwise: list[End] = []
            if not case.always:
                otherwise += self.slot(self.add(op, width=2), 1)
            if case.captures:
                self.add(Bind(op.at, case.captures))
            if case.guard is not None:
                test, raises = self.make(case.guard, _guarding(op))
                otherwise += self.slot(self.add(test, raises, width=2), 1)
            self.block(case.suite)
            exits += self.ends
            self.ends = otherwise
        self.ends = exits + self.ends


def _guarding(case: Op) -> Callable[[Lowering, Any], Op]:
    """Return what lowers a guard to a branch that stands where its case stands."""
    return lambda low, test: Branch(case.at, low.expr(test))
