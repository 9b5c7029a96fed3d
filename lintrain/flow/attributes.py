"""Attributes that are more than what was assigned: properties, decorated methods, those of classes."""

from __future__ import annotations

from lintrain.flow import decorators
from lintrain.flow.annotations import member
from lintrain.flow.invoke import Arguments, can_run, run_function
from lintrain.flow.machine import Here
from lintrain.flow.objects import PROPERTY, find_method, home, turns_grad_off
from lintrain.model.values import Class, Function, Object, Partial, Unknown, Value
from lintrain.plain import replace
from lintrain.syntax import ir


def read(here: Here, base: Value, name: str, expr: ir.Attr | None = None) -> Value:
    """Return ``base.name``; a property of the project is run."""
    cls = base.cls if isinstance(base, Object) else base if isinstance(base, Class) else None
    if cls is None or (isinstance(base, Object) and here.state.env.get((base.ident, name)) is not None):
        return member(here, base, name, expr)
    if name == "__class__":
        return cls
    found = find_method(here, cls, name)
    if found is None:
        return (isinstance(base, Class) and _nested(here, base, name)) or member(here, base, name, expr)
    if not found.decorators:
        return member(here, base, name, expr)
    return _decorated(here, base, cls, found, expr) or member(here, base, name, expr)


def bound(here: Here, cls: Class, define: ir.Define, receiver: Object) -> Value:
    """Return a method of ``cls`` bound to an object."""
    scope = home(here, cls, define)
    value = decorators.method(here, define, scope) if define.decorators else None
    if value is None:
        return Function(define.code.at, scope, receiver, turns_grad_off(here, define))
    return replace(value, receiver=receiver) if isinstance(value, Function) else value


def _decorated(here: Here, base: Value, cls: Class, define: ir.Define, expr: ir.Attr | None) -> Value | None:
    kinds = {d.id for d in define.decorators if isinstance(d, ir.Name)}
    if kinds & PROPERTY:
        return _property(here, base, cls, define, expr) if isinstance(base, Object) else None
    scope = home(here, cls, define)
    if "classmethod" in kinds:
        return Partial(Function(define.code.at, scope, None, turns_grad_off(here, define)), (cls,))
    value = decorators.method(here, define, scope)
    if value is None or "staticmethod" in kinds or isinstance(base, Class):
        return value
    return bound(here, cls, define, base) if isinstance(base, Object) else None


def _property(here: Here, base: Object, cls: Class, define: ir.Define, expr: ir.Attr | None) -> Value | None:
    """Run a property that matters; what it makes anew each time keeps the name of the attribute."""
    code = define.code
    if expr is None or code.at not in here.machine.index.matters or not can_run(here, code):
        return None
    getter = Function(code.at, home(here, cls, define), base, turns_grad_off(here, define))
    value = run_function(here, getter, Arguments(here, ()), expr.at)
    return None if isinstance(value, Unknown) and "@" in value.ident else value


def _nested(here: Here, cls: Class, name: str) -> Class | None:
    for node in here.machine.index.codes[cls.code].nodes:
        if isinstance(node.op, ir.DefineClass) and node.op.name == name:
            return Class(node.op.body.at, cls.frame)
    return None


__all__ = ["bound", "read"]
