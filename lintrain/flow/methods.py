"""Methods of the things that take part in training: tensors, optimizers, scalers, models, parameters."""

from __future__ import annotations

from collections.abc import Callable

from lintrain.events import (
    Backward,
    Clip,
    Differentiated,
    EditGrads,
    LoadWeights,
    LossScaled,
    Mode,
    ReadGrads,
    Reduction,
    ScalerUpdate,
    Squash,
    Squashed,
    Step,
    Unscale,
    ZeroGrad,
)
from lintrain.flow import conditions, cuts, emit, holders, moves, risks, schedules, syncing
from lintrain.flow.accumulation import window
from lintrain.flow.evidence import deliberate, scale_is_uncertain
from lintrain.flow.invoke import Arguments, tensors_in, unknown_result
from lintrain.flow.journal import Why
from lintrain.flow.machine import Here
from lintrain.flow.members import params_of
from lintrain.flow.objects import contains, flattened
from lintrain.flow.roles import role
from lintrain.losses import LossUnstable
from lintrain.model.dialects import torch
from lintrain.model.reasons import Confidence
from lintrain.model.values import (
    OPEN,
    Constant,
    Grads,
    Group,
    Kind,
    Object,
    Params,
    Qualified,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import CLIPS_INSIDE, last
from lintrain.plain import replace
from lintrain.syntax import ir

Call = ir.Call
DIVIDES = {"div", "div_", "true_divide"}
KEEPS_MOST = torch.REDUCES_MEAN | torch.REDUCES_SUM | DIVIDES | {"mul", "mul_"}
"""After other methods nothing is known of a tensor but the models it came from."""

GROWS = {"register_forward_hook", "add_module", "register_module", "append", "extend", "insert"}
"""Methods after which a model may end in something else."""
GROWN = "<grown>"


def tensor_method(here: Here, tensor: Tensor, name: str, args: Arguments, call: Call, text: str) -> Value:
    """Call a method of a tensor; what comes of it was computed as the tensor itself was."""
    result = _tensor_method(here, tensor, name, args, call, text)
    if isinstance(result, Tensor) and result.precision != tensor.precision:
        return replace(result, precision=tensor.precision)
    return result


def _tensor_method(here: Here, tensor: Tensor, name: str, args: Arguments, call: Call, text: str) -> Value:
    if name == "backward":
        produce(here, tensor, call, text, managed=False)
        return Constant(None)
    if name in torch.SQUASH_METHODS:
        return Tensor(
            tensor.models, Squashed(torch.SQUASH_METHODS[name], here.place(call.at), here.frame.in_model)
        )
    if name in ("detach", "detach_"):
        return cuts.severed(here, tensor, "detach", call.at)
    if name in cuts.HARD:
        return cuts.severed(here, tensor, name, call.at, hard=True)
    if name in cuts.READS:
        return cuts.number(here, tensor, name, call.at, unknown_result(here, call.at))
    if name in torch.NOT_A_LOSS:
        return unknown_result(here, call.at)
    if name == "requires_grad_" and not isinstance(args.get(0, "requires_grad"), Constant):
        tensor = cuts.forced(here, tensor)
    if name == "log":
        return risks.logarithm(here, tensor, call.at)
    if name == "sqrt":
        return risks.root(here, tensor, call.at)
    if name == "square" or (name == "pow" and args.get(0, "exponent") == risks.TWO):
        return Tensor(tensor.models | tensors_in(args.all()), risks=tensor.risks, square=True)
    if name == "exp":
        return exponential(tensor)
    models = tensor.models | tensors_in(args.all())
    if name in torch.KEEPS_PROBABILITIES:
        return replace(tensor, models=models, text="", optional=False)
    if name not in KEEPS_MOST:
        return Tensor(models)
    cut = cuts.common((tensor, *args.all()))
    found = replace(
        tensor, models=models, text="", optional=False, squashed=None, scores=None, cut=cut, lost=tensor.lost
    )
    if name in torch.REDUCES_MEAN:
        kept = tensor.reduction if tensor.reduction is not Reduction.UNKNOWN else Reduction.MEAN
        return replace(found, reduction=kept)
    if name in torch.REDUCES_SUM:
        return replace(found, reduction=Reduction.SUM)
    by = args.get(0, "other")
    divisors = divided(tensor, by) if name in DIVIDES else None
    return replace(found, normalised=True, divisors=divisors)


def divided(tensor: Tensor, by: Value | None) -> tuple[float, ...] | None:
    """Return the numbers that a tensor is divided by once it is divided by one more."""
    if not isinstance(by, Constant) or not isinstance(by.value, int | float) or tensor.divisors is None:
        return None
    return (*tensor.divisors, float(by.value))


def exponential(tensor: Tensor) -> Tensor:
    """Return the exponential: that of log-probabilities are probabilities."""
    squashed = tensor.squashed
    if squashed is None or squashed.kind is not Squash.LOG_SOFTMAX:
        return Tensor(tensor.models)
    return Tensor(tensor.models, replace(squashed, kind=Squash.SOFTMAX))


def produce(here: Here, loss: Value, call: Call, text: str, *, managed: bool) -> None:
    """Emit the backward of a loss."""
    tensor = loss if isinstance(loss, Tensor) else Tensor(frozenset((OPEN,)), cut=getattr(loss, "cut", None))
    here.machine.index.learning.losses.add(tensor.models)
    seeded = any(a.keyword in (None, "gradient") for a in call.args)
    if not managed and seeded and isinstance(call.func, ir.Attr):
        # loss.backward(seed): the seed may be the division.
        tensor = replace(tensor, normalised=True)
    backward(here, tensor, call, text, managed=managed)


def backward(here: Here, loss: Value, call: Call, text: str, *, managed: bool) -> None:
    """Emit the backward of a loss that was given to whoever does it."""
    tensor = loss if isinstance(loss, Tensor) else Tensor(frozenset((OPEN,)), cut=getattr(loss, "cut", None))
    reduced, reducible = syncing.backward(here, tensor.models)
    term, inside = tensor.term(text, managed), here.state.autocast is not None
    event = Backward(here.place(call.at), text, term, inside, reduced, reducible)
    here.note("", Differentiated(event.at, text, tensor.cut, tensor.lost, tensor.forced), None)
    for risk in tensor.risks:
        here.note("", LossUnstable(risk.at, text, risk.function, event.at), None)
    here.machine.stacks.setdefault(event.at, set()).add(here.frame.stack())
    here.machine.backwards.add(event.at)
    emit.to_owners(here, event, tensor.models or None)


def optimizer_method(here: Here, optimizer: Object, name: str, args: Arguments, call: Call) -> Value:
    """Call a method of an optimizer."""
    at = here.place(call.at)
    if name == "zero_grad":
        emit.to_optimizer(here, ZeroGrad(at, optimizer.text), optimizer)
    elif name in ("state_dict", "load_state_dict", "add_param_group", "train", "eval", "__repr__"):
        return unknown_result(here, call.at)
    elif name.startswith("register_"):
        here.doubt(Why.HOOK, f"{optimizer.text}.{name}", call.at)
        here.machine.index.wild.add(optimizer.ident)
    elif name == "backward" or not args.all():
        emit.blur_gradients(here)
    elif name in CLIPS_INSIDE:
        emit.to_optimizer(here, Clip(at, optimizer.text, managed=True), optimizer)
    else:
        emit.blur_gradients(here)
    return unknown_result(here, call.at)


def step(here: Here, optimizer: Object, call: Call, scaler: str | None, *, scales: bool = False) -> None:
    """Emit a step of an optimizer (or of each one in a list), by a loss scaler that ``scales``."""
    for ident in here.machine.one_of.get(optimizer.ident, ()):
        here.blur(ident)
    if optimizer.ident in here.machine.one_of:
        return
    for ident in here.machine.members.get(optimizer.ident, (optimizer.ident,)):
        before = here.optimizer(ident)
        found = window(here, before)
        rates = here.machine.index.rates.get(ident, "") + here.machine.index.rates.get("", "")
        if found is not None and found.size and found.size in rates:
            found = None  # The rate was divided instead of the loss.
        named = _as_written(call, scaler) or optimizer.text
        event = Step(here.place(call.at), named, scaler, scales, found)
        here.machine.stacks.setdefault(event.at, set()).add(here.frame.stack())
        here.machine.index.learning.stepped(ident, event.at)
        emit.to_optimizer(here, event, Object(ident, Kind.OPTIMIZER, optimizer.text))


def _as_written(call: Call, scaler: str | None) -> str:
    """Return how the stepping line calls its optimizer: a helper's parameter, not the caller's variable."""
    named = call.args[0].value if scaler is not None and call.args else None
    if scaler is None and isinstance(call.func, ir.Attr):
        named = call.func.base
    return ir.render(named) if isinstance(named, ir.Name | ir.Attr) else ""


def scaler_method(here: Here, scaler: Object, name: str, args: Arguments, call: Call) -> Value:
    """Call a method of a gradient scaler."""
    at = here.place(call.at)
    target = args.get(0, "optimizer")
    expr = args.expr(0, "optimizer")
    if target is not None and expr is not None:
        target = role(here, target, ir.render(expr))
        if isinstance(target, Unknown) and name in ("step", "unscale_"):
            # What a gradient scaler steps is an optimizer, whoever built it.
            here.machine.owners.setdefault(target.ident, None)
            target = Object(target.ident, Kind.OPTIMIZER, ir.render(expr))
            here.because(target, Confidence.LIKELY, "by use: a gradient scaler steps it", call.at)
    if name == "scale":
        return _scale(here, scaler, args, call)
    if isinstance(target, Object) and target.kind is Kind.OPTIMIZER:
        if name == "unscale_":
            emit.to_optimizer(here, Unscale(at, target.text, scaler.text, _acts(here, scaler)), target)
        elif name == "step":
            step(here, target, call, scaler.text, scales=_acts(here, scaler))
    elif name in ("step", "unscale_"):
        emit.blur_gradients(here)
    elif name == "get_scale":
        return Unknown(f"scale of {scaler.ident}", "scale")
    elif name == "update":
        emit.updated(here, ScalerUpdate(at, scaler.text), scaler.ident)
    return unknown_result(here, call.at)


def _scale(here: Here, scaler: Object, args: Arguments, call: Call) -> Value:
    loss = args.get(0, "outputs")
    if isinstance(loss, Group):
        return unknown_result(here, call.at)
    tensor = loss if isinstance(loss, Tensor) else Tensor(frozenset((OPEN,)))
    if not _scales(here, scaler):
        return tensor
    if _acts(here, scaler) and scaler.at is not None and not isinstance(scaler.enabled, Unknown):
        scaling = LossScaled(here.place(call.at), scaler.text, tensor.precision, scaler.at)
        here.note(scaler.ident, scaling, None)
    return Tensor(
        tensor.models,
        None,
        tensor.reduction,
        tensor.normalised,
        scaler.text,
        here.place(call.at),
        tensor.text,
        cut=tensor.cut,
        lost=tensor.lost,
        forced=tensor.forced,
        risks=tensor.risks,
        divisors=tensor.divisors,
    )


def _acts(here: Here, scaler: Object) -> bool:
    """Tell whether a scaler certainly is one of torch's kind, and is switched on here."""
    return _scales(here, scaler) and scaler.ident not in here.machine.makers


def _scales(here: Here, scaler: Object) -> bool:
    """Tell whether a scaler built with ``enabled=...`` scales on this path; both may have to be followed."""
    enabled = scaler.enabled
    if enabled is None:
        return True
    if isinstance(enabled, Constant):
        return bool(enabled.value)
    if not isinstance(enabled, Unknown) or scaler.at is None:
        return True
    negative = enabled.ident.startswith("not ")
    for question, answer in here.state.decisions.items():
        if question.key == enabled.ident.removeprefix("not "):
            return answer is not negative
    return True


def model_method(here: Here, model: Object, name: str, args: Arguments, call: Call) -> Value | None:
    """Call a method that every ``nn.Module`` has; ``None`` for others."""
    at = here.place(call.at)
    match name:
        case "parameters":
            holders.asked(here, model, call)
            return Params(frozenset((model.ident,)), text=model.text)
        case "named_parameters":
            holders.asked(here, model, call)
            return Group("named", (Params(frozenset((model.ident,)), text=model.text),))
        case "train" | "eval":
            _set_mode(here, model, name, args, call)
            return model
        case "zero_grad":
            emit.to_owners(here, ZeroGrad(at, model.text), frozenset((model.ident,)))
        case "load_state_dict":
            here.machine.index.learning.elsewhere.add(model.ident)
            emit.to_model(here, LoadWeights(at, model.text), model.ident)
        case "to" | "half" | "float" | "double" | "bfloat16" | "cuda":
            moves.moved(here, model, name, args, call)
            return model
        case "cpu" | "share_memory" | "requires_grad_" | "to_empty" | "compile":
            return model
        case (
            "state_dict"
            | "modules"
            | "children"
            | "named_modules"
            | "named_children"
            | "buffers"
            | "register_forward_hook"
            | "register_buffer"
            | "named_buffers"
            | "add_module"
            | "register_module"
            | "register_parameter"
            | "extra_repr"
            | "append"
            | "extend"
            | "insert"
        ):
            if name in CONTAINS:
                contains(here, model, *flattened(args.all()))
            if name in GROWS:
                here.state.bind((model.ident, GROWN), Constant(True))
            return Unknown(f"{model.ident}.{name}()", "", owner=model.ident)
        case "apply":
            # What is applied to every layer may set its mode.
            emit.blur_model(here, model.ident)
            return model
        case _:
            return None
    return unknown_result(here, call.at)


CONTAINS = {"add_module", "register_module", "append", "extend", "insert"}
"""Methods by which a module gets other modules."""


def _set_mode(here: Here, model: Object, name: str, args: Arguments, call: Call) -> None:
    here.machine.index.learning.modes.setdefault(model.ident, set()).add(name == "train")
    training: bool | None = name == "train"
    if name == "train":
        given = args.get(0, "mode")
        if given is not None:
            training = bool(given.value) if isinstance(given, Constant) else None
            expr = args.expr(0, "mode")
            if training is None and expr is not None:
                training = conditions.outcome(here, expr)
    if training is None:
        emit.blur_model(here, model.ident)
        return
    meant = training and deliberate(here, model.text)
    emit.to_model(here, Mode(here.place(call.at), model.text, training, meant), model.ident)


def grads_method(here: Here, grads: Grads, name: str, args: Arguments, call: Call) -> Value:
    """Call a method of ``p.grad``."""
    at = here.place(call.at)
    if name == "zero_" or (
        name in ("mul_", "fill_")
        and isinstance(args.get(0, "value"), Constant)
        and getattr(args.get(0, "value"), "value", 1) == 0
    ):
        emit.to_owners(here, ZeroGrad(at, "grad"), grads.owners)
    elif name in ("detach_", "detach", "requires_grad_", "data", "add_", "sub_"):
        return grads
    elif name.endswith("_") and not name.endswith("__"):
        if name in torch.LIMITS_EACH:
            reads_grads(here, grads, call, name)
        emit.to_owners(here, EditGrads(at, "grad"), grads.owners)
    elif name == "norm":
        reads_grads(here, grads, call, name)
    return unknown_result(here, call.at)


def reads_grads(here: Here, grads: Grads | Params, call: Call, how: str) -> None:
    """Emit that the size of gradients matters; not where somebody reckons with the scale by himself."""
    if "get_scale" not in here.frame.names.module.words:
        emit.to_owners(here, ReadGrads(here.place(call.at), emit.text_of(grads) or "grad", how), grads.owners)


def scheduler_method(here: Here, scheduler: Object, name: str, args: Arguments, call: Call) -> Value:
    """Call a method of a learning-rate schedule."""
    if name == "step":
        schedules.advance(here, scheduler, args, call)
    return unknown_result(here, call.at)


def clip(here: Here, params: Value | None, call: Call, limits: bool) -> None:
    """Emit a clip of parameters' gradients."""
    here.machine.index.learning.known.update(a.value.at for a in call.args)
    params = params_of(params) or params
    text = emit.text_of(params) if params is not None else ""
    uncertain = scale_is_uncertain(here)
    event = Clip(here.place(call.at), text, limits, managed=uncertain)
    if isinstance(params, Params):
        if not limits and _is_measure(call):
            reads_grads(here, params, call, "norm")
        emit.to_owners(here, event, params.owners)
    elif isinstance(params, Unknown) and params.owner:
        emit.to_owners(here, event, frozenset((params.owner,)))
    else:
        emit.to_owners(here, event, None)


def _is_measure(call: Call) -> bool:
    """Tell whether a clip has a threshold of infinity, and so is there for the norm that it returns."""
    return any("inf" in ir.render(arg.value).lower() for arg in call.args)


def limits(here: Here, args: Arguments) -> bool:
    """Tell whether a clip changes anything: ``max_norm=inf`` only measures."""
    return is_limit(here, args.get(1, "max_norm"), args.expr(1, "max_norm"))


def is_limit(here: Here, bound: Value | None, expr: ir.Expr | None) -> bool:
    """Tell whether a threshold limits anything."""
    text = ir.render(expr) if expr is not None else ""
    defaults = {p.name: p.default for p in here.frame.code.parameters if p.default is not None}
    if text in defaults:
        text = ir.render(defaults[text])
    if isinstance(bound, Constant) and isinstance(bound.value, int | float):
        return 0 < bound.value < 1e6
    if isinstance(bound, Qualified) and last(bound.name) == "inf":
        return False
    if isinstance(bound, Unknown) and "scale of" in bound.ident:
        return False  # The threshold is scaled too.
    return not any(word in text.lower() for word in ("inf", "scale", "math.huge", "maxsize"))


METHODS: dict[Kind, Callable[[Here, Object, str, Arguments, Call], Value | None]] = {
    Kind.OPTIMIZER: optimizer_method,
    Kind.SCALER: scaler_method,
    Kind.MODEL: model_method,
    Kind.SCHEDULER: scheduler_method,
}
