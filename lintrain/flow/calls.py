"""What a call does: to whom it belongs, and what it means when nobody can tell."""

from __future__ import annotations

from lintrain.events import Forward, FrozenCalled, Place, Reduction
from lintrain.flow import (
    averages,
    containers,
    cuts,
    dialects,
    emit,
    factories,
    functions,
    losses,
    methods,
    syncing,
)
from lintrain.flow.annotations import returned
from lintrain.flow.attributes import bound as bound_method
from lintrain.flow.attributes import read
from lintrain.flow.escape import GRADIENT_WORDS, blur_scale, escape
from lintrain.flow.evidence import evaluation, only_infers
from lintrain.flow.frozen import frozen_parts
from lintrain.flow.graphs import builds_graph
from lintrain.flow.invoke import (
    Arguments,
    can_run,
    instantiate,
    is_hook,
    run_forward,
    run_function,
    tensors_in,
    unknown_result,
)
from lintrain.flow.journal import Why
from lintrain.flow.machine import ANYBODY, Here, passes_of
from lintrain.flow.objects import ancestry, attribute, bases, find_method, home
from lintrain.flow.roles import role
from lintrain.model.reasons import Confidence
from lintrain.model.values import (
    ANY_MEMBER,
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
    Partial,
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
from lintrain.plain import replace
from lintrain.protocol import Gradients, ModelState, Training
from lintrain.syntax import ir

MOVES = {
    "to", "cuda", "cpu", "float", "double", "half", "long", "view", "reshape", "squeeze", "unsqueeze",
    "split", "chunk", "unbind",
}  # fmt: skip
"""Methods of what comes out of a loader that return the same in another form."""
HOOKS = {"register_hook", "register_post_accumulate_grad_hook", "register_full_backward_hook"}
"""Hooks that may change gradients while they are made."""
CLEARS = {"zero_grad", "unscale_", "backward"}
PLAIN_BASES = ("builtins.", "abc.", "typing.", "torch.nn.", "torch.utils.", "enum.", "collections.")


def call(here: Here, expr: ir.Call) -> Value:
    """Return what a call gives, and let its effects happen."""
    result = _called(here, expr)
    precision = here.state.autocast
    return replace(result, precision=precision) if precision and isinstance(result, Tensor) else result


def _called(here: Here, expr: ir.Call) -> Value:
    if isinstance(expr.func, ir.Attr):
        if _is_super(expr.func.base):
            return _super_call(here, expr, expr.func.name)
        base = here.evaluate(expr.func.base)
        text = here.machine.index.text_of(expr.func.base)
        return _method_call(here, expr, role(here, base, text), expr.func.name, text)
    target = here.evaluate(expr.func)
    return _plain_call(here, expr, target, here.machine.index.text_of(expr.func))


def _is_super(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id == "super"


def _super_call(here: Here, expr: ir.Call, name: str) -> Value:
    """``super().method()``: a base class of this file, or somebody else's."""
    args = Arguments(here, expr.args)
    receiver = here.frame.receiver
    owner = here.machine.index.owner.get(here.frame.code.at)
    if receiver is not None and receiver.cls is not None and owner is not None:
        for base in _behind(here, receiver.cls, owner):
            if not isinstance(base, Class):
                if _is_plain(base):
                    continue
                break
            found = here.machine.index.methods.get(base.code, {}).get(name)
            if found is not None and can_run(here, found.code):
                return _apply(here, expr, bound_method(here, base, found, receiver), args, f"super().{name}")
        if receiver.kind is Kind.MODEL:
            result = methods.model_method(here, receiver, name, args, expr)
            if result is not None:
                return result
    if name not in ("__init__", "train", "eval", "state_dict", "__setattr__", "__getattr__", "setup"):
        escape(here, [receiver] if receiver is not None else [], name)
    return unknown_result(here, expr.at)


def _behind(here: Here, cls: Class, owner: int) -> list[Value]:
    """Return what is searched for a method behind the class whose code is ``owner``."""
    order = ancestry(here, cls)
    codes = [one.code if isinstance(one, Class) else -1 for one in order]
    return order[codes.index(owner) + 1 :] if owner in codes else bases(here, Class(owner, cls.frame))


def _is_plain(base: Value) -> bool:
    """Tell whether a base from elsewhere has no methods that train."""
    return isinstance(base, Qualified) and base.name.startswith(PLAIN_BASES)


def _method_call(here: Here, expr: ir.Call, base: Value, name: str, text: str) -> Value:
    """``base.name(...)``."""
    if here.machine.journal is not None:
        here.machine.journal.thing(here.frame, text, base)
    if name in HOOKS:
        here.doubt(Why.HOOK, f"{text}.{name}", expr.at)
        here.machine.index.wild.add(ANYBODY)
    averages.average(here, expr, text)
    spoken = dialects.method(here, base, name, expr, text)
    if spoken is not None:
        return spoken
    if isinstance(base, Object | Class):
        bound = read(here, base, name, expr.func if isinstance(expr.func, ir.Attr) else None)
        if _is_kept(base, name, bound):
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
        case Table():
            return containers.table_method(here, base, name, args, expr)
        case Context() | Constant():
            return unknown_result(here, expr.at)
        case Group() if name in containers.GROWS:
            return containers.grow(here, base, name, args, expr)
        case Unknown(ident=ident) if name == "values" and ident in here.machine.holds:
            return base
        case Unknown(ident=ident) if name == "items" and ident in here.machine.holds:
            return Group("zip", (unknown_result(here, expr.at), base))
        case _:
            pass
    return _unknown_method(here, expr, base, name, text, args)


def _is_kept(base: Object | Class, name: str, bound: Value) -> bool:
    """Tell whether an attribute is something to call that is known by itself."""
    match bound:
        case Function() | Partial() | Class() | Group(kind="either"):
            return True
        case Method(receiver=receiver, name=named):
            return receiver != base or named != name
        case Object() | Qualified():
            return isinstance(base, Object)
        case _:
            return False


def _params_method(here: Here, params: Params, name: str, args: Arguments, expr: ir.Call) -> Value:
    if params.item and name.endswith("_"):
        return params
    return unknown_result(here, expr.at)


def _unknown_method(here: Here, expr: ir.Call, base: Value, name: str, text: str, args: Arguments) -> Value:
    """A method of something that nobody knows."""
    if isinstance(base, Unknown) and base.data and name in MOVES:
        return replace(unknown_result(here, expr.at), data=True)
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
    target = read(here, base, name) if isinstance(base, Unknown | Object) else base
    if isinstance(target, Unknown | Object | Tensor) and target is not base:
        return _call_unknown(here, expr, target, f"{text}.{name}", args, receiver=base)
    return _call_unknown(
        here, expr, Unknown(f"{here.frame.ident}@{expr.at}.{name}", ""), f"{text}.{name}", args, receiver=base
    )


def _plain_call(here: Here, expr: ir.Call, target: Value, text: str) -> Value:
    """``target(...)`` where ``target`` is a value."""
    return _apply(here, expr, target, Arguments(here, expr.args), text)


def _apply(here: Here, expr: ir.Call, target: Value, args: Arguments, text: str) -> Value:
    spoken = dialects.called(here, target, args, expr, text)
    if spoken is not None:
        return spoken
    match target:
        case Function():
            return returned(here, target, _function_call(here, expr, target, args, text))
        case Class():
            built = instantiate(here, target, args, expr.at, _new_ident(here, expr), _new_text(here, expr))
            return _built(here, built, f"the class {here.machine.index.classes[target.code].name}", expr)
        case Qualified(name=name):
            value = functions.imported(here, name, args, expr, _new_ident(here, expr), _new_text(here, expr))
            if value is not None:
                return _built(here, value, name, expr)
            return _call_unknown(here, expr, Unknown(_new_ident(here, expr), ""), text, args, made=True)
        case Object(kind=Kind.CRITERION):
            return losses.loss(here, target.criterion, target.reduction, args, expr, target)
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
        case Partial(func=func):
            return _apply(here, expr, func, args.after(target), text)
        case Group(kind="either", items=callables) if Constant(None) in callables:
            known = tuple(c for c in callables if not isinstance(c, Constant))
            return _apply(here, expr, Group("either", known), args, text)
        case Group(kind="either", items=callables) if factories.optimizers_only(callables):
            ident, called = _new_ident(here, expr), _new_text(here, expr)
            made = factories.built_by_one_of(here, callables, args, expr, ident, called)
            return _built(here, made, "one of several classes", expr)
        case Group(kind="either", items=callables) if all(_followed(here, c) for c in callables):
            # Each of them is called, on a path of its own.
            return _apply(here, expr, callables[here.oracle.choose(len(callables))], args, text)
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


def _built(here: Here, value: Value, by: str, expr: ir.Call) -> Value:
    """Note by what an object was built."""
    if isinstance(value, Object) and value.ident == _new_ident(here, expr):
        by = by.replace(f".{ANY_MEMBER}", ", by a name that is not known")
        here.because(value, Confidence.CERTAIN, f"built by {by}", expr.at)
    return value


def _followed(here: Here, target: Value) -> bool:
    """Tell whether what a call of ``target`` does can be seen."""
    if isinstance(target, Partial):
        return _followed(here, target.func)
    return isinstance(target, Function) and can_run(here, here.machine.index.codes[target.code])


def _function_call(here: Here, expr: ir.Call, target: Function, args: Arguments, text: str) -> Value:
    body = here.machine.index.codes[target.code]
    if is_hook(target, body):
        escape(here, [*args.all(), *([target.receiver] if target.receiver else [])], text)
        return unknown_result(here, expr.at)
    if can_run(here, body):
        result = run_function(here, target, args, expr.at)
        factories.forget_changed(here, expr, target)
        return result
    if body.is_generator and body.words & GRADIENT_WORDS:
        # It clears or steps while somebody loops over it.
        here.machine.index.wild.add(ANYBODY)
    escape(here, [*args.all(), *([target.receiver] if target.receiver else [])], text)
    factories.forget_containers(here, expr, text)
    return unknown_result(here, expr.at)


def _new_ident(here: Here, expr: ir.Call) -> str:
    """An object that is bound to a name at once is identified by it: branches may build it differently."""
    hint = here.machine.hints.get((here.frame.ident, expr.at), f"{here.frame.ident}@{expr.at}")
    return hint + passes_of(here.state, here.frame.ident)


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
            found is not None and here.state.grad_enabled and builds_graph(here),
            only_infers(here, state),
        )
        here.note(model.ident, event, state)
        if event.grad and found is None:
            _frozen(here, model, event, state)
            if state.mode is not Training.EVAL:
                known = here.machine.index.batches
                known.feeds(event.at, here.frame.code, model, event.text, args.all())
        here.machine.called[model.ident] = (event.text, event.sensitive)
        here.set_model(model.ident, state.after(event))
        syncing.forward(here, model)
        if not event.grad and here.state.caches_casts and state.cast is None:
            here.set_model(model.ident, replace(here.model(model.ident), cached=event.at))
        if here.state.grad_enabled:
            here.machine.index.learning.forwards.setdefault(model.ident, event.at)
    value = run_forward(here, model, args, expr.at, models)
    if value is None:
        value = _output(model, models)
    if isinstance(value, Tensor) and value.squashed is None and value.scores is None:
        value = replace(value, scores=_scores(here, model))
    return cuts.ungraded(here, value, expr.at)


def _output(model: Object, models: frozenset[str]) -> Tensor:
    """Return what a model returns whose ``forward`` is not in sight."""
    if model.layers is not None and model.layers.final is not None:
        return Tensor(models, model.layers.final)
    reduction = Reduction.MEAN if model.layers is not None and model.layers.mean_loss else Reduction.UNKNOWN
    return Tensor(models, None, reduction)


def _scores(here: Here, model: Object) -> Place | None:
    """Return the linear layer or convolution that a model certainly ends in."""
    layers, env = model.layers, here.state.env
    if layers is None and model.cls is not None:
        layers = here.machine.index.layers_of(model.cls.code)
    if layers is None or layers.scores is None or env.get((model.ident, methods.GROWN)) is not None:
        return None
    now = env.get((model.ident, layers.head)) if layers.head else None
    if now is None or (isinstance(now, Unknown) and now.ident == f"{model.ident}.{layers.head}"):
        return layers.scores
    return now.layers.scores if isinstance(now, Object) and now.layers is not None else None


def _frozen(here: Here, model: Object, event: Forward, state: ModelState) -> None:
    """Tell of the parts of a model that are frozen, while it is called for training."""
    if model.cls is None:
        return
    for part, layers, at in frozen_parts(here.machine.index, model.cls.code):
        value = here.state.env.get((model.ident, part))
        ident = value.ident if isinstance(value, Object | Unknown) else ""
        own = here.state.models.get(ident)
        aside = own is not None and own.set_by is not None and own.set_by is not state.set_by
        frozen = FrozenCalled(event.at, event.text, part, layers, here.place(at), aside)
        here.note(model.ident, frozen, state)


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
    if isinstance(target, Unknown) and target.ident in here.machine.taken:
        # A method whose name is put together: any of them.
        escape(here, [here.machine.taken[target.ident]], "")
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
    factories.forget_containers(here, expr, text)
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
    ident += passes_of(here.state, here.frame.ident) if not made else ""
    if ident in here.state.grads:
        # Another object than the one that was made here before.
        here.set_grads(ident, Gradients())
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
