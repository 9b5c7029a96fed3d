"""What one operation of the graph does to a path, and which way it goes."""

from __future__ import annotations

from dataclasses import replace

from lintrain.events import EditGrads, ZeroGrad
from lintrain.flow import conditions, emit
from lintrain.flow.escape import escape
from lintrain.flow.expressions import combine
from lintrain.flow.invoke import RETURN, Arguments, can_run, run_function
from lintrain.flow.journal import Why
from lintrain.flow.machine import Here
from lintrain.flow.objects import anonymous, bind_target, element, find_method, home, settle, turns_grad_off
from lintrain.model.values import (
    Class,
    Constant,
    Context,
    Function,
    Grads,
    Object,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.syntax import ir

ADDS = ("+", "-")
"""What adds to gradients neither clears nor averages them."""
ONE = (0,)
BOTH = (0, 1)


def execute(here: Here, op: ir.Op, ways: int) -> tuple[int, ...]:
    """Execute ``op`` and return the successors to follow, by position."""
    match op:
        case ir.Assign():
            _assign(here, op)
        case ir.Augment():
            _augment(here, op)
        case ir.Evaluate(value=value):
            here.evaluate(value)
        case ir.Branch():
            return _branch(here, op)
        case ir.For():
            return _for(here, op)
        case ir.Define(code=code) if not _is_fixed(here, code.name):
            if _is_wrapped(here, op):
                here.doubt(Why.DECORATOR, code.name)
                here.state.bind((here.frame.ident, code.name), anonymous(here, ir.Name(code.at, code.name)))
                return ONE
            off = turns_grad_off(here, op) if op.decorators else False
            here.state.bind((here.frame.ident, code.name), Function(code.at, here.frame.ident, None, off))
        case ir.DefineClass(name=name, body=body) if not _is_fixed(here, name):
            here.state.bind((here.frame.ident, name), Class(body.at, here.frame.ident))
        case ir.Enter():
            _enter(here, op)
        case ir.Leave(at=at):
            _leave(here, op)
            here.state.withs = tuple(w for w in here.state.withs if (w[0], w[1]) != (here.frame.ident, at))
        case ir.Import(names=names):
            for local, origin in names:
                if _is_fixed(here, local):
                    continue
                found = settle(here, here.machine.index.imported(here.frame.names, origin))
                assert found is not None  # an import always binds something
                here.state.bind((here.frame.ident, local), found)
        case ir.Return(value=value):
            result = here.evaluate(value) if value is not None else Constant(None)
            here.state.env[(here.frame.ident, RETURN)] = result
        case ir.Raise(value=value):
            if value is not None:
                here.evaluate(value)
        case ir.Delete(targets=targets):
            _delete(here, targets)
        case _:
            pass
    return tuple(range(ways))


def _is_wrapped(here: Here, op: ir.Define) -> bool:
    """Tell whether a decorator of this file stands between a name and its function."""
    targets = (d.func if isinstance(d, ir.Call) else d for d in op.decorators)
    return any(isinstance(here.evaluate(t), Function | Class) for t in targets if isinstance(t, ir.Name))


def _is_fixed(here: Here, name: str) -> bool:
    return here.frame.parent is None and name in here.frame.names.fixed


def _assign(here: Here, op: ir.Assign) -> None:
    target = op.targets[0]
    _hint(here, target, op.value)
    value = here.evaluate(op.value)
    if (
        isinstance(value, Unknown)
        and isinstance(target, ir.Name | ir.Attr)
        and "@" in value.ident
        and not value.text
    ):
        value = Unknown(value.ident, ir.render(target), value.deps, value.owner)
    for one in op.targets:
        if isinstance(one, ir.Attr) and one.name == "grad":
            _assign_grad(here, one, value, op.at)
        elif isinstance(one, ir.Attr) and one.name == "data":
            grads = here.evaluate(one.base)
            if isinstance(grads, Grads):
                emit.to_owners(here, EditGrads(here.place(op.at), "grad"), grads.owners)
        else:
            bind_target(here, one, _named(value, one))


def _named(value: Value, target: ir.Expr) -> Value:
    """An object is called what it is bound to first."""
    if isinstance(value, Object) and not value.text and isinstance(target, ir.Name | ir.Attr):
        return replace(value, text=ir.render(target))
    return value


def _hint(here: Here, target: ir.Expr, value: ir.Expr) -> None:
    """An object built and bound in one statement is known by the name it is bound to."""
    if not isinstance(target, ir.Name | ir.Attr):
        return
    text = ir.render(target)
    while isinstance(value, ir.Call):
        here.machine.hints[(here.frame.ident, value.at)] = f"{here.frame.ident}:={text}"
        here.machine.hint_texts[value.at] = text
        if not isinstance(value.func, ir.Attr):
            return
        value = value.func.base


def _assign_grad(here: Here, target: ir.Attr, value: Value, at: int) -> None:
    base = here.evaluate(target.base)
    owners = getattr(base, "owners", None)
    if isinstance(value, Constant) and value.value is None:
        emit.to_owners(here, ZeroGrad(here.place(at), "grad"), owners)
    else:
        emit.to_owners(here, EditGrads(here.place(at), "grad"), owners)


def _augment(here: Here, op: ir.Augment) -> None:
    given = here.evaluate(op.value)
    if isinstance(op.target, ir.Subscript) and ir.render(op.target.index) == "'lr'":
        rates = here.machine.index.rates
        rates[""] = f"{rates.get('', '')} {ir.render(op.value)}"
    if isinstance(op.target, ir.Attr) and op.target.name in ("grad", "data"):
        base = here.evaluate(op.target.base)
        grads = base if isinstance(base, Grads) else here.evaluate(op.target)
        if isinstance(grads, Grads) and op.op not in ADDS:
            emit.to_owners(here, EditGrads(here.place(op.at), "grad"), grads.owners)
        return
    before = here.evaluate(op.target)
    if isinstance(before, Grads):
        if op.op not in ADDS:
            emit.to_owners(here, EditGrads(here.place(op.at), "grad"), before.owners)
        return
    if isinstance(before, Tensor) or isinstance(given, Tensor):
        bind_target(here, op.target, combine(op.op, before, given))
    else:
        bind_target(here, op.target, _counted(here, op))


def _counted(here: Here, op: ir.Augment) -> Value:
    if isinstance(op.target, ir.Name | ir.Attr):
        text = ir.render(op.target)
        return Unknown(f"{here.frame.ident}:{text}", text, frozenset(((here.frame.ident, text),)))
    return anonymous(here, op.value)


def _branch(here: Here, op: ir.Branch) -> tuple[int, ...]:
    if op.condition is None:
        return BOTH
    result = conditions.outcome(here, op.condition)
    if op.loop:
        if isinstance(op.condition, ir.Const):
            return ONE if op.condition.value else (1,)
        return BOTH
    if result is None:
        # Both ways are followed, each with what its outcome implies.
        result = here.oracle.choose(2) == 0
        if not conditions.assume(here, op.condition, result):
            return ()
    return (0,) if result else (1,)


def _for(here: Here, op: ir.For) -> tuple[int, ...]:
    source = here.evaluate(op.iterable)
    leaves = here.oracle.choose(2) == 1
    if leaves:
        return (1,)
    here.state.env[(here.frame.ident, f"@{here.frame.node}")] = Unknown("", _source_text(source))
    bind_target(here, op.target, _item(here, op, source))
    return ONE


def _item(here: Here, op: ir.For, source: Value) -> Value:
    item = element(here, source, op.iterable)
    if isinstance(item, Unknown) and isinstance(op.target, ir.Name):
        key = (here.frame.ident, op.target.id)
        return Unknown(item.ident, op.target.id, item.deps | {key}, item.owner)
    return item


def _source_text(source: Value) -> str:
    items = getattr(source, "items", None)
    if isinstance(items, tuple) and items and not isinstance(source, Table):
        return " ".join(_source_text(i) for i in items)
    return getattr(source, "text", "") or ""


def _enter(here: Here, op: ir.Enter) -> None:
    context = here.evaluate(op.context)
    if isinstance(context, Qualified):
        context = Context("no_grad") if context.name in ("torch.no_grad", "torch.inference_mode") else context
    kind = context.kind if isinstance(context, Context) else "plain"
    if isinstance(context, Object | Context):
        here.state.env[(here.frame.ident, f"@with{op.at}")] = context
    here.state.withs = (*here.state.withs, (here.frame.ident, op.at, kind))
    if op.target is not None:
        bound = context.value if isinstance(context, Context) and context.value is not None else context
        bind_target(
            here, op.target, bound if isinstance(bound, Tensor | Object) else anonymous(here, op.context)
        )


def _leave(here: Here, op: ir.Leave) -> None:
    """Leave a context: one of this file runs its ``__exit__``, others may touch what they were given."""
    if not isinstance(op.context, ir.Call) or not op.context.args:
        return
    held = here.state.env.get((here.frame.ident, f"@with{op.at}"))
    if isinstance(held, Context):
        return
    if isinstance(held, Object) and held.cls is not None:
        found = find_method(here, held.cls, "__exit__")
        if found is not None and can_run(here, found.code):
            nothing = Arguments(here, ())
            nothing.open = True
            run_function(here, Function(found.code.at, home(here, held.cls, found), held), nothing, op.at)
            return
    known = here.evaluate(op.context.func)
    if isinstance(known, Qualified):
        return
    given = [here.evaluate(a.value) for a in op.context.args if isinstance(a.value, ir.Name | ir.Attr)]
    escape(here, given, "with")


def _delete(here: Here, targets: tuple[ir.Expr, ...]) -> None:
    for target in targets:
        if isinstance(target, ir.Attr) and target.name == "grad":
            _assign_grad(here, target, Constant(None), target.at)
        elif isinstance(target, ir.Name):
            here.state.forget((here.frame.ident, target.id))
