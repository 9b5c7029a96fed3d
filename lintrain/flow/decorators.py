"""Decorators of the project: what a name stands for once they were applied."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.machine import Here
from lintrain.model.values import Class, Function, Unknown, Value
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk


def wrapped(here: Here, define: ir.Define) -> ir.Expr | None:
    """Return the function as decorators of the project wrap it; ``None`` where there are none.

    Decorators from elsewhere are taken to change nothing.
    """
    found: ir.Expr = ir.Lambda(define.code.at, define.code)
    changed = False
    for decorator in reversed(define.decorators):
        target = decorator.func if isinstance(decorator, ir.Call) else decorator
        if isinstance(target, ir.Name | ir.Attr) and isinstance(here.evaluate(target), Function | Class):
            found = ir.Call(decorator.at, decorator, (ir.Arg(found),))
            changed = True
    return found if changed else None


def method(here: Here, define: ir.Define, scope: str) -> Value | None:
    """Return a decorated method as its class holds it, not bound; ``None`` where it is as it is written."""
    if not define.decorators:
        return None
    key = (scope, f"@{define.code.at}")
    known = here.state.env.get(key)
    if known is not None:
        return known
    frame = here.machine.scope(scope)
    if frame is None:
        return None
    there = Here(here.machine, frame, here.state, here.oracle)
    expr = wrapped(there, define)
    if expr is None:
        return None
    here.state.env[key] = Unknown(f"{scope}@{define.code.at}")  # what a circle would see
    value = there.evaluate(expr)
    here.state = there.state
    here.met += there.met
    here.state.env[key] = value
    return value


def replaces(here: Here, op: ir.DefineClass) -> bool:
    """Tell whether a decorator of the project may make another class of this one."""
    for decorator in op.decorators:
        target = decorator.func if isinstance(decorator, ir.Call) else decorator
        value = here.evaluate(target) if isinstance(target, ir.Name | ir.Attr) else None
        if isinstance(value, Function) and _changes(here, value.code):
            return True
    return False


def _changes(here: Here, at: int) -> bool:
    """Tell whether a decorator does more with a class than to write it down somewhere."""
    codes = list(_inside(here, at))
    written = any(here.machine.index.written.get(code.at) for code in codes)
    builds = any(isinstance(n.op, ir.DefineClass) for code in codes for n in code.nodes)
    called = any("setattr" in code.words for code in codes)
    return written or builds or called or any(_hands_on(code) for code in codes)


def _inside(here: Here, at: int) -> Iterator[ir.Code]:
    code = here.machine.index.codes[at]
    yield code
    for node in code.nodes:
        if isinstance(node.op, ir.Define):
            yield from _inside(here, node.op.code.at)


def _hands_on(code: ir.Code) -> bool:
    """Tell whether the result is that of a call: somebody else may have changed what was given."""
    return any(
        isinstance(part, ir.Call)
        for node in code.nodes
        if isinstance(node.op, ir.Return)
        for expr in operands(node.op)
        for part in walk(expr)
    )


__all__ = ["method", "replaces", "wrapped"]
