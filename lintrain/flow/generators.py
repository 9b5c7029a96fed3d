"""Generators of the project: run up to where they hand something out, and on from there when asked again.

Where a generator stands is kept among the open ``with`` items of a path, so that paths which stand at
different places are never merged. Its code is cut at each ``yield``: a piece has the same nodes, but
begins behind one ``yield`` and is left at the next.
"""

from __future__ import annotations

from lintrain.flow.invoke import RETURN, Arguments, bind_parameters, can_resume
from lintrain.flow.liveness import liveness_of
from lintrain.flow.machine import PASS, Here, PathEnds, pass_of, passes_of
from lintrain.flow.objects import bind_target
from lintrain.flow.scope import Frame
from lintrain.flow.state import PathState
from lintrain.flow.unroll import enter_pass
from lintrain.model.values import Constant, Context, Function, Unknown, Value
from lintrain.plain import replace
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

STANDS = -3
"""The item under which it is kept where a generator stands."""
PAUSED, RESUMED, HELD = "pause ", "from ", "held "
GRAD_MODES = ("no_grad", "grad")
MANAGERS = {"contextlib.contextmanager", "contextlib.asynccontextmanager"}
FREE = {"enumerate", "iter", "tqdm"}
"""What hands on the items of a generator, one at a time."""

Withs = tuple[tuple[str, int, str], ...]


# --- pieces of code ---


def _yielding(op: ir.Op) -> ir.Yield | None:
    match op:
        case ir.Evaluate(value=ir.Yield() as found) | ir.Assign(value=ir.Yield() as found, targets=(_,)):
            return found
        case _:
            return None


def _is_cut(code: ir.Code) -> bool:
    """Tell whether every ``yield`` is a statement, or all that is assigned."""
    for node in code.nodes:
        found = _yielding(node.op)
        parts = [part for expr in operands(node.op) for part in walk(expr) if isinstance(part, ir.Yield)]
        if any(part is not found or part.is_from for part in parts):
            return False
    return True


def _piece(code: ir.Code, start: int) -> ir.Code:
    nodes = list(code.nodes)
    for index, node in enumerate(nodes):
        found = _yielding(node.op)
        if found is not None:
            target = node.op.targets[0] if isinstance(node.op, ir.Assign) else None
            nodes[index] = ir.Node(ir.Pause(node.op.at, index, found.value, target), (1,), (), node.loops)
    begin = code.nodes[start]
    nodes[0] = ir.Node(nodes[0].op, begin.succ, (), begin.loops)
    return replace(code, nodes=tuple(nodes))


def _piece_of(frame: Frame, here: Here, start: int) -> ir.Code:
    pieces = here.machine.index.pieces
    key = (frame.code.at, start)
    if key not in pieces:
        # What is known of the whole is known of the pieces.
        liveness_of(frame.names).live(frame.code)
        liveness_of(frame.names).straight(frame.code)
        pieces[key] = _piece(frame.code, start)
    return pieces[key]


# --- running ---


def _position(state: PathState, frame: str) -> int | None:
    """Return the node at which a generator was left; ``None`` where it is not under way."""
    found = [kind for f, item, kind in state.withs if f == frame and item == STANDS]
    return int(found[-1].removeprefix(PAUSED).partition("|")[0]) if found else None


def pause(here: Here, op: ir.Pause) -> None:
    """Hand out a value, and note where to go on."""
    frame = here.frame.ident
    value = here.evaluate(op.value) if op.value is not None else Constant(None)
    if op.target is not None:
        bind_target(here, op.target, Unknown(f"{frame}@{op.at}", "", frozenset(((frame, f"@{op.at}"),))))
    here.state.env[(frame, RETURN)] = value
    mine = [w for w in here.state.withs if w[0] == frame and w[2].startswith(PASS)]
    passes = "".join(f"|{item}:{kind}" for _, item, kind in mine)
    others = tuple(w for w in here.state.withs if w[:2] != (frame, STANDS) and w not in mine)
    here.state.withs = (*others, (frame, STANDS, f"{PAUSED}{op.node}{passes}"))


def _advance(here: Here, frame: Frame) -> Value | None:
    """Run a generator on to where it next hands something out; ``None`` where it comes to its end."""
    entry = here.state.copy()
    start = _position(entry, frame.ident) or 0
    entry.withs = _resumed(entry.withs, frame.ident, start)
    whole = frame.code
    frame.code = _piece_of(frame, here, start)
    try:
        run = here.machine.call(frame, entry)
    finally:
        frame.code = whole
    here.met.append(run)
    if not run.exits:
        raise PathEnds
    state = run.exits[here.oracle.choose(len(run.exits)) if len(run.exits) > 1 else 0].copy()
    value = state.env.get((frame.ident, RETURN)) or Constant(None)
    state.env.pop((frame.ident, RETURN))
    here.state = state
    if any(w[:2] == (frame.ident, STANDS) and w[2].startswith(PAUSED) for w in state.withs):
        return value
    _forget(here, frame.ident)
    return None


def _resumed(withs: Withs, frame: str, start: int) -> Withs:
    found: list[tuple[str, int, str]] = []
    for owner, item, kind in withs:
        if (owner, item) == (frame, STANDS):
            for stored in kind.split("|")[1:]:
                head, _, inner = stored.partition(":")
                found.append((frame, int(head), inner))
        else:
            mine = owner == frame or owner.startswith(f"{frame}/")
            found.append((owner, item, kind.removeprefix(HELD) if mine else kind))
    return (*found, (frame, STANDS, f"{RESUMED}{start}"))


def _hold(here: Here, frame: str) -> None:
    """A loop may be left at any time: it is not run in the gradient mode of the generator."""
    here.state.withs = tuple(
        (f, item, f"{HELD}{kind}")
        if kind in GRAD_MODES and (f == frame or f.startswith(f"{frame}/"))
        else (f, item, kind)
        for f, item, kind in here.state.withs
    )


def _forget(here: Here, frame: str) -> None:
    """A generator is over, or begun anew."""
    inner = f"{frame}/"
    here.state.withs = tuple(w for w in here.state.withs if w[0] != frame and not w[0].startswith(inner))
    here.state.env.drop(lambda key: key[0] == frame)


def _started(here: Here, function: Function, call: ir.Call, passes: str) -> Frame:
    machine = here.machine
    code = machine.index.codes[function.code]
    scope = machine.scope(function.frame)
    return machine.frame(code, scope, here.frame, call.at, function.receiver, passes)


def _begin(here: Here, function: Function, frame: Frame, call: ir.Call) -> None:
    _forget(here, frame.ident)
    arguments = Arguments(here, call.args)
    bind_parameters(here, frame, here.state, function.receiver, arguments)
    if function.no_grad:
        here.state.withs = (*here.state.withs, (frame.ident, -1, "no_grad"))


def called(here: Here, expr: ir.Expr) -> Function | None:
    """Return the generator function of the project that ``expr`` calls, if it can be run piece by piece."""
    if not isinstance(expr, ir.Call) or not isinstance(expr.func, ir.Name | ir.Attr):
        return None
    function = here.evaluate(expr.func)
    if not isinstance(function, Function):
        return None
    code = here.machine.index.codes[function.code]
    ready = code.is_generator and code.at in here.machine.index.matters and can_resume(here, code)
    return function if ready and _is_cut(code) else None


# --- loops ---


def iterated(here: Here, iterable: ir.Expr) -> tuple[ir.Call, Function] | None:
    """Return the call of a generator function that a loop is over."""
    call = _unwrapped(iterable)
    function = called(here, call) if call is not None else None
    return (call, function) if call is not None and function is not None else None


def _unwrapped(expr: ir.Expr) -> ir.Call | None:
    if isinstance(expr, ir.Await):
        return _unwrapped(expr.value)
    if not isinstance(expr, ir.Call):
        return None
    name = ir.render(expr.func).rpartition(".")[2]
    inner = expr.args[0].value if name in FREE and expr.args else None
    return inner if isinstance(inner, ir.Call) else expr


def next_item(here: Here, call: ir.Call, function: Function) -> Value | None:
    """Return what the next pass of a loop over a generator gets; ``None`` where the loop is over."""
    head = here.frame.node
    under_way = pass_of(here.state, here.frame.ident, head) is not None
    enter_pass(here, head, None)
    frame = _started(here, function, call, passes_of(here.state, here.frame.ident))
    if not under_way:
        _begin(here, function, frame, call)
    value = _advance(here, frame)
    if value is not None:
        _hold(here, frame.ident)
        enter_pass(here, head, 0)
    return value


# --- context managers ---


def entered(here: Here, op: ir.Enter) -> Context | None:
    """Run a context manager that is a generator up to its ``yield``; ``None`` for any other."""
    expr = op.context.value if isinstance(op.context, ir.Await) else op.context
    function = called(here, expr)
    if function is None or not isinstance(expr, ir.Call) or not _is_manager(here, function):
        return None
    frame = _started(here, function, expr, passes_of(here.state, here.frame.ident))
    _begin(here, function, frame, expr)
    value = _advance(here, frame)
    if value is None:
        raise PathEnds  # It never came to its yield.
    return Context(f"{RUNS}{frame.ident}", value)


RUNS = "runs "


def left(here: Here, op: ir.Leave) -> bool:
    """Run what stands behind the ``yield`` of a context manager; tell whether there was one."""
    kinds = [k for f, item, k in here.state.withs if (f, item) == (here.frame.ident, op.at)]
    if not kinds or not kinds[-1].startswith(RUNS):
        return False
    frame = here.machine.by_ident[kinds[-1].removeprefix(RUNS)]
    if _advance(here, frame) is not None:
        raise PathEnds  # It yields twice.
    return True


def _is_manager(here: Here, function: Function) -> bool:
    define = here.machine.index.defines.get(function.code)
    if define is None:
        return False
    return any(
        here.machine.index.resolve(decorator, function.code) in MANAGERS for decorator in define.decorators
    )


__all__ = ["entered", "iterated", "left", "next_item", "pause"]
