"""Accumulation: is a step the end of a window of several backwards, and how many are they?"""

from __future__ import annotations

from lintrain.events import Window
from lintrain.flow.loops import LoopBody
from lintrain.flow.machine import Here
from lintrain.flow.rounds import deciding
from lintrain.flow.scope import Frame
from lintrain.model.values import Constant, Value
from lintrain.protocol import Gradients
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

REINFORCEMENT = {
    "env", "envs", "reward", "rewards", "episode", "episodes", "action", "actions", "replay", "memory",
    "rollout", "gamma", "n_critic", "policy",
}  # fmt: skip
"""Words of loops whose backwards are not micro-batches of one batch."""
FETCHES = {"next", "get_batch", "get_data", "sample_batch", "fetch", "load_batch"}


def window(here: Here, before: Gradients) -> Window | None:
    """Return the accumulation window that this step closes, where the control flow shows one.

    A backward that runs again before the step is accumulation when the step stands under a periodic
    guard in the backward's loop, or behind an inner loop that fetches its own batches. One whose gradients
    are thrown away in between was meant to be.
    """
    if before.repeated is not None:
        repeated = before.repeated.at
    elif before.wasted is not None:
        repeated = before.wasted.backward
    else:
        return None
    mine = dict(here.frame.stack())
    for stack in here.machine.stacks.get(repeated, ()):
        shared = [(f, n) for f, n in stack if f in mine]
        deeper: list[tuple[Frame, int]] = []
        for ident, backward in reversed(shared):
            frame = here.machine.by_ident[ident]
            if frame.code.nodes[backward].loops:
                return _window_in(here, frame, backward, mine[ident], deeper)
            deeper.append((frame, mine[ident]))
    return None


def _window_in(
    here: Here, frame: Frame, backward: int, step: int, deeper: list[tuple[Frame, int]]
) -> Window | None:
    """``deeper``: the functions called from the loop that hold both, and the step's node in each."""
    code = frame.code
    head = code.nodes[backward].loops[-1]
    body = frame.names.loops.body(code, head)
    if body.heard & REINFORCEMENT:
        return None
    if head not in code.nodes[step].loops:
        return _inner(here, body)
    if _is_count(body):
        return None
    found = _guard(here, code, body, head, step)
    for inner, position in deeper if found is None else ():
        found = found or _guard(here, inner.code, None, 1, position)
    return found


def _is_count(body: LoopBody) -> bool:
    """Tell whether a loop merely counts, and fetches no batches."""
    head = body.head
    return isinstance(head, ir.For) and _is_range(head.iterable) and not body.heard & FETCHES


def _guard(here: Here, code: ir.Code, body: LoopBody | None, head: int, step: int) -> Window | None:
    """Return the window of a periodic guard of ``step`` in the loop ``head``, or in a whole function."""
    for branch in deciding(code.nodes, head, step):
        if body is not None and head not in branch.loops:
            continue
        op = branch.op
        if isinstance(op, ir.Branch) and op.condition is not None and not op.loop:
            size = _period(here, code, body, op.condition)
            if size is not None:
                return Window(here.place(op.at), size, _length(here, code, body, op.condition))
    return None


def _inner(here: Here, body: LoopBody) -> Window | None:
    """Return the window of a loop of micro-batches that stands before the step."""
    op = body.head
    place = here.place(op.at)
    if isinstance(op, ir.Branch):
        counted = op.condition is not None and _counter(body, op.condition, reset=False)
        return Window(place, None) if counted and body.heard & FETCHES else None
    if not isinstance(op, ir.For):
        return None
    calls = [p for p in walk(op.iterable) if isinstance(p, ir.Call)]
    fragments = [p for p in calls if isinstance(p.func, ir.Attr) and p.func.name == "chunk"]
    if fragments:
        sizes = {ir.render(a.value) for p in fragments for a in p.args[-1:]}
        return Window(place, sizes.pop() if len(sizes) == 1 else None)
    if not isinstance(op.iterable, ir.Call) or not _is_range(op.iterable) or not body.heard & FETCHES:
        return None
    args = [a.value for a in op.iterable.args]
    if len(args) == 2 and isinstance(args[0], ir.Const) and args[0].value == 0:
        args = args[1:]
    plain = len(args) == 1 and isinstance(args[0], ir.Name | ir.Attr | ir.Const)
    if not plain:
        return Window(place, None)
    value = here.evaluate(args[0]) if isinstance(args[0], ir.Const | ir.Name) else None
    return Window(place, ir.render(args[0]), _whole(value))


def _is_range(expr: ir.Expr) -> bool:
    return (
        isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in ("range", "trange")
    )


def _period(here: Here, code: ir.Code, body: LoopBody | None, condition: ir.Expr) -> str | None:
    """Return the length of the window in a periodic condition, ``""`` where its length is not clear."""
    nodes = code.nodes if body is None else body.nodes
    parts = _unfolded(nodes, condition)
    sizes = {ir.render(divisor) for part in parts if (divisor := _divisor(part)) is not None}
    if len(sizes) == 1:
        size = sizes.pop()
        return None if size == "1" else size
    if sizes or _asks_helper(here, code, parts):
        return ""
    if body is None:
        return None
    return "" if any(_counter(body, p, reset=True) or _cycles(body, p) for p in parts) else None


def _length(here: Here, code: ir.Code, body: LoopBody | None, condition: ir.Expr) -> int | None:
    """Return the length of the window in a periodic condition as a number, where the file shows it."""
    if code is not here.frame.code:
        return None
    parts = _unfolded(code.nodes if body is None else body.nodes, condition)
    divisors = [divisor for part in parts if (divisor := _divisor(part)) is not None]
    if not divisors or not isinstance(divisors[0], ir.Name | ir.Const):
        return None
    value = here.evaluate(divisors[0])
    same = len({ir.render(divisor) for divisor in divisors}) == 1
    return _whole(value) if same else None


def _whole(value: Value | None) -> int | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, int) else None


def _unfolded(nodes: tuple[ir.Node, ...], condition: ir.Expr) -> list[ir.Expr]:
    """Return the parts of a condition, and those of the flags it asks, as the loop sets them."""
    assigns = [node.op for node in nodes if isinstance(node.op, ir.Assign) and _is_flag(node.op.value)]
    parts, seen = walk(condition), set[str]()
    for part in parts:
        if isinstance(part, ir.Name) and part.id not in seen:
            seen.add(part.id)
            for op in assigns:
                if any(isinstance(p, ir.Name) and p.id == part.id for t in op.targets for p in walk(t)):
                    parts += walk(op.value)
    return parts


def _is_flag(value: ir.Expr) -> bool:
    """Tell whether a value says by itself when to step, and is not merely computed from what does."""
    if isinstance(value, ir.Call):
        return ir.render(value.func) in ("bool", "divmod", "int")
    return isinstance(value, ir.Compare | ir.Bool | ir.Unary | ir.Binary | ir.Name | ir.Choice)


def _divisor(part: ir.Expr) -> ir.Expr | None:
    """Return what a remainder is taken by."""
    if isinstance(part, ir.Binary) and part.op == "%":
        return part.right
    if isinstance(part, ir.Call) and ir.render(part.func) == "divmod" and len(part.args) == 2:
        return part.args[1].value
    return None


def _asks_helper(here: Here, code: ir.Code, parts: list[ir.Expr]) -> bool:
    """Tell whether a function in sight is asked that returns something about a remainder."""
    index = here.machine.index
    asked = [index.resolve(part.func, code.at) for part in parts if isinstance(part, ir.Call)]
    codes = [index.codes[at] for at in asked if isinstance(at, int)]
    returned = [node.op.value for code in codes for node in code.nodes if isinstance(node.op, ir.Return)]
    return any(_divisor(part) is not None for value in returned if value is not None for part in walk(value))


def _cycles(body: LoopBody, condition: ir.Expr) -> bool:
    """Tell whether a condition compares a counter that the loop takes from ``cycle(range(...))``."""
    op = body.head
    if not isinstance(op, ir.For) or not isinstance(condition, ir.Compare) or condition.ops != ("==",):
        return False
    bound = {p.id for p in walk(op.target) if isinstance(p, ir.Name)}
    named = isinstance(condition.left, ir.Name) and condition.left.id in bound
    return named and "cycle(range(" in ir.render(op.iterable)


def _counter(body: LoopBody, condition: ir.Expr, reset: bool) -> bool:
    """Tell whether a condition compares a counter that the loop moves by a constant.

    One that decides again and again is also set back: a limit that is passed once is no window.
    """
    if not isinstance(condition, ir.Compare) or len(condition.ops) != 1:
        return False
    if condition.ops[0] not in ("==", "!=", ">=", ">", "<", "<="):
        return False
    sides = [s for s in (condition.left, condition.rights[0]) if isinstance(s, ir.Name | ir.Attr)]
    names = {ir.render(side) for side in sides}
    return any(name in body.counted and (name in body.set_back or not reset) for name in names)
