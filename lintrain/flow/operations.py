"""What one operation of the graph does to a path, and which way it goes."""

from __future__ import annotations

from lintrain.events import EditGrads, ZeroGrad
from lintrain.flow import conditions, cuts, emit, generators, syncing
from lintrain.flow.annotations import declare
from lintrain.flow.containers import MOST_ITEMS, extended
from lintrain.flow.decorators import replaces, wrapped
from lintrain.flow.escape import escape
from lintrain.flow.expressions import combine
from lintrain.flow.invoke import RETURN, Arguments, can_run, idents, run_function
from lintrain.flow.machine import Here
from lintrain.flow.objects import (
    anonymous,
    bind_target,
    element,
    find_method,
    home,
    lose,
    settle,
)
from lintrain.flow.records import unpacked
from lintrain.flow.scope import goes_backward
from lintrain.flow.state import AUTOCAST, unknown_name
from lintrain.flow.unroll import enter_pass, next_pass, rows
from lintrain.model.values import (
    Class,
    Constant,
    Context,
    Function,
    Grads,
    Group,
    Method,
    Object,
    Params,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.plain import replace
from lintrain.protocol import Gradients
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
            inner = wrapped(here, op) or ir.Lambda(code.at, code)
            here.state.bind((here.frame.ident, code.name), here.evaluate(inner))
        case ir.DefineClass(name=name) if not _is_fixed(here, name):
            here.state.bind((here.frame.ident, name), _defined_class(here, op))
        case ir.Bind(at=at, names=names):
            for name in names:
                bind_target(here, ir.Name(at, name), unknown_name(here.frame.ident, name))
        case ir.Pause():
            generators.pause(here, op)
        case ir.Enter():
            _enter(here, op)
        case ir.Leave(at=at):
            _leave(here, op)
            inside = here.state.autocast is not None
            here.state.withs = tuple(w for w in here.state.withs if (w[0], w[1]) != (here.frame.ident, at))
            if inside and not any(kind.startswith(AUTOCAST) for _, _, kind in here.state.withs):
                emit.forget_casts(here)
        case ir.Import(names=imported):
            for local, origin in imported:
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
        case ir.Declare(target=target, annotation=annotation) if here.frame.code.kind != "class":
            bind_target(here, target, declare(here, here.frame, _undefined(here, target), annotation))
        case ir.Delete(targets=targets):
            _delete(here, targets)
        case _:
            pass
    return tuple(range(ways))


def _undefined(here: Here, target: ir.Expr) -> Value:
    """Return what a declared name stands for while nothing is bound to it."""
    if isinstance(target, ir.Name):
        return unknown_name(here.frame.ident, target.id)
    return here.evaluate(target)


def _defined_class(here: Here, op: ir.DefineClass) -> Value:
    if replaces(here, op):
        return anonymous(here, ir.Name(op.at, op.name))
    return Class(op.body.at, here.frame.ident)


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
        value = replace(value, text=ir.render(target))
    if isinstance(value, Object) and isinstance(target, ir.Sequence) and (parts := unpacked(here, value)):
        value = Group("tuple", parts)
    if op.annotation is not None:
        value = declare(here, here.frame, value, op.annotation)
    for one in op.targets:
        if isinstance(one, ir.Attr) and one.name in ("grad", "_grad"):
            _assign_grad(here, one, value, op.at)
        elif isinstance(one, ir.Attr) and one.name == "requires_grad":
            _require(here, one, value)
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


def _require(here: Here, target: ir.Attr, value: Value) -> None:
    """``x.requires_grad = True``."""
    tensor = here.evaluate(target.base)
    if isinstance(tensor, Tensor) and tensor.cut is not None and value != Constant(False):
        bind_target(here, target.base, cuts.forced(here, tensor))
    else:
        bind_target(here, target, value)


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
    elif isinstance(before, Table) and isinstance(given, Table) and op.op == "|":
        bind_target(here, op.target, before.updated(given))
    elif op.op == "+" and (grown := _added(before, given)) is not None:
        bind_target(here, op.target, grown)
    else:
        bind_target(here, op.target, _counted(here, op))


def _added(before: Value, given: Value) -> Value | None:
    """Return a list with more behind it."""
    if isinstance(before, Group) and isinstance(given, Group) and len(before.items) < MOST_ITEMS:
        return Group(before.kind, (*before.items, *given.items)) if before.kind == given.kind else None
    return extended(before, given) if isinstance(before, Params | Group) else None


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
    generated = generators.iterated(here, op.iterable)
    if generated is not None:
        return _next_of(here, op, *generated)
    source = here.evaluate(op.iterable)
    known = rows(here, op.target, source, op.iterable)
    if known is not None:
        return _known_pass(here, op, source, known)
    leaves = here.oracle.choose(2) == 1
    if leaves:
        return (1,)
    here.state.env[(here.frame.ident, f"@{here.frame.node}")] = Unknown("", _source_text(source))
    item = _item(here, op, source)
    _another(here, [item])
    bind_target(here, op.target, item)
    return ONE


def _next_of(here: Here, op: ir.For, call: ir.Call, function: Function) -> tuple[int, ...]:
    """Bind what a generator of the project hands out next; leave when it is over."""
    value = generators.next_item(here, call, function)
    if value is None:
        return (1,)
    here.state.env[(here.frame.ident, f"@{here.frame.node}")] = Unknown("", "")
    if op.iterable is not call and ir.render(op.iterable).startswith("enumerate("):
        value = Group("tuple", (anonymous(here, op.iterable), value))
    bind_target(here, op.target, value)
    return ONE


def _another(here: Here, items: list[Value]) -> None:
    """A pass that goes backward by itself has an optimizer of its own: not the one of the pass before."""
    if not here.state.grads or not goes_backward(here.frame.names, here.frame.code, here.frame.node):
        return
    for item in idents(i for i in items if not isinstance(i, Object)):
        for ident in [i for i in here.state.grads if item and item in i]:
            here.set_grads(ident, Gradients())


def _known_pass(here: Here, op: ir.For, source: Value, known: list[Value]) -> tuple[int, ...]:
    """Bind the item of this pass; leave when all have had theirs."""
    head = here.frame.node
    position = next_pass(here, head)
    if position >= len(known):
        enter_pass(here, head, None)
        return (1,)
    enter_pass(here, head, position)
    here.state.env[(here.frame.ident, f"@{head}")] = Unknown("", _source_text(source))
    bind_target(here, op.target, known[position])
    return ONE


def _item(here: Here, op: ir.For, source: Value) -> Value:
    item = element(here, source, op.iterable)
    if isinstance(item, Unknown) and isinstance(op.target, ir.Name):
        key = (here.frame.ident, op.target.id)
        return replace(item, text=op.target.id, deps=item.deps | {key})
    return item


def _source_text(source: Value) -> str:
    items = getattr(source, "items", None)
    if isinstance(items, tuple) and items and not isinstance(source, Table):
        return " ".join(_source_text(i) for i in items)
    return getattr(source, "text", "") or ""


def _enter(here: Here, op: ir.Enter) -> None:
    context = generators.entered(here, op) or here.evaluate(op.context)
    if isinstance(context, Qualified):
        context = Context("no_grad") if context.name in ("torch.no_grad", "torch.inference_mode") else context
    kind = context.kind if isinstance(context, Context) else "plain"
    if syncing.perhaps(here, op, context):
        kind = syncing.PERHAPS
    if isinstance(context, Object | Context):
        here.state.env[(here.frame.ident, f"@with{op.at}")] = context
    if isinstance(context, Object):
        context = _entered(here, op, context)
    here.state.withs = (*here.state.withs, (here.frame.ident, op.at, kind))
    if op.target is not None:
        bound = context.value if isinstance(context, Context) and context.value is not None else context
        known = not isinstance(bound, Constant | Context | Method)
        bind_target(here, op.target, bound if known else anonymous(here, op.context))


def _entered(here: Here, op: ir.Enter, context: Object) -> Value:
    """Run the ``__enter__`` of a class of the project, and return what it returns."""
    found = find_method(here, context.cls, "__enter__") if context.cls is not None else None
    if found is None or context.cls is None:
        return context
    if not can_run(here, found.code):
        escape(here, [context], "")
        return anonymous(here, op.context)
    entering = Function(found.code.at, home(here, context.cls, found), context)
    return run_function(here, entering, Arguments(here, ()), op.context.at)


def _leave(here: Here, op: ir.Leave) -> None:
    """Leave a context: one of this file runs its ``__exit__``, others may touch what they were given."""
    if generators.left(here, op):
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
    if not isinstance(op.context, ir.Call) or not op.context.args:
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
        elif isinstance(target, ir.Subscript):
            _delete_item(here, target)
        elif isinstance(target, ir.Name):
            here.state.forget((here.frame.ident, target.id))


def _delete_item(here: Here, target: ir.Subscript) -> None:
    holder, key = here.evaluate(target.base), here.evaluate(target.index)
    if isinstance(holder, Table | Group):
        known = isinstance(holder, Table) and isinstance(key, Constant)
        if known:
            bind_target(here, target.base, holder.without(key.value))  # type: ignore[union-attr]  # just asked
        else:
            lose(here, target.base, holder)
