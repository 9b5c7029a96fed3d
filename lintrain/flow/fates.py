"""What becomes of the value of an expression: whether anybody reads the name that it is bound to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lintrain.events import Fate
from lintrain.flow.machine import Here
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EXIT = 1
MOST_HOPS = 3
"""A name may be read only to compute another one that nobody reads."""
WATCHED = {"locals", "vars", "exec", "eval", "globals"}
"""Where these are called, any name may be read."""


@dataclass(slots=True)
class Course:
    """Where the ways from a binding lead: to assignments that bind the name anew, to the end."""

    writers: set[int] = field(default_factory=set)
    ends: bool = False


def fate(here: Here, call: ir.Call) -> Fate | None:
    """Return what becomes of a loss in a training loop that nobody reads; ``None`` where somebody may."""
    code, position = here.frame.code, here.frame.node
    op = code.nodes[position].op
    if not here.state.grad_enabled or code.kind not in ("function", "module") or code.words & WATCHED:
        return None
    if isinstance(op, ir.Evaluate) and op.value is call:
        return Fate() if _trains(here, code, position) else None
    name = _bound(op, call)
    if name is None or _is_shared(here, code, name):
        return None
    course = _course(here, code, position, name)
    if course is None:
        return None
    others = course.writers - {position}
    if not course.ends and others and others == course.writers and "backward" in code.words:
        ops = [code.nodes[other].op for other in others]
        if all(isinstance(o, ir.Assign) and not isinstance(o.value, ir.Const) for o in ops):
            return Fate(here.place(min(o.at for o in ops)))
        return None
    return Fate() if _trains(here, code, position) else None


def _trains(here: Here, code: ir.Code, position: int) -> bool:
    """Tell whether the loop around a node goes backward itself, from something else."""
    loops = code.nodes[position].loops
    return bool(loops) and here.frame.names.loops.body(code, max(loops)).learns


def _bound(op: ir.Op, call: ir.Call) -> str | None:
    """Return the name that is bound to a loss, or to arithmetic on it."""
    if isinstance(op, ir.Assign) and len(op.targets) == 1 and isinstance(op.targets[0], ir.Name):
        return op.targets[0].id if any(part is call for part in _summands(op.value)) else None
    return None


def _summands(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield an expression, and what it is computed from by arithmetic alone."""
    yield expr
    match expr:
        case ir.Binary(left=left, right=right):
            yield from _summands(left)
            yield from _summands(right)
        case ir.Unary(operand=operand):
            yield from _summands(operand)


def _is_shared(here: Here, code: ir.Code, name: str) -> bool:
    """Tell whether other functions may read a name of this scope."""
    if name in code.outer:
        return True
    others = (c for c in here.frame.names.codes.values() if c is not code and name in c.words)
    if code.kind == "module":
        return any(name not in c.assigned or name in c.outer for c in others)
    within = here.frame.names.within
    return any(_stands_in(within, other.at, code.at) for other in others)


def _stands_in(within: dict[int, int], inner: int, outer: int) -> bool:
    while inner in within:
        inner = within[inner]
        if inner == outer:
            return True
    return False


def _course(here: Here, code: ir.Code, position: int, name: str, hops: int = 0) -> Course | None:
    """Follow all ways from a binding of ``name``; ``None`` where one leads to somebody who reads it."""
    nodes, found = code.nodes, Course()
    stack = list(nodes[position].succ)
    seen = set(stack)
    while stack:
        index = stack.pop()
        op = nodes[index].op
        if index == EXIT:
            found.ends = True
            continue
        if _reads(op, name) and not _is_idle(here, code, index, name, hops):
            return None
        if _binds(op, name):
            found.writers.add(index)
            continue
        following = [i for i in (*nodes[index].succ, *nodes[index].handlers) if i not in seen]
        seen.update(following)
        stack += following
    return found


def _is_idle(here: Here, code: ir.Code, index: int, name: str, hops: int) -> bool:
    """Tell whether a node reads a name only to compute another one by arithmetic, which nobody reads."""
    op = code.nodes[index].op
    if not isinstance(op, ir.Assign) or len(op.targets) != 1 or hops == MOST_HOPS:
        return False
    target = op.targets[0]
    parts = list(_summands(op.value))
    plain = all(isinstance(p, ir.Name | ir.Const | ir.Binary | ir.Unary) for p in parts)
    if not isinstance(target, ir.Name) or not plain or target.id == name or _is_shared(here, code, target.id):
        return False
    return _course(here, code, index, target.id, hops + 1) is not None


def _reads(op: ir.Op, name: str) -> bool:
    bound = [t for t in op.targets if isinstance(t, ir.Name)] if isinstance(op, ir.Assign) else []
    skipped = {id(target) for target in bound} | ({id(op.target)} if isinstance(op, ir.For) else set())
    if isinstance(op, ir.Delete):
        return any(_is(target, name) for target in op.targets)
    return any(_is(p, name) for e in operands(op) if id(e) not in skipped for p in walk(e))


def _binds(op: ir.Op, name: str) -> bool:
    match op:
        case ir.Assign(targets=targets):
            return any(_is(p, name) for t in targets for p in _names(t))
        case ir.For(target=target) | ir.Enter(target=ir.Name() | ir.Sequence() as target):
            return any(_is(p, name) for p in _names(target))
        case ir.Bind(names=names):
            return name in names
        case _:
            return False


def _names(target: ir.Expr) -> list[ir.Expr]:
    return list(target.items) if isinstance(target, ir.Sequence) else [target]


def _is(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Name) and expr.id == name
