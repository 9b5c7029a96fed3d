"""What the verbs of a row do: to which optimizers, models and losses, and what the call returns.

Built-in tables and the user's own rows take the same way. What a row does to an optimizer that cannot be
told is not guessed: from there on nothing is claimed about gradients.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Clip, EditGrads, Mode, ScalerUpdate, SchedulerStep, Unscale, ZeroGrad
from lintrain.flow import conditions, emit, methods, syncing
from lintrain.flow.hooks import somebody_else_clears
from lintrain.flow.invoke import Arguments, can_run, run_function, tensors_in, unknown_result
from lintrain.flow.journal import Why
from lintrain.flow.machine import ANYBODY, Here
from lintrain.flow.members import groups_of
from lintrain.flow.roles import role
from lintrain.model.dialects._base import Gives, If, Row, Slot, Verb
from lintrain.model.values import (
    OPEN,
    Constant,
    Context,
    Function,
    Group,
    Kind,
    Object,
    Params,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import OPTIMIZER_NAME, last
from lintrain.plain import replace
from lintrain.syntax import ir


@dataclass(slots=True)
class Spoken:
    """One call that a row describes."""

    here: Here
    row: Row
    args: Arguments
    call: ir.Call
    text: str
    receiver: Value | None = None

    def given(self, wanted: Slot | None) -> Value | None:
        """Return the argument in a slot."""
        if wanted is None:
            return None
        if wanted.position < len(self.args.positional):
            return self.args.positional[wanted.position]
        return next((self.args.keywords[k] for k in wanted.keywords if k in self.args.keywords), None)

    def expr(self, wanted: Slot) -> ir.Expr | None:
        """Return the expression in a slot."""
        keys: tuple[str | int, ...] = (wanted.position, *wanted.keywords)
        return next((self.args.exprs[k] for k in keys if k in self.args.exprs), None)


# --- what they do -----------------------------------------------------------------------------------


def speak(said: Spoken) -> Value:
    """Let everything happen that a row says, and return what it gives."""
    here, row = said.here, said.row
    if row.hooks:
        here.doubt(Why.HOOK, said.text, said.call.at)
        here.machine.index.wild.add(ANYBODY)
    if row.calls is not None:
        _call_back(said, said.given(row.calls))
    for verb in row.verbs:
        if isinstance(verb, If):
            if not _wanted(said, verb):
                break
        else:
            _happen(said, verb)
    if not row.settled:
        _blur(said)
    if row.repeats is not None:
        _repeat(said, said.given(row.repeats))
    return _result(said)


def _wanted(said: Spoken, condition: If) -> bool:
    """Tell whether an optional part happens on this path; both ways are followed where that is open."""
    value, expr, here = said.given(condition.argument), said.expr(condition.argument), said.here
    if value is None:
        # Perhaps it is among arguments that cannot be seen.
        return here.oracle.choose(2) == 0 if said.args.open else condition.otherwise
    if isinstance(value, Constant):
        return bool(value.value)
    known = conditions.outcome(here, expr) if expr is not None else None
    if known is not None:
        return known
    wanted = here.oracle.choose(2) == 0
    if expr is not None:
        conditions.assume(here, expr, wanted)
    return wanted


def _happen(said: Spoken, verb: Verb) -> None:
    match verb:
        case Verb.BACKWARD:
            loss = said.given(said.row.loss) or _loss(said)
            methods.backward(said.here, loss, said.call, said.text, managed=said.row.managed)
        case Verb.TRAIN | Verb.EVAL:
            _set_mode(said, verb is Verb.TRAIN)
        case Verb.SCALER_UPDATE:
            update = ScalerUpdate(said.here.place(said.call.at), said.text)
            emit.updated(said.here, update, _ident(said))
        case Verb.SCHEDULER_STEP:
            said.here.note(_ident(said), SchedulerStep(said.here.place(said.call.at), said.text), None)
        case Verb.CLIP | Verb.EDIT_GRADS if _gradients_of(said) is not None:
            event = _clip_or_edit(said, verb, said.text)
            emit.to_owners(said.here, event, _gradients_of(said))
        case _:
            _to_optimizers(said, verb)


def _ident(said: Spoken) -> str:
    return said.receiver.ident if isinstance(said.receiver, Object) else ""


def _loss(said: Spoken) -> Value:
    """Return the loss of a row that does not say which argument it is: a tensor, or what models yield."""
    models = frozenset(m.ident for m in _models(said)) | tensors_in(said.args.all())
    return Tensor(models or frozenset((OPEN,)))


def _to_optimizers(said: Spoken, verb: Verb) -> None:
    """Let a verb reach the optimizers that it acts on; where nobody can tell which, all are blurred."""
    here, at = said.here, said.here.place(said.call.at)
    targets = _targets(said)
    if not targets:
        _blur(said)
    for target in targets:
        match verb:
            case Verb.STEP:
                methods.step(here, target, said.call, _performer(said, target))
            case Verb.ZERO_GRAD:
                emit.to_optimizer(here, ZeroGrad(at, target.text), target)
            case Verb.UNSCALE:
                emit.to_optimizer(here, Unscale(at, target.text), target)
            case _:
                emit.to_optimizer(here, _clip_or_edit(said, verb, target.text), target)


def _performer(said: Spoken, target: Object) -> str | None:
    """Return the object whose own ``step`` steps an optimizer."""
    func = said.call.func
    engine = isinstance(said.receiver, Object) and said.receiver.ident != target.ident
    return said.text if engine and isinstance(func, ir.Attr) and func.name == "step" else None


def _clip_or_edit(said: Spoken, verb: Verb, text: str) -> Clip | EditGrads:
    at = said.here.place(said.call.at)
    if verb is Verb.EDIT_GRADS:
        return EditGrads(at, text)
    return Clip(at, text, _limits(said), managed=said.row.unscales)


def _limits(said: Spoken) -> bool:
    """Tell whether a clip changes anything, wherever its threshold stands among the arguments."""
    told = [
        (value, said.args.exprs.get(key))
        for key, value in _keyed(said.args)
        if not isinstance(value, Params | Object) and not _is_switch(value)
    ]
    return all(methods.is_limit(said.here, value, expr) for value, expr in told)


def _is_switch(value: Value) -> bool:
    return isinstance(value, Constant) and (value.value is None or isinstance(value.value, bool))


def _blur(said: Spoken) -> None:
    """Forget the gradients that this may have touched: of known optimizers, of one model, or all."""
    targets = _targets(said)
    for target in targets:
        for ident in said.here.machine.members.get(target.ident, (target.ident,)):
            said.here.blur(ident)
    if not targets:
        engine = said.receiver
        whose = (
            frozenset((engine.ident,))
            if isinstance(engine, Object) and engine.kind is Kind.MODEL and not engine.cls
            else None
        )
        emit.blur_gradients(said.here, whose)


def _set_mode(said: Spoken, training: bool) -> None:
    models = _models(said)
    if not models and isinstance(said.receiver, Object) and said.receiver.kind is Kind.MODEL:
        models = [said.receiver]
    if not models:
        emit.blur_model(said.here, None)
    for model in models:
        event = Mode(said.here.place(said.call.at), model.text, training)
        emit.to_model(said.here, event, model.ident)


def _call_back(said: Spoken, closure: Value | None) -> None:
    """Call the function that was given, now."""
    here = said.here
    if isinstance(closure, Function):
        code = here.machine.index.codes[closure.code]
        if not code.is_generator and all(f.code is not code for f in here.frame.chain()):
            run_function(here, closure, Arguments(here, ()), said.call.at)
            return
    if closure is not None and not isinstance(closure, Constant | Unknown | Tensor):
        emit.blur_gradients(here)


def _repeat(said: Spoken, function: Value | None) -> None:
    """Show what happens when a function is called for every batch; nobody knows how often it will be."""
    here = said.here
    if isinstance(function, Function) and can_run(here, here.machine.index.codes[function.code]):
        nothing = Arguments(here, ())
        nothing.open = True
        run_function(here, function, nothing, said.call.at)
        if not somebody_else_clears(here.machine):
            run_function(here, function, nothing, said.call.at)
    emit.blur_gradients(here)
    emit.blur_model(here, None)


# --- on what ----------------------------------------------------------------------------------------


def _targets(said: Spoken) -> list[Object]:
    """Return the optimizers that a call acts on: given, the receiver, held by it."""
    wanted = said.row.optimizer
    if wanted is not None:
        return optimizers([_as_optimizer(said, said.given(wanted), said.expr(wanted), sure=True)])
    given: list[Value | None] = [
        _as_optimizer(said, value, said.args.exprs.get(key), sure=False) for key, value in _keyed(said.args)
    ]
    found = optimizers(given)
    if found or not isinstance(said.receiver, Object):
        return found
    if said.receiver.kind is Kind.OPTIMIZER:
        return [said.receiver]
    texts = said.here.machine.texts
    return [Object(ident, Kind.OPTIMIZER, texts.get(ident, "")) for ident in said.receiver.held]


def _keyed(args: Arguments) -> list[tuple[str | int, Value]]:
    return [*enumerate(args.positional), *args.keywords.items()]


def _as_optimizer(said: Spoken, value: Value | None, expr: ir.Expr | None, *, sure: bool) -> Value | None:
    """What a row steps is an optimizer, whoever built it."""
    if value is None or expr is None:
        return value
    text = ir.render(expr)
    value = role(said.here, value, text)
    if isinstance(value, Unknown) and (sure or OPTIMIZER_NAME.search(last(text))):
        said.here.machine.owners.setdefault(value.ident, None)
        return Object(value.ident, Kind.OPTIMIZER, text)
    return value


def optimizers(values: list[Value | None] | list[Value]) -> list[Object]:
    """Return the optimizers among values, in displays too."""
    found: list[Object] = []
    for value in values:
        if isinstance(value, Object) and value.kind is Kind.OPTIMIZER:
            found.append(value)
        elif isinstance(value, Group):
            found += optimizers(list(value.items))
        elif isinstance(value, Table):
            found += optimizers([v for _, v in value.items])
    return found


def _models(said: Spoken) -> list[Object]:
    found = [_in_role(said, value, said.args.exprs.get(key)) for key, value in _keyed(said.args)]
    return [v for v in found if isinstance(v, Object) and v.kind is Kind.MODEL]


def _in_role(said: Spoken, value: Value, expr: ir.Expr | None) -> Value:
    return value if expr is None else role(said.here, value, ir.render(expr))


def _gradients_of(said: Spoken) -> frozenset[str] | None:
    """Return the models whose gradients a call is given: by their parameters, or themselves."""
    params = [v.owners for v in said.args.all() if isinstance(v, Params)]
    if params:
        return frozenset().union(*params)
    models = _models(said)
    if not models and isinstance(said.receiver, Object) and said.receiver.kind is Kind.MODEL:
        models = [said.receiver] if not said.receiver.cls else []
    return frozenset(m.ident for m in models) or None


# --- what they give ---------------------------------------------------------------------------------


def _result(said: Spoken) -> Value:
    here, gives = said.here, said.row.gives
    match gives:
        case Slot():
            return _become(said, said.given(gives)) or unknown_result(here, said.call.at)
        case tuple():
            return _several(said, gives)
        case Gives.ARGUMENTS:
            values = said.args.positional
            return values[0] if len(values) == 1 else Group("tuple", tuple(values))
        case Gives.CONTEXT:
            return Context("plain")
        case Gives.UNSYNCED:
            here.machine.index.unsynced.add(_ident(said))
            return syncing.unsynced(said.receiver)
        case Gives.LOSS_CONTEXT:
            return Context("value", said.args.get(0, "loss"))
        case Gives.PARAMETERS:
            optimizer = said.args.get(0, "optimizer")
            expr = said.args.expr(0, "optimizer")
            if optimizer is not None and expr is not None:
                optimizer = role(here, optimizer, ir.render(expr))
            return groups_of(here, optimizer) if isinstance(optimizer, Object) else Params(frozenset((OPEN,)))
        case Gives.MEMBER if isinstance(said.receiver, Object):
            name = said.call.func.name if isinstance(said.call.func, ir.Attr) else ""
            return Unknown(f"{said.receiver.ident}.{name}()", here.machine.hint_texts.get(said.call.at, ""))
        case _:
            return unknown_result(here, said.call.at)


def _several(said: Spoken, slots: tuple[Slot | None, ...]) -> Value:
    items: list[Value] = []
    for number, wanted in enumerate(slots):
        value = said.given(wanted)
        if number == 0:
            value = _become(said, value)
        at = f"{said.here.frame.ident}@{said.call.at}.{number}"
        items.append(value if value is not None else Unknown(at, ""))
    present = [i for i, s in zip(items, slots, strict=True) if s is None or said.given(s) is not None]
    # apex.amp.initialize(models) alone returns the models alone.
    return items[0] if len(present) == 1 and len(slots) == 2 else Group("tuple", tuple(items))


def _become(said: Spoken, value: Value | None) -> Value | None:
    """What is returned is the same object, under a class with methods of its own."""
    name = said.row.becomes
    if not name:
        return value
    held = tuple(o.ident for o in optimizers(said.args.all()))
    if isinstance(value, Object):
        return replace(value, type=name, held=held)
    if isinstance(value, Unknown):
        kind = Kind.OPTIMIZER if "ptim" in name else Kind.MODEL
        if kind is Kind.OPTIMIZER:
            said.here.machine.owners.setdefault(value.ident, None)
        return Object(value.ident, kind, value.text, type=name, held=held)
    return value
