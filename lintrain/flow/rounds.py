"""Rounds of the loop that trains: does something happen in each of them, or does a condition decide?

Paths on which two conditions answer differently may not exist: what stands under a condition of its own,
which is asked anew in each round, may come in the very rounds in which another one holds.
"""

from __future__ import annotations

from lintrain.events import Place
from lintrain.flow.loops import LoopBody
from lintrain.flow.machine import Here
from lintrain.flow.scope import Frame, Index, goes_backward
from lintrain.syntax import ir
from lintrain.syntax.walk import walk


def guarded(here: Here, backward: Place) -> bool:
    """Tell whether what happens here may be left out in a round of the loop that calls this backward.

    So it is where a condition of its own decides, asked anew in every round, and outside of that loop.
    """
    stacks = here.machine.stacks.get(backward, set())
    return not stacks or any(_apart(here, stack) for stack in stacks)


def _apart(here: Here, stack: tuple[tuple[str, int], ...]) -> bool:
    frames = here.machine.by_ident
    loops = [(ident, frames[ident].code.nodes[node].loops) for ident, node in stack]
    innermost = next(((ident, heads[-1]) for ident, heads in reversed(loops) if heads), None)
    if innermost is None:
        return True
    for frame in here.frame.chain():
        head = innermost[1] if frame.ident == innermost[0] else None
        key = frame.code.at, frame.node, head
        known = here.machine.guarded.get(key)
        if known is None:
            known = here.machine.guarded[key] = _is_guarded(frame, head)
        if known or head is not None:
            return known
    return True


def decided(here: Here) -> bool:
    """Tell whether a condition decides, in every round of the innermost loop, about what happens here.

    So it is too where no loop that trains is around it.
    """
    for frame in here.frame.chain():
        loops = frame.code.nodes[frame.node].loops
        head = loops[-1] if loops else None
        key = frame.code.at, frame.node, head
        known = here.machine.guarded.get(key)
        if known is None:
            known = here.machine.guarded[key] = _is_guarded(frame, head)
        if known or head is not None:
            return known or head is None or not goes_backward(frame.names, frame.code, head)
    return True


def _is_guarded(frame: Frame, head: int | None) -> bool:
    if head is not None and head not in frame.code.nodes[frame.node].loops:
        return True
    body = None if head is None else frame.names.loops.body(frame.code, head)
    if not _follows(frame.code.nodes, head or 0, frame.node):
        return True  # an exception leads here
    ahead = _producing(frame, head)
    own = [branch for branch in deciding(frame.code.nodes, head or 1, frame.node) if branch not in ahead]
    return any(_varies(frame, body, branch) for branch in own if _is_of(branch, frame, head))


def _is_of(branch: ir.Node, frame: Frame, head: int | None) -> bool:
    """Tell whether a branch belongs to the loop itself: not to one that merely walks over parameters."""
    outer = frame.code.nodes[frame.node].loops
    inner = outer[outer.index(head) + 1 :] if head is not None else outer
    return (head is None or head in branch.loops) and not set(inner) & set(branch.loops)


def _follows(nodes: tuple[ir.Node, ...], head: int, target: int) -> bool:
    """Tell whether control comes from ``head`` to ``target`` when nothing is raised."""
    reached, pending = {head}, [head]
    while pending:
        for index in nodes[pending.pop()].succ:
            if index not in reached:
                reached.add(index)
                pending.append(index)
    return target in reached


def _producing(frame: Frame, head: int | None) -> list[ir.Node]:
    """Return the branches that decide whether the loop goes backward in a round."""
    nodes = frame.code.nodes
    inside = [i for i, node in enumerate(nodes) if head is None or head in node.loops]
    backwards = [i for i in inside if "backward" in frame.names.calls.get(nodes[i].op.at, ())]
    return [branch for index in backwards for branch in deciding(nodes, head or 1, index)]


def _varies(frame: Frame, body: LoopBody | None, branch: ir.Node) -> bool:
    """Tell whether a condition may be answered differently in the next round."""
    op = branch.op
    if not isinstance(op, ir.Branch) or op.loop:
        return False
    if op.condition is None:
        return True
    parts = walk(op.condition)
    if any(isinstance(p, ir.Call) or (isinstance(p, ir.Binary) and p.op == "%") for p in parts):
        return True
    moved = frozenset().union(*(w for at, w in frame.names.written.items() if not _builds(frame.names, at)))
    if any(isinstance(p, ir.Attr) and p.name in moved for p in parts):
        return True
    held = {p.base.id for p in parts if isinstance(p, ir.Attr) and isinstance(p.base, ir.Name)}
    names = {p.id for p in parts if isinstance(p, ir.Name)}
    return bool((names - held) & frame.code.assigned if body is None else names & _bound(body))


def _builds(names: Index, at: int) -> bool:
    return names.codes[at].name == "__init__"


def _bound(body: LoopBody) -> frozenset[str]:
    op = body.head
    target = [op.target] if isinstance(op, ir.For) else []
    return body.bound.union(p.id for t in target for p in walk(t) if isinstance(p, ir.Name))


def deciding(nodes: tuple[ir.Node, ...], head: int, target: int) -> list[ir.Node]:
    """Return the branches of which only one side reaches ``target``, within one round of the loop ``head``.

    The ``head`` of a whole function is its exit, node 1.
    """
    before: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        for successor in node.succ:
            before.setdefault(successor, []).append(index)
    reaching, pending = {target}, [target]
    while pending:
        for index in before.get(pending.pop(), ()):
            if index not in reaching and index != head:
                reaching.add(index)
                pending.append(index)
    return [
        node
        for node in nodes
        if len(node.succ) == 2 and (node.succ[0] in reaching) is not (node.succ[1] in reaching)
    ]
