"""The control-flow graph of one scope while it grows.

The builder walks the statements in order and keeps the *ends*: the successor slots that the next
node will fill. No end means that the code is unreachable; it is still lowered, since it binds
names, and makes no node.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from .ir import Node, Nothing, Op
from .scope import Lowering

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


class Graph(ABC):
    """The graph of one scope while it grows: its nodes, the open ends, and the frames around them."""

    operations: ClassVar[Mapping[type, Callable[[Lowering, Any], Op]]]
    """How each step is lowered, by the type of its syntax node."""

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
        self.made: dict[object, tuple[Op, bool]] = {}

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

    def make(self, node: object, lower: Callable[[Lowering, Any], Op] | None = None) -> tuple[Op, bool]:
        """Lower one step, and say whether it may raise. In a copied ``finally``, only once."""
        if self.copying and node in self.made:
            return self.made[node]
        low = self.low
        low.raises = False
        op = (lower or self.operations[type(node)])(low, node)
        if self.copying:
            self.made[node] = op, low.raises
        return op, low.raises

    def step(self, node: object, width: int = 1) -> int:
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
