"""Losses that are kept with their graphs: added to a sum, or put into a list, and gone backward from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.losses import LossKept
from lintrain.survey._names import qualified
from lintrain.survey._unrecorded import is_unrecorded, leads
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (LossKept,)

ENGINE = re.compile(r"accelerator|fabric|engine|optimizer|^self$", re.I)
"""What is called like this goes backward from the loss that it is given."""
FRESH = {"torch.zeros", "torch.tensor", "torch.as_tensor", "builtins.list"}
SAME = {"mean", "sum", "cpu", "to", "cuda", "float", "double", "clone", "squeeze", "view", "reshape"}
"""Methods of a loss that keep its graph."""
SHOWS = {"print", "float", "round", "format", "str", "add_scalar", "set_postfix", "set_description", "info"}
"""Calls that take a number as well as a tensor."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One place where something is added: to what, and which part of it is a bare loss."""

    position: int
    target: ir.Expr
    loss: ir.Name
    listed: bool
    scalar: bool


def survey(program: Program) -> Iterator[LossKept]:
    """Yield every loss in the file that is kept with its graph."""
    if "torch" not in program.root.module.words and not _imports_torch(program):
        return
    for code in program.root.codes.values():
        if code.kind in ("function", "module") and "backward" in code.words:
            yield from _kept(program, code)


def _imports_torch(program: Program) -> bool:
    imports = (n.op for c in program.root.codes.values() for n in c.nodes if isinstance(n.op, ir.Import))
    return any(origin.startswith("torch") for op in imports for _, origin in op.names)


def _kept(program: Program, code: ir.Code) -> Iterator[LossKept]:
    backwards = {position: loss for position, node in enumerate(code.nodes) for loss in _backward(node.op)}
    for position, node in enumerate(code.nodes):
        for kept in _additions(position, node.op) if node.loops else ():
            at = _gone_backward(code, kept, backwards)
            if (
                at is not None
                and _outlives(program, code, kept)
                and not is_unrecorded(program, code, position)
            ):
                number = not kept.listed and kept.scalar and _is_only_shown(code, kept)
                yield LossKept(
                    program.place(kept.loss.at),
                    ir.render(kept.target),
                    kept.loss.id,
                    program.place(code.nodes[at].op.at),
                    kept.listed,
                    number,
                )


# --- what is added ------------------------------------------------------------------------------------


def _additions(position: int, op: ir.Op) -> Iterator[Kept]:
    match op:
        case ir.Augment(target=ir.Name() | ir.Attr() as target, op="+", value=value):
            yield from _bare(position, target, value, listed=False)
        case ir.Assign(targets=(target,), value=ir.Binary(op="+", left=left, right=right)):
            for same, other in ((left, right), (right, left)):
                if isinstance(target, ir.Name | ir.Attr) and ir.render(same) == ir.render(target):
                    yield from _bare(position, target, other, listed=False)
        case ir.Evaluate(
            value=ir.Call(func=ir.Attr(base=target, name="append"), args=(ir.Arg(value=value),))
        ):
            yield from _bare(position, target, value, listed=True)


def _bare(position: int, target: ir.Expr, value: ir.Expr, *, listed: bool) -> Iterator[Kept]:
    """Yield the name of a loss that is added as it is, or times a number."""
    scalar = True
    while True:
        match value:
            case ir.Name():
                yield Kept(position, target, value, listed, scalar)
                return
            case ir.Binary(op="*" | "/", left=left):
                value = left
            case ir.Call(func=ir.Attr(base=base, name=name)) if name in SAME:
                value, scalar = base, False
            case _:
                return


# --- what goes backward -------------------------------------------------------------------------------


def _backward(op: ir.Op) -> Iterator[str]:
    """Yield the names of the losses that a statement goes backward from, freeing their graphs."""
    call = op.value if isinstance(op, ir.Evaluate) else None
    if not isinstance(call, ir.Call) or not isinstance(call.func, ir.Attr):
        return
    base, name = call.func.base, call.func.name
    if name not in ("backward", "manual_backward") or any(arg.keyword or arg.star for arg in call.args):
        return
    match base, call.args:
        case ir.Name(id=loss), ():
            yield loss
        case ir.Call(func=ir.Attr(name="scale"), args=(ir.Arg(value=ir.Name(id=loss)),)), ():
            yield loss
        case ((ir.Name() | ir.Attr()), (ir.Arg(value=ir.Name(id=loss)),)) if ENGINE.search(ir.render(base)):
            yield loss


def _gone_backward(code: ir.Code, kept: Kept, backwards: dict[int, str]) -> int | None:
    """Return where backward is called on the very tensor that is kept, in the same pass of the loop."""
    nodes, name = code.nodes, kept.loss.id
    loop = max(nodes[kept.position].loops)
    stops = {i for i, node in enumerate(nodes) if _binds(node.op, name)} | {loop}
    for position, loss in backwards.items():
        if loss == name and loop in nodes[position].loops and not _is_backwarded(backwards, kept):
            one, two = (kept.position, position), (position, kept.position)
            if leads(nodes, *one, stops) or leads(nodes, *two, stops):
                return position
    return None


def _is_backwarded(backwards: dict[int, str], kept: Kept) -> bool:
    return ir.render(kept.target) in backwards.values()


def _binds(op: ir.Op, name: str) -> bool:
    match op:
        case ir.Assign(targets=(ir.Name(id=target),), value=ir.Binary(op="*" | "/", left=ir.Name(id=same))):
            return target == name and same != name
        case ir.Assign(targets=targets):
            return any(isinstance(p, ir.Name) and p.id == name for t in targets for p in walk(t))
        case ir.For(target=target):
            return any(isinstance(p, ir.Name) and p.id == name for p in walk(target))
        case ir.Bind(names=names):
            return name in names
        case _:
            return False


# --- what it is added to ------------------------------------------------------------------------------


def _outlives(program: Program, code: ir.Code, kept: Kept) -> bool:
    """Tell whether the sum begins as a number, outside of the loop, and is never set back in it."""
    loop, text = max(code.nodes[kept.position].loops), ir.render(kept.target)
    begins = False
    for position, node in enumerate(code.nodes):
        values = list(_assigned(node.op, text))
        if position == kept.position or not values:
            continue
        if loop in node.loops:
            return False
        if _is_of_one_step(code, loop, node.loops):
            return False
        begins |= all(value is not None and _is_fresh(program, code, value, kept.listed) for value in values)
    return begins


def _is_of_one_step(code: ir.Code, loop: int, outer: Collection[int]) -> bool:
    """Tell whether ``loop`` goes over the parts of one step, which comes behind it in a loop around both."""
    loops = [node.loops for node in code.nodes if _steps(node.op)]
    return not any(loop in each for each in loops) and any(set(each) & set(outer) for each in loops)


def _steps(op: ir.Op) -> bool:
    call = op.value if isinstance(op, ir.Evaluate) else None
    return isinstance(call, ir.Call) and _last(call.func) == "step"


def _assigned(op: ir.Op, text: str) -> Iterator[ir.Expr | None]:
    """Yield what is assigned to ``text``, ``None`` where that cannot be told."""
    if isinstance(op, ir.Delete) and any(ir.render(t) == text for t in op.targets):
        yield None
    for target in op.targets if isinstance(op, ir.Assign) else ():
        if ir.render(target) == text:
            yield op.value  # type: ignore[union-attr]  # it has targets
        elif isinstance(target, ir.Sequence):
            value = op.value  # type: ignore[union-attr]  # it has targets
            pairs = value.items if isinstance(value, ir.Sequence) else (None,) * len(target.items)
            yield from (v for t, v in zip(target.items, pairs, strict=False) if ir.render(t) == text)


def _is_fresh(program: Program, code: ir.Code, value: ir.Expr, listed: bool) -> bool:
    match value:
        case ir.Const(value=int() | float()):
            return not listed
        case ir.Sequence(kind="list", items=()):
            return listed
        case ir.Call(func=ir.Name(id="list"), args=()):
            return listed
        case ir.Call(func=func):
            return not listed and qualified(program, code, func) in FRESH
        case _:
            return False


def _is_only_shown(code: ir.Code, kept: Kept) -> bool:
    """Tell whether every reader of the sum is arithmetic that is printed."""
    text = ir.render(kept.target)
    if isinstance(kept.target, ir.Attr):
        return False
    for position, node in enumerate(code.nodes):
        tops = [e for e in operands(node.op) if _mentions(e, text)]
        if position == kept.position or not tops or any(_assigned(node.op, text)):
            continue
        value = node.op.value if isinstance(node.op, ir.Evaluate) else None
        if not isinstance(value, ir.Call) or _last(value.func) not in SHOWS:
            return False
        if any(isinstance(p, ir.Attr) and ir.render(p.base) == text for p in walk(value)):
            return False
        inner = (p for p in walk(value) if isinstance(p, ir.Call) and p is not value and _mentions(p, text))
        if any(_last(call.func) not in SHOWS for call in inner):
            return False
    return True


def _mentions(expr: ir.Expr, text: str) -> bool:
    return any(isinstance(part, ir.Name) and part.id == text for part in walk(expr))


def _last(func: ir.Expr) -> str:
    return func.name if isinstance(func, ir.Attr) else func.id if isinstance(func, ir.Name) else ""
