"""What builds objects: one of several classes, and dicts of arguments that others may change."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from lintrain.flow import functions
from lintrain.flow.containers import CHANGES, GROWS
from lintrain.flow.invoke import Arguments, holds_objects
from lintrain.flow.machine import Here
from lintrain.flow.objects import lose
from lintrain.model.dialects import torch
from lintrain.model.values import Function, Group, Partial, Qualified, Table, Value, join
from lintrain.model.vocabulary import is_harmless, last
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
            known = isinstance(value, Table) or (isinstance(value, Group) and value.kind == "list")
            if known and not (is_harmless(last(text)) and holds_objects([value])):
                lose(here, arg.value, value)


def forget_changed(here: Here, call: ir.Call, function: Function) -> None:
    """A function of this file changed a list or dict that it was given."""
    code = here.machine.index.codes[function.code]
    index = here.machine.index.names(code.at)
    changed = index.changed.get(code.at)
    if changed is None:
        changed = index.changed[code.at] = _changed_names(code)
    if not changed:
        return
    names = [p.name for p in code.parameters]
    offset = 1 if function.receiver is not None else 0
    for position, arg in enumerate(call.args):
        if arg.star or not isinstance(arg.value, ir.Name | ir.Attr):
            continue
        name = arg.keyword or (names[position + offset] if position + offset < len(names) else "")
        if name in changed and isinstance(value := here.evaluate(arg.value), Table | Group):
            lose(here, arg.value, value)


def _changed_names(code: ir.Code) -> frozenset[str]:
    """Return the parameters whose items a function may change."""
    found = {b.id for n in code.nodes for b in _changed_by(n.op) if isinstance(b, ir.Name)}
    return frozenset(found & {p.name for p in code.parameters})


def _changed_by(op: ir.Op) -> Iterator[ir.Expr]:
    if isinstance(op, ir.Assign | ir.Delete):
        yield from (t.base for t in op.targets if isinstance(t, ir.Subscript))
    elif isinstance(op, ir.Augment):
        # A list that is added to is changed in place.
        yield op.target.base if isinstance(op.target, ir.Subscript) else op.target
    for expr in operands(op):
        for part in walk(expr):
            func = part.func if isinstance(part, ir.Call) else None
            if isinstance(func, ir.Attr) and func.name in CHANGES | GROWS:
                yield func.base


__all__ = ["built_by_one_of", "forget_changed", "forget_containers", "optimizers_only"]
