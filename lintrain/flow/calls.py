"""What a call does: to whom it belongs, and what it means when nobody can tell."""

from __future__ import annotations

from lintrain.events import Forward, Reduction
from lintrain.flow import dialects, emit, functions, methods
from lintrain.flow.escape import GRADIENT_WORDS, blur_scale, escape
from lintrain.flow.evidence import evaluation
from lintrain.flow.invoke import (
    Arguments,
    can_run,
    instantiate,
    run_forward,
    run_function,
    tensors_in,
    unknown_result,
)
from lintrain.flow.journal import Why
from lintrain.flow.machine import ANYBODY, Here
from lintrain.flow.objects import anonymous, attribute, bases, bind_target, find_method, home
from lintrain.flow.roles import role
from lintrain.model.values import (
    OPEN,
    Class,
    Constant,
    Context,
    Function,
    Grads,
    Group,
    Kind,
    Method,
    Module,
    Object,
    Params,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import (
    CLIPS_INSIDE,
    TAKES_LOSS,
    is_class,
    is_clip,
    is_criterion,
    is_wrapper,
    last,
)
from lintrain.syntax import ir

HOOKS = {"register_hook", "register_post_accumulate_grad_hook", "register_full_backward_hook"}
"""Hooks that may change gradients while they are made."""
CLEARS = {"zero_grad", "unscale_", "backward"}


def call(here: Here, expr: ir.Call) -> Value:
    """Return what a call gives, and let its effects happen."""
    if isinstance(expr.func, ir.Attr):
        if _is_super(expr.func.base):
            return _super_call(here, expr, expr.func.name)
        base = here.evaluate(expr.func.base)
        text = ir.render(expr.func.base)
        return _method_call(here, expr, role(here, base, text), expr.func.name, text)
    target = here.evaluate(expr.func)
    return _plain_call(here, expr, target, ir.render(expr.func))


def _is_super(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id == "super"


def _super_call(here: Here, expr: ir.Call, name: str) -> Value:
    """``super().method()``: a base class of this file, or somebody else's."""
    args = Arguments(here, expr.args)
    receiver = here.frame.receiver
    owner = here.machine.index.owner.get(here.frame.code.at)
    if receiver is not None and receiver.cls is not None and owner is not None:
        for base in bases(here, Class(owner, receiver.cls.frame)):
            found = find_method(here, base, name) if isinstance(base, Class) else None
            if found is not None and isinstance(base, Class) and can_run(here, found.code):
                return run_function(
                    here, Function(found.code.at, home(here, base, found), receiver), args, expr.at
                )
        if receiver.kind is Kind.MODEL:
            result = methods.model_method(here, receiver, name, args, expr)
            if result is not None:
                return result
    if name not in ("__init__", "train", "eval", "state_dict", "__setattr__", "__getattr__", "setup"):
        escape(here, [receiver] if receiver is not None else [], name)
    return unknown_result(here, expr.at)


def _method_call(here: Here, expr: ir.Call, base: Value, name: str, text: str) -> Value:
    """``base.name(...)``."""
    if here.machine.journal is not None:
        here.machine.journal.thing(here.frame, text, base)
    if name in HOOKS:
        here.doubt(Why.HOOK, f"{text}.{name}", expr.at)
        here.machine.index.wild.add(ANYBODY)
    spoken = dialects.method(here, base, name, expr, text)
    if spoken is not None:
        return spoken
    if isinstance(base, Object | Class):
        bound = attribute(here, base, name)
        if isinstance(bound, Function) or (isinstance(bound, Object) and isinstance(base, Object)):
            return _plain_call(here, expr, bound, f"{text}.{name}")
    if isinstance(base, Qualified | Module):
        return _plain_call(here, expr, attribute(here, base, name), f"{text}.{name}")
    args = Arguments(here, expr.args)
    result: Value | None
    match base:
        case Tensor():
            return methods.tensor_method(here, base, name, args, expr, text)
        case Object(kind=kind) if kind in methods.METHODS:
            result = methods.METHODS[kind](here, base, name, args, expr)
            if result is not None:
                return result
        case Grads():
            return methods.grads_method(here, base, name, args, expr)
        case Params():
            return _params_method(here, base, name, args, expr)
        case Object(kind=Kind.CRITERION) if name in ("to", "cuda", "cpu"):
            return base
        case Context() | Constant() | Table():
            return _container_method(here, base, name, args, expr)
        case Group() if name in ("append", "extend", "insert", "add"):
            return _append(here, expr, args)
        case _:
            pass
    return _unknown_method(here, expr, base, name, text, args)


def _append(here: Here, expr: ir.Call, args: Arguments) -> Value:
    """A list that grows is no longer known item by item."""
    if isinstance(expr.func, ir.Attr) and isinstance(expr.func.base, ir.Name | ir.Attr):
        bind_target(here, expr.func.base, anonymous(here, expr.func.base))
    return Constant(None)


def _container_method(here: Here, base: Value, name: str, args: Arguments, expr: ir.Call) -> Value:
    if isinstance(base, Table) and name == "values":
        return Group("list", tuple(v for _, v in base.items))
    if isinstance(base, Table) and name == "items" and len({type(v) for _, v in base.items}) == 1:
        values = Group("list", tuple(v for _, v in base.items))
        return Group("zip", (unknown_result(here, expr.at), values))
    if (
        isinstance(base, Table)
        and name == "get"
        and args.positional
        and isinstance(args.positional[0], Constant)
    ):
        found = base.get(args.positional[0].value)
        return found if found is not None else unknown_result(here, expr.at)
    return unknown_result(here, expr.at)


def _params_method(here: Here, params: Params, name: str, args: Arguments, expr: ir.Call) -> Value:
    if params.item and name.endswith("_"):
        return params
    return unknown_result(here, expr.at)


def _unknown_method(here: Here, expr: ir.Call, base: Value, name: str, text: str, args: Arguments) -> Value:
    """A method of something that nobody knows."""
    if name in ("train", "eval") and isinstance(base, Unknown) and base.owner:
        # The mode of a part: the model as a whole is in neither.
        emit.blur_model(here, base.owner)
    if name in TAKES_LOSS:
        if args.positional and not isinstance(args.positional[0], Constant):
            if isinstance(args.positional[0], Tensor):
                methods.produce(here, args.positional[0], expr, text, managed=True)
            emit.blur_gradients(here)
            return Constant(None)
        methods.produce(here, base, expr, text, managed=False)
        return Constant(None)
    if isinstance(base, Unknown) and base.owner and name in ("parameters", "named_parameters"):
        return Params(frozenset((base.ident,)), text=text)
    if name in CLIPS_INSIDE:
        emit.blur_gradients(here)
        return unknown_result(here, expr.at)
    target = attribute(here, base, name) if isinstance(base, Unknown | Object) else base
    if isinstance(target, Unknown | Object | Tensor) and target is not base:
        return _call_unknown(here, expr, target, f"{text}.{name}", args, receiver=base)
    return _call_unknown(
        here, expr, Unknown(f"{here.frame.ident}@{expr.at}.{name}", ""), f"{text}.{name}", args, receiver=base
    )


def _plain_call(here: Here, expr: ir.Call, target: Value, text: str) -> Value:
    """``target(...)`` where ``target`` is a value."""
    args = Arguments(here, expr.args)
    spoken = dialects.called(here, target, args, expr, text)
    if spoken is not None:
        return spoken
    match target:
        case Function(code=code):
            body = here.machine.index.codes[code]
            if can_run(here, body):
                return run_function(here, target, args, expr.at)
            if body.is_generator and body.words & GRADIENT_WORDS:
                # It clears or steps while somebody loops over it.
                here.doubt(Why.HOOK, text, expr.at)
                here.machine.index.wild.add(ANYBODY)
            escape(here, [*args.all(), *([target.receiver] if target.receiver else [])], text)
            return unknown_result(here, expr.at)
        case Class():
            return instantiate(here, target, args, expr.at, _new_ident(here, expr), _new_text(here, expr))
        case Qualified(name=name):
            value = functions.imported(here, name, args, expr, _new_ident(here, expr), _new_text(here, expr))
            if value is not None:
                return value
            return _call_unknown(here, expr, Unknown(_new_ident(here, expr), ""), text, args, made=True)
        case Object(kind=Kind.CRITERION):
            return functions.loss(here, target.criterion, target.reduction, args, expr, target)
        case Object(activation=kind) if kind is not None:
            return functions.activation(here, target, args, expr)
        case Object(kind=Kind.MODEL):
            return _forward(here, expr, target, args)
        case Object(kind=Kind.INSTANCE, cls=cls) if cls is not None:
            found = find_method(here, cls, "__call__")
            if found is not None and can_run(here, found.code):
                return run_function(
                    here, Function(found.code.at, home(here, cls, found), target), args, expr.at
                )
            escape(here, [*args.all(), target], text)
            return unknown_result(here, expr.at)
        case Method(receiver=receiver, name=name):
            return _method_call(here, expr, receiver, name, text)
        case Group(kind="either", items=callables):
            # One of several: whatever they belong to may have changed.
            escape(here, [*args.all(), *callables], "")
            return unknown_result(here, expr.at)
        case Params() | Grads() | Tensor() | Constant() | Context() | Group() | Table():
            escape(here, args.all(), text)
            return unknown_result(here, expr.at)
        case _:
            if is_class(text, here.frame.names.methods_used(text)):
                return _call_unknown(here, expr, Unknown(_new_ident(here, expr), ""), text, args, made=True)
            return _call_unknown(here, expr, target, text, args)


def _new_ident(here: Here, expr: ir.Call) -> str:
    """An object that is bound to a name at once is identified by it: branches may build it differently."""
    return here.machine.hints.get((here.frame.ident, expr.at), f"{here.frame.ident}@{expr.at}")


def _new_text(here: Here, expr: ir.Call) -> str:
    return here.machine.hint_texts.get(expr.at, "")


def _forward(here: Here, expr: ir.Call, model: Object, args: Arguments) -> Value:
    """A model is called."""
    # Under no_grad nothing depends on anything.
    models = tensors_in(args.all()) | {model.ident} if here.state.grad_enabled else frozenset[str]()
    if not here.frame.in_model:
        state = here.model(model.ident)
        found = evaluation(here, expr, state)
        event = Forward(
            here.place(expr.at),
            ir.render(expr.func),
            here.state.grad_enabled,
            found[0] if found is not None else None,
            model.layers.sensitive if model.layers is not None else None,
            here.place(found[1]) if found is not None else None,
        )
        here.note(model.ident, event, state)
    value = run_forward(here, model, args, expr.at, models)
    if value is not None:
        return value
    if model.layers is not None and model.layers.final is not None:
        return Tensor(models, model.layers.final)
    reduction = Reduction.MEAN if model.layers is not None and model.layers.mean_loss else Reduction.UNKNOWN
    return Tensor(models, None, reduction)


def _call_unknown(
    here: Here,
    expr: ir.Call,
    target: Value,
    text: str,
    args: Arguments,
    receiver: Value | None = None,
    made: bool = False,
) -> Value:
    """Call something that nobody knows: what it is given may have been stepped, cleared or scaled there."""
    name = last(text)
    given = args.all()
    if (isinstance(target, Unknown) and not made and receiver is None) or _model_attribute(receiver, target):
        found = role(here, target, text)
        if isinstance(found, Object) and found.kind is Kind.MODEL and not isinstance(target, Object):
            return _forward(here, expr, found, args)
    if isinstance(target, Object) and target.kind is Kind.MODEL:
        return _forward(here, expr, target, args)
    if is_wrapper(name) and args.positional and isinstance(args.positional[0], Object | Unknown):
        return args.positional[0]
    models = tensors_in(given)
    if is_criterion(name) and len(args.positional) >= 2 and isinstance(args.positional[0], Tensor):
        return Tensor(models, None, Reduction.MEAN)
    if is_clip(name) and any(isinstance(v, Params) for v in given):
        blur_scale(here, given)
        return unknown_result(here, expr.at)
    if isinstance(receiver, Unknown) and receiver.owner:
        return Tensor(models | {receiver.ident})
    if "backward" in name or (isinstance(target, Unknown) and last(target.ident) in CLEARS):
        emit.blur_gradients(here)
    escape(here, given, text)
    attribute_like = name in here.frame.names.attributes
    if isinstance(receiver, Object) and receiver.cls is not None and not attribute_like:
        # A method of a class of this file that is inherited from elsewhere sees everything in ``self``.
        escape(here, [receiver], text)
    builds = "optim" in name.lower()
    if isinstance(target, Unknown) and target.owner and not builds:
        return Tensor(models | {target.ident})
    if models:
        return Tensor(models | {OPEN})
    ident = target.ident if made and isinstance(target, Unknown) else f"{here.frame.ident}@{expr.at}"
    here.machine.makers[ident] = name
    return Unknown(ident, here.machine.hint_texts.get(expr.at, ""), unknown_result(here, expr.at).deps)


def _model_attribute(receiver: Value | None, target: Value) -> bool:
    """``self.model(x)``: the attribute of an instance, called."""
    if not isinstance(target, Unknown):
        return False
    return (isinstance(receiver, Object) and receiver.kind is Kind.INSTANCE) or (
        isinstance(receiver, Unknown) and not receiver.owner
    )


__all__ = ["call"]
