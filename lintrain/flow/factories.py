"""What builds objects: one of several classes, and dicts of arguments that others may change."""

from __future__ import annotations

import builtins

from lintrain.flow import functions
from lintrain.flow.containers import CHANGES, GROWS
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.flow.objects import anonymous, bind_target
from lintrain.model.dialects import torch
from lintrain.model.values import Function, Group, Partial, Qualified, Table, Value, join
from lintrain.model.vocabulary import last
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

ONLY_READS = {"info", "debug", "warning", "log", "pformat", "pprint", "dumps", "deepcopy", "copy"}


def optimizers_only(callables: tuple[Value, ...]) -> bool:
    """Tell whether all of these are classes of optimizers, some with arguments given already."""
    names = [c.func if isinstance(c, Partial) else c for c in callables]
    return all(isinstance(n, Qualified) and torch.optimizer_kind(n.name) is not None for n in names)


def built_by_one_of(
    here: Here, callables: tuple[Value, ...], args: Arguments, call: ir.Call, ident: str, text: str
) -> Value:
    """Build an optimizer of one of several classes: the same object, whichever it is."""
    found: list[Value] = []
    for one in callables:
        given = args.after(one) if isinstance(one, Partial) else args
        target = one.func if isinstance(one, Partial) else one
        assert isinstance(target, Qualified)  # optimizers_only() asked
        built = functions.imported(here, target.name, given, call, ident, text)
        assert built is not None  # an optimizer is always known
        found.append(built)
    result = found[0]
    for other in found[1:]:
        result = join((here.frame.ident, text), result, other)
    return result


def forget_containers(here: Here, call: ir.Call, text: str) -> None:
    """Lists and dicts were given to code that cannot be seen: it may have changed them."""
    if hasattr(builtins, text) or last(text) in ONLY_READS:
        return
    for arg in call.args:
        if isinstance(arg.value, ir.Name | ir.Attr) and not arg.star:
            value = here.evaluate(arg.value)
            if isinstance(value, Table) or (isinstance(value, Group) and value.kind == "list"):
                bind_target(here, arg.value, anonymous(here, arg.value))


def forget_changed(here: Here, call: ir.Call, function: Function) -> None:
    """A function of this file changed a list or dict that it was given."""
    code = here.machine.index.codes[function.code]
    names = [p.name for p in code.parameters]
    offset = 1 if function.receiver is not None else 0
    for position, arg in enumerate(call.args):
        if arg.star or not isinstance(arg.value, ir.Name | ir.Attr):
            continue
        name = arg.keyword or (names[position + offset] if position + offset < len(names) else "")
        if name and _changes(code, name) and isinstance(here.evaluate(arg.value), Table | Group):
            bind_target(here, arg.value, anonymous(here, arg.value))


def _changes(code: ir.Code, name: str) -> bool:
    return any(_is_change(node.op, name) for node in code.nodes)


def _is_change(op: ir.Op, name: str) -> bool:
    if any(_is(t, name) for t in _changed_targets(op)):
        return True
    calls = (p.func for e in operands(op) for p in walk(e) if isinstance(p, ir.Call))
    return any(isinstance(f, ir.Attr) and f.name in CHANGES | GROWS and _is(f.base, name) for f in calls)


def _changed_targets(op: ir.Op) -> list[ir.Expr]:
    if isinstance(op, ir.Assign | ir.Delete):
        return [t for t in op.targets if isinstance(t, ir.Subscript)]
    # A list that is added to is changed in place.
    return [op.target] if isinstance(op, ir.Augment) else []


def _is(target: ir.Expr, name: str) -> bool:
    base = target.base if isinstance(target, ir.Subscript) else target
    return isinstance(base, ir.Name) and base.id == name


__all__ = ["built_by_one_of", "forget_changed", "forget_containers", "optimizers_only"]
