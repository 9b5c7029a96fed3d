"""How many an expression says, and how often a loop goes round."""

from __future__ import annotations

from lintrain.flow.machine import Here
from lintrain.flow.scope import Frame
from lintrain.model.amounts import LENGTH, Amount
from lintrain.model.values import Constant, Group, Object, Unknown, Value
from lintrain.plain import replace
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

ROUNDS = {"int", "round", "ceil", "floor", "max", "min", "float"}
RANGES = {"range", "trange"}
BARS = {"tqdm", "enumerate", "track", "iter", "zip", "trange", "progress_bar"}
"""What goes round as often as its first argument."""
MOST_NAMES = 8


def measure(here: Here, expr: ir.Expr, left: int = MOST_NAMES) -> Amount | None:
    """Return how many ``expr`` says: names that are assigned once stand for what they were assigned."""
    match expr:
        case ir.Const(value=bool()):
            return None
        case ir.Const(value=int() | float() as number):
            return Amount(number=float(number))
        case ir.Name() | ir.Attr():
            return _named(here, expr, left)
        case ir.Binary(op="*", left=one, right=two):
            first, second = measure(here, one, left), measure(here, two, left)
            return first.times(second) if first is not None and second is not None else None
        case ir.Binary(op="/" | "//", left=one, right=two):
            first, second = measure(here, one, left), measure(here, two, left)
            return first.over(second, ir.render(two)) if first is not None and second is not None else None
        case ir.Binary(op="+" | "-", left=one, right=ir.Const()):
            return measure(here, one, left)
        case ir.Call(func=func, args=(first_arg, *rest)):
            return _called(here, func, [first_arg, *rest], left)
        case _:
            return None


def _called(here: Here, func: ir.Expr, args: list[ir.Arg], left: int) -> Amount | None:
    name = func.name if isinstance(func, ir.Attr) else ir.render(func)
    if name == "len" and len(args) == 1:
        text = _identity(here, args[0].value)
        return Amount((LENGTH + text,)) if text else None
    if name in ROUNDS:
        telling = [arg.value for arg in args if not isinstance(arg.value, ir.Const)]
        return measure(here, telling[0], left) if len(telling) == 1 else None
    return None


def _named(here: Here, expr: ir.Name | ir.Attr, left: int) -> Amount | None:
    value = here.evaluate(expr)
    if isinstance(value, Constant):
        known = isinstance(value.value, int | float) and not isinstance(value.value, bool)
        return Amount(number=float(value.value)) if known else None  # type: ignore[arg-type]  # just asked
    meant = _assigned(here.frame, expr) if left else None
    if meant is not None:
        found = measure(replace(here, frame=meant[0]), meant[1], left - 1)
        if found is not None:
            return found
    return Amount((value.ident,)) if isinstance(value, Unknown) else None


def _assigned(frame: Frame, expr: ir.Name | ir.Attr) -> tuple[Frame, ir.Expr] | None:
    """Return the only thing that a name is ever assigned in its scope."""
    if not isinstance(expr, ir.Name):
        return None
    scope: Frame | None = frame
    while scope is not None and (expr.id not in scope.code.assigned or expr.id in scope.code.outer):
        scope = scope.parent
    if scope is None:
        return None
    values: list[ir.Expr | None] = []
    for node in scope.code.nodes:
        op = node.op
        if isinstance(op, ir.Assign) and any(isinstance(t, ir.Name) and t.id == expr.id for t in op.targets):
            values.append(op.value)
        elif isinstance(op, ir.Augment | ir.For) and expr.id in _names(op.target):
            values.append(None)
    parameter = any(p.name == expr.id for p in scope.code.parameters)
    only = values[0] if len(values) == 1 and not parameter else None
    return (scope, only) if only is not None else None


def _names(target: ir.Expr) -> set[str]:
    return {part.id for part in walk(target) if isinstance(part, ir.Name)}


def _identity(here: Here, expr: ir.Expr) -> str:
    """Return who it is whose length is asked: the same for a loader and what enumerates it."""
    if not isinstance(expr, ir.Name | ir.Attr):
        return ""
    value: Value = here.evaluate(expr)
    return value.ident if isinstance(value, Unknown | Object) else ir.render(expr)


def rounds(here: Here, frame: Frame, head: int) -> Amount | None:
    """Return how often the loop ``head`` of a frame goes round."""
    op = frame.code.nodes[head].op
    if not isinstance(op, ir.For):
        return None
    return _rounds(replace(here, frame=frame), op.iterable)


def _rounds(here: Here, iterable: ir.Expr) -> Amount | None:
    if isinstance(iterable, ir.Name | ir.Attr):
        value = here.evaluate(iterable)
        if isinstance(value, Group) and value.kind in ("tuple", "list", "set"):
            return None
        meant = _assigned(here.frame, iterable)
        if meant is not None and isinstance(meant[1], ir.Call) and _name(meant[1]) in RANGES | BARS:
            return _rounds(replace(here, frame=meant[0]), meant[1])
        text = _identity(here, iterable)
        return Amount((LENGTH + text,)) if text else None
    if not isinstance(iterable, ir.Call) or not iterable.args:
        return None
    if _name(iterable) in RANGES:
        bounds = [arg.value for arg in iterable.args if arg.keyword is None]
        return measure(here, bounds[0] if len(bounds) == 1 else bounds[1]) if 1 <= len(bounds) <= 2 else None
    return _rounds(here, iterable.args[0].value) if _name(iterable) in BARS else None


def _name(call: ir.Call) -> str:
    return call.func.name if isinstance(call.func, ir.Attr) else ir.render(call.func)
