"""Accumulation: is a step the end of a window of several backwards, and how many are they?"""

from __future__ import annotations

from lintrain.events import Place, Window
from lintrain.flow.machine import Here
from lintrain.protocol import Gradients
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk, words

REINFORCEMENT = {
    "env", "envs", "reward", "rewards", "episode", "episodes", "action", "actions", "replay", "memory",
    "rollout", "gamma", "n_critic", "policy",
}  # fmt: skip
"""Words of loops whose backwards are not micro-batches of one batch."""
FETCHES = {"next", "get_batch", "get_data", "sample_batch", "fetch", "load_batch"}


def window(here: Here, before: Gradients) -> Window | None:
    """Return the accumulation window that this step closes, where the control flow shows one.

    A backward that runs again before the step is accumulation when the step stands under a periodic
    guard in the backward's loop, or behind an inner loop that fetches its own batches.
    """
    repeated = before.repeated
    if repeated is None:
        return None
    mine = dict(here.frame.stack())
    for stack in here.machine.stacks.get(repeated.at, ()):
        shared = [(f, n) for f, n in stack if f in mine]
        deeper: list[tuple[ir.Code, int]] = []
        for ident, backward in reversed(shared):
            code = here.machine.by_ident[ident].code
            if code.nodes[backward].loops:
                return _window_in(code, here.machine.path, backward, mine[ident], deeper)
            deeper.append((code, mine[ident]))
    return None


def _window_in(
    code: ir.Code, path: str, backward: int, step: int, deeper: list[tuple[ir.Code, int]]
) -> Window | None:
    """``deeper``: the functions called from the loop that hold both, and the step's node in each."""
    nodes = code.nodes
    loops = nodes[backward].loops
    if not loops:
        return None
    head = loops[-1]
    if any(_loop_words(nodes, h) & REINFORCEMENT for h in loops[-1:]):
        return None
    if head in nodes[step].loops:
        found = _guarded(nodes, path, head, step)
        for inner, position in deeper if found is None and not _is_count(nodes, head) else ():
            found = found or _guard(inner.nodes, path, None, position)
        return found
    return _inner(nodes, path, head, step)


def _loop_words(nodes: tuple[ir.Node, ...], head: int) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if head in node.loops or node is nodes[head]:
            for expr in operands(node.op):
                found |= words(expr)
    return found


def _guarded(nodes: tuple[ir.Node, ...], path: str, head: int, step: int) -> Window | None:
    return None if _is_count(nodes, head) else _guard(nodes, path, head, step)


def _is_count(nodes: tuple[ir.Node, ...], head: int) -> bool:
    """Tell whether a loop merely counts, and fetches no batches."""
    op = nodes[head].op
    return isinstance(op, ir.For) and _is_range(op.iterable) and not _loop_words(nodes, head) & FETCHES


def _guard(nodes: tuple[ir.Node, ...], path: str, head: int | None, step: int) -> Window | None:
    """Return the window of a periodic guard of ``step`` in the loop ``head``, or in a whole function."""
    for index, node in enumerate(nodes):
        branch = node.op
        if not isinstance(branch, ir.Branch) or branch.condition is None or branch.loop:
            continue
        if (head is not None and head not in node.loops) or not _decides(
            nodes, index, step, 1 if head is None else head
        ):
            continue
        periods = _periods(nodes, branch.condition, head)
        if periods is not None:
            return Window(Place(path, branch.at), periods)
    return None


def _inner(nodes: tuple[ir.Node, ...], path: str, head: int, step: int) -> Window | None:
    op = nodes[head].op
    if not isinstance(op, ir.For):
        return None
    fragments = [
        p
        for p in walk(op.iterable)
        if isinstance(p, ir.Call) and isinstance(p.func, ir.Attr) and p.func.name == "chunk"
    ]
    if fragments:
        sizes = {ir.render(a.value) for p in fragments for a in p.args[-1:]}
        return Window(Place(path, op.at), sizes.pop() if len(sizes) == 1 else None)
    if not isinstance(op.iterable, ir.Call) or not _is_range(op.iterable):
        return None
    if not _loop_words(nodes, head) & FETCHES:
        return None
    args = [a.value for a in op.iterable.args]
    if len(args) == 2 and isinstance(args[0], ir.Const) and args[0].value == 0:
        args = args[1:]
    size = (
        ir.render(args[0]) if len(args) == 1 and isinstance(args[0], ir.Name | ir.Attr | ir.Const) else None
    )
    return Window(Place(path, op.at), size)


def _is_range(expr: ir.Expr) -> bool:
    return (
        isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in ("range", "trange")
    )


def _decides(nodes: tuple[ir.Node, ...], branch: int, step: int, head: int) -> bool:
    """Tell whether ``step`` is reached from one side of ``branch`` only, within one iteration."""
    succ = nodes[branch].succ
    return len(succ) == 2 and _reaches(nodes, succ[0], step, head) != _reaches(nodes, succ[1], step, head)


def _reaches(nodes: tuple[ir.Node, ...], start: int, goal: int, head: int) -> bool:
    if start == head:
        return False
    stack, seen = [start], {start, head}
    while stack:
        index = stack.pop()
        if index == goal:
            return True
        for successor in nodes[index].succ:
            if successor not in seen:
                seen.add(successor)
                stack.append(successor)
    return False


def _periods(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int | None) -> str | None:
    """Return the length of the window in a periodic condition, ``""`` where its length is not clear."""
    sizes: set[str] = set()
    for part in walk(condition):
        if isinstance(part, ir.Binary) and part.op == "%":
            sizes.add(ir.render(part.right))
        elif isinstance(part, ir.Name):
            for node in nodes:
                op = node.op
                if (
                    (head is None or head in node.loops)
                    and isinstance(op, ir.Assign)
                    and any(isinstance(t, ir.Name) and t.id == part.id for t in op.targets)
                ):
                    sizes |= {
                        ir.render(p.right) for p in walk(op.value) if isinstance(p, ir.Binary) and p.op == "%"
                    }
    if len(sizes) == 1:
        size = sizes.pop()
        return None if size == "1" else size
    if sizes:
        return ""
    if head is None:
        return None
    return "" if _counts(nodes, condition, head) or _cycles(nodes, condition, head) else None


def _cycles(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int) -> bool:
    """Tell whether a condition compares a counter that the loop takes from ``cycle(range(...))``."""
    op = nodes[head].op
    if not isinstance(op, ir.For) or not isinstance(condition, ir.Compare) or condition.ops != ("==",):
        return False
    bound = {p.id for p in walk(op.target) if isinstance(p, ir.Name)}
    named = isinstance(condition.left, ir.Name) and condition.left.id in bound
    return named and "cycle(range(" in ir.render(op.iterable)


def _counts(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int) -> bool:
    """Tell whether a condition compares a counter that the loop increments."""
    if not isinstance(condition, ir.Compare) or condition.ops[0] not in ("==", ">=", ">"):
        return False
    left = condition.left
    return isinstance(left, ir.Name) and any(
        isinstance(n.op, ir.Augment)
        and isinstance(n.op.target, ir.Name)
        and n.op.target.id == left.id
        and n.op.op == "+"
        and isinstance(n.op.value, ir.Const)
        for n in nodes
        if head in n.loops
    )
