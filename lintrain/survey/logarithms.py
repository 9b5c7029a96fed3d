"""Logarithms of what has just been exponentiated: of a softmax, of a sigmoid, of a sum of exponentials."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.losses import LogTaken
from lintrain.survey._names import expressions, qualified
from lintrain.survey._unrecorded import is_unrecorded
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

EVENTS: tuple[type[Event], ...] = (LogTaken,)

FUNCTIONS = {
    "torch.log": "log",
    "torch.softmax": "softmax",
    "torch.nn.functional.softmax": "softmax",
    "torch.sigmoid": "sigmoid",
    "torch.nn.functional.sigmoid": "sigmoid",
    "torch.exp": "exp",
    "torch.sum": "sum",
}
METHODS = {"log", "softmax", "sigmoid", "exp", "sum"}


def survey(program: Program) -> Iterator[LogTaken]:
    """Yield every such logarithm in the file."""
    for code in program.root.codes.values():
        if "log" in code.words:
            yield from _of(program, code)


def _of(program: Program, code: ir.Code) -> Iterator[LogTaken]:
    positions = {id(node.op): position for position, node in enumerate(code.nodes)}
    for part, op in expressions(code):
        if not isinstance(part, ir.Call) or _does(program, code, part) != "log":
            continue
        if id(op) in positions and is_unrecorded(program, code, positions[id(op)]):
            continue
        inner = _operand(program, code, part)
        inner = _bound(code, inner.id) if isinstance(inner, ir.Name) else inner
        of = _exponential(program, code, inner) if isinstance(inner, ir.Call) else None
        if of is not None and inner is not None:
            yield LogTaken(program.place(part.at), ir.render(part.func), of, program.place(inner.at))


def _exponential(program: Program, code: ir.Code, call: ir.Call) -> str | None:
    """Return what a call computes, if that is one of the three."""
    does = _does(program, code, call)
    if does in ("softmax", "sigmoid"):
        return does
    summed = _operand(program, code, call) if does == "sum" else None
    if isinstance(summed, ir.Call) and _does(program, code, summed) == "exp":
        return "sum of exponentials"
    return None


def _does(program: Program, code: ir.Code, call: ir.Call) -> str | None:
    """Return which function of torch is called, by its name or as a method of what certainly is a tensor."""
    name = qualified(program, code, call.func)
    if name is not None:
        return FUNCTIONS.get(name)
    match call.func:
        case ir.Attr(base=base, name=method) if method in METHODS:
            return method if _is_tensor(program, code, base, method) else None
        case _:
            return None


def _is_tensor(program: Program, code: ir.Code, base: ir.Expr, method: str) -> bool:
    """Tell whether a method is one of a tensor: only tensors have these two, or torch has made it."""
    if method in ("softmax", "sigmoid"):
        return not (isinstance(base, ir.Name) and base.id in ("self", "cls"))
    if isinstance(base, ir.Name):
        bound = _bound(code, base.id)
        return isinstance(bound, ir.Call) and _does(program, code, bound) is not None
    return isinstance(base, ir.Call) and _does(program, code, base) is not None


def _operand(program: Program, code: ir.Code, call: ir.Call) -> ir.Expr | None:
    """Return what a function or method of torch is applied to."""
    if isinstance(call.func, ir.Attr) and qualified(program, code, call.func) is None:
        return call.func.base
    first = call.args[0] if call.args else None
    return first.value if first is not None and not first.star and first.keyword in (None, "input") else None


def _bound(code: ir.Code, name: str) -> ir.Expr | None:
    """Return what a name of this scope is bound to, where that is done once."""
    found: list[ir.Expr | None] = []
    for node in code.nodes:
        match node.op:
            case ir.Assign(targets=targets, value=value) if any(_holds(t, name) for t in targets):
                found.append(value if isinstance(targets[0], ir.Name) else None)
            case ir.Augment(target=target) | ir.For(target=target) if _holds(target, name):
                found.append(None)
            case ir.Bind(names=names) if name in names:
                found.append(None)
    once = len(found) == 1 and name not in code.outer and all(p.name != name for p in code.parameters)
    return found[0] if once else None


def _holds(target: ir.Expr, name: str) -> bool:
    return any(isinstance(part, ir.Name) and part.id == name for part in walk(target))
