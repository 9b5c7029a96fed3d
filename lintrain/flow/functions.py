"""Calls of imported names: constructors, loss functions, activations, clips, wrappers, builtins."""

from __future__ import annotations

from lintrain.events import OptimizerBuilt, Place, Squash, Squashed, WeightsHeld
from lintrain.flow import cuts, dialects, emit, methods, moves, rates, schedules, syncing
from lintrain.flow.builtin import builtin
from lintrain.flow.copies import copied
from lintrain.flow.escape import escape
from lintrain.flow.invoke import Arguments, models_in, owned, tensors_in, unknown_result
from lintrain.flow.losses import loss, reduction_of
from lintrain.flow.machine import Here, entry_gradients
from lintrain.flow.members import params_of
from lintrain.flow.state import AUTOCAST, AUTOCAST_OFF, UNCACHED
from lintrain.model.builders import builder_of
from lintrain.model.dialects import torch
from lintrain.model.heads import SCORING
from lintrain.model.layers import WEIGHING, layer_of
from lintrain.model.values import (
    ANY_MEMBER,
    OPEN,
    Constant,
    Context,
    Grads,
    Group,
    Kind,
    LayerFacts,
    Method,
    Object,
    Params,
    Partial,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import last
from lintrain.plain import replace
from lintrain.protocol import ModelState, Training
from lintrain.syntax import ir

Call = ir.Call
COPIES = {"copy.copy", "copy.deepcopy"}
FACTORIES = {"randn", "rand", "randint", "zeros", "ones", "full", "arange", "linspace"}
"""Functions of torch that make tensors of nothing."""
LEARNED = {"requires_grad", "requires_grad_"}
"""Where a file says these, such a tensor may be told to require a gradient."""
NAMESPACES = {"types.SimpleNamespace", "argparse.Namespace"}


def imported(here: Here, name: str, args: Arguments, call: Call, ident: str, text: str) -> Value | None:
    """Call an imported name; ``None`` where nothing is known about it."""
    if name == "torch.autograd.Variable":
        wrapped = _variable(here, args, call)
        if wrapped is not None:
            return wrapped
    spoken = dialects.function(here, name, args, call, ident, text)
    if spoken is not None:
        return spoken
    kind = torch.optimizer_kind(name)
    if kind is not None:
        if name.startswith("torch.optim."):
            _weights_held(here, args, call, ident, text or kind)
        return _optimizer(here, kind, args, call, ident, text)
    if here.machine.index.speech.role(name) is Kind.SCALER:
        return _scaler(here, args, call, ident, text)
    if name in torch.CLIPS:
        limits = methods.limits(here, args)
        methods.clip(here, args.get(0, "parameters"), call, limits)
        if limits and name.endswith("clip_grad_norm_"):
            syncing.clip(here, args.get(0, "parameters"), call)
        return unknown_result(here, call.at)
    if name in torch.SQUASHES:
        return _squash(here, torch.SQUASHES[name], args.get(0, "input"), call)
    if name in torch.NO_GRAD:
        return args.positional[0] if args.positional else Context("no_grad")
    if name == "torch.clear_autocast_cache":
        emit.forget_casts(here)
        return Constant(None)
    if name in torch.AUTOCASTS:
        return _autocast(name, args)
    if name in torch.NORMS_OF and isinstance(given := args.get(0, "input"), Grads):
        methods.reads_grads(here, given, call, last(name))
        return unknown_result(here, call.at)
    if name == "torch.set_grad_enabled":
        return _set_grad_enabled(here, args)
    if name == "torch.enable_grad":
        return Context("grad")
    if name.startswith("torch.nn.functional."):
        return _functional(here, last(name), args, call)
    if name.startswith("torch.nn.") or name == "torch.nn":
        return _layer(here, name, args, call, ident, text)
    if name.startswith("builtins."):
        return builtin(here, last(name), args, call)
    return _rest(here, name, args, call, ident, text)


def _rest(here: Here, name: str, args: Arguments, call: Call, ident: str, text: str) -> Value | None:
    given = args.positional[0] if args.positional else None
    said = given.value if isinstance(given, Constant) and isinstance(given.value, str) else None
    built = builder_of(name, call, said)
    if built is not None:
        if built.mode:
            here.set_model(ident, ModelState(Training.TRAIN))
        here.machine.index.parts[ident] = frozenset()
        layers = LayerFacts(built.norms, built.sensitive, here.place(call.at) if built.norms else None)
        return _loaded(here, Object(ident, Kind.MODEL, text, layers=layers), args, call)
    if name in torch.LOADERS:
        here.machine.index.ranks.loads(args.get(3, "sampler"), args.get(1, "batch_size"))
        here.machine.index.batches.loads(args, call, text)
        return Unknown(ident, text, data=True)
    if schedules.is_schedule(name):
        return schedules.built(here, name, args, call.at, ident, text)
    if name in ("torch.autograd.backward",):
        loss = args.get(0, "tensors")
        methods.produce(
            here,
            loss.items[0] if isinstance(loss, Group) and loss.items else loss or Constant(None),
            call,
            text,
            managed=False,
        )
        return Constant(None)
    if name == "functools.partial" and args.positional and not args.open:
        return _partial(args)
    if name in ("itertools.chain", "itertools.chain.from_iterable"):
        return _chain(args)
    if name in NAMESPACES and not args.positional and not args.open:
        return _namespace(here, args, ident, text)
    found = _of_tensor(here, name, args, call)
    if found is not None:
        return found
    if name == "torch.exp" and isinstance(given := args.get(0, "input"), Tensor):
        return methods.exponential(given)
    if name in ("torch.mean", "torch.sum", "torch.div", "torch.mul"):
        tensor = args.get(0, "input")
        if isinstance(tensor, Tensor):
            return methods.tensor_method(here, tensor, last(name), Arguments(here, ()), call, "")
    if name == "torch.distributed.all_reduce":
        syncing.all_reduce(here, args, call)
    if name.startswith(
        ("torch.", "math.", "numpy.", "random.", "os.", "sys.", "time.", "logging.", "json.", "einops.")
    ):
        if last(name).endswith("_") or name.startswith("torch.distributed."):
            escape(here, [v for v in args.all() if isinstance(v, Grads)], name)
        models = tensors_in(args.all())
        made = unknown_result(here, call.at)
        if last(name) in FACTORIES and "requires_grad" not in args.keywords:
            made = replace(made, data=not LEARNED & here.frame.names.module.words)
        return Tensor(models) if models else made
    if name.endswith(".from_pretrained") and name.startswith(("transformers.", "diffusers.")):
        here.set_model(ident, ModelState(Training.EVAL))
        loaded = Object(ident, Kind.MODEL, text, layers=LayerFacts((), (), None, None, True))
        return _loaded(here, loaded, args, call)
    if name in COPIES:
        original = args.get(0, "x")
        if isinstance(original, Object):
            return copied(here, original, ident, text, deep=name == "copy.deepcopy")
    return None


def _loaded(here: Here, model: Object, args: Arguments, call: Call) -> Object:
    """Return a model in the precision that it is asked for."""
    dtype = args.keywords.get("torch_dtype", args.keywords.get("dtype"))
    if isinstance(dtype, Qualified):
        moves.cast(here, model, torch.HALVES.get(dtype.name, ""), call)
    return model


def _of_tensor(here: Here, name: str, args: Arguments, call: Call) -> Value | None:
    """Apply a function of torch after which no gradient leads back; ``None`` for all others."""
    given = args.get(0, "data" if name == "torch.tensor" else "input")
    if name == "torch.tensor":
        made = cuts.copied(here, given, call.at)
        required = args.keywords.get("requires_grad") == Constant(True)
        return cuts.forced(here, made) if made is not None and required else made
    if name in ("torch.log", "torch.sqrt", "torch.square", "torch.pow") and isinstance(given, Tensor):
        rest = Arguments(here, ())
        rest.positional = args.positional[1:]
        return methods.tensor_method(here, given, last(name), rest, call, "")
    if name.startswith("torch.") and last(name) in cuts.HARD and isinstance(given, Tensor):
        return cuts.severed(here, given, last(name), call.at, hard=True)
    return None


def _variable(here: Here, args: Arguments, call: Call) -> Value | None:
    """Wrap a tensor once more: since PyTorch 0.4 that detaches it."""
    given = args.get(0, "data")
    if not isinstance(given, Tensor) or not given.models:
        return None
    made = cuts.severed(here, given, "Variable", call.at)
    return cuts.forced(here, made) if args.keywords.get("requires_grad") == Constant(True) else made


def _partial(args: Arguments) -> Value:
    func = args.positional[0]
    if isinstance(func, Method):
        return func
    return Partial(func, tuple(args.positional[1:]), tuple(args.keywords.items()))


def _namespace(here: Here, args: Arguments, ident: str, text: str) -> Value:
    """An object that is nothing but its attributes."""
    here.machine.namespaces.add(ident)
    for name, value in args.keywords.items():
        here.state.bind((ident, name), value)
    return Object(ident, Kind.INSTANCE, text)


def _chain(args: Arguments) -> Value:
    return params_of(Group("tuple", tuple(args.positional))) or Params(frozenset((OPEN,)), partial=True)


# --- optimizers and scalers -----------------------------------------------------------------------


def _optimizer(here: Here, kind: str, args: Arguments, call: Call, ident: str, text: str) -> Value:
    params = args.get(0, "params")
    owners = owned(params)
    kind, called = ("", "optimizer") if kind == ANY_MEMBER else (kind, kind)
    optimizer = Object(ident, Kind.OPTIMIZER, text or called, owners=owners, at=here.place(call.at))
    emit.fresh_optimizer(here, optimizer, entry_gradients())
    rate = args.expr(1, "lr")
    here.machine.index.rates[ident] = ir.render(rate) if rate is not None else ""
    decay, default = _decay(kind, args)
    layers = _one_group(here, _only_group(params))
    if layers is not None and not kind and any("BatchNorm" in n for n in layers.norms):
        layers = None  # SGD is among the classes it may be: its recipes decay everything.
    here.note(
        ident,
        OptimizerBuilt(
            here.place(call.at),
            text or called,
            kind,
            params.text if isinstance(params, Params) else "",
            decay,
            default,
            layers.norms if layers is not None else (),
            layers.norm_at if layers is not None else None,
            _is_decoupled(args),
        ),
        None,
    )
    rates.note(here, kind, params, args, text or called)
    return optimizer


def _is_decoupled(args: Arguments) -> bool:
    given = args.keywords.get("decoupled_weight_decay", Constant(args.open))
    return not isinstance(given, Constant) or bool(given.value)


def _weights_held(here: Here, args: Arguments, call: Call, ident: str, text: str) -> None:
    """Note in which type the weights are stored that an optimizer gets: all those of one model."""
    params, expr = args.get(0, "params"), args.expr(0, "params")
    if not isinstance(params, Params) or params.partial or params.item or len(params.owners) != 1:
        return
    if expr is None or not ir.render(expr).endswith(".parameters()"):
        return  # Who picks some of them may pick those that are stored in full.
    (owner,) = params.owners
    precision, since = here.model(owner).cast or ("", None)
    said = here.frame.names.module.words
    if said & torch.CASTS and not said & torch.KEEP_MASTERS:
        here.note(ident, WeightsHeld(here.place(call.at), text, precision, since), None)


def _only_group(params: Value | None) -> Value | None:
    """Return the parameters of the one group in a list of groups, if nothing is said of its decay."""
    match params:
        case Group(kind="list", items=(Table() as group,)) if group.get("weight_decay") is None:
            return group.get("params")
        case _:
            return params


def _one_group(here: Here, params: Value | None) -> LayerFacts | None:
    """Return the layers of the one model whose parameters were all given in one group."""
    if (
        here.machine.index.freezes_norms
        or not isinstance(params, Params)
        or params.partial
        or params.item
        or len(params.owners) != 1
    ):
        return None
    (owner,) = params.owners
    found = [
        v
        for v in here.state.env.values()
        if isinstance(v, Object) and v.ident == owner and v.kind is Kind.MODEL
    ]
    if not found or any(v.layers is None for v in found):
        return None
    return found[0].layers


def _decay(kind: str, args: Arguments) -> tuple[str | None, bool]:
    given = args.keywords.get("weight_decay")
    if given is None and args.open:
        return None, False
    if given is None:
        default = torch.DEFAULT_DECAY.get(kind, 0.0)
        return (repr(default), True) if default else (None, False)
    if isinstance(given, Constant) and isinstance(given.value, int | float) and given.value > 0:
        return repr(given.value), False
    return None, False


def _scaler(here: Here, args: Arguments, call: Call, ident: str, text: str) -> Value:
    enabled = args.keywords.get("enabled")
    initial = args.keywords.get("init_scale")
    if isinstance(initial, Constant) and initial.value in (1, 1.0):
        enabled = Constant(False)  # It multiplies by one.
    if enabled is None and args.open:
        enabled = unknown_result(here, call.at)
    if _is_constant_factor(here, args, text):
        enabled = Constant(False)
    return Object(ident, Kind.SCALER, text or "scaler", enabled=enabled, at=here.place(call.at))


def _is_constant_factor(here: Here, args: Arguments, text: str) -> bool:
    """Tell whether a scaler has a scale of somebody's choice, and nobody asks it to step or to update."""
    numbers = [v.value for v in args.positional if isinstance(v, Constant)]
    chosen = "init_scale" in args.keywords or any(isinstance(n, int | float) for n in numbers)
    uses = here.frame.names.methods_used(text)
    return chosen and bool(text) and not uses & {"step", "update", "unscale_"}


# --- layers, losses, activations --------------------------------------------------------------------


def _layer(here: Here, name: str, args: Arguments, call: Call, ident: str, text: str) -> Value:
    kind = last(name)
    if kind in torch.LOSS_MODULES:
        criterion = torch.LOSS_MODULES[kind]
        return Object(
            ident,
            Kind.CRITERION,
            text or kind,
            criterion=criterion,
            reduction=reduction_of(args),
            at=here.place(call.at),
        )
    if kind in torch.SQUASH_MODULES:
        here.machine.index.parts[ident] = frozenset()
        return Object(
            ident,
            Kind.MODEL,
            text,
            layers=LayerFacts(),
            activation=torch.SQUASH_MODULES[kind],
            at=here.place(call.at),
        )
    if kind == "Sequential":
        return _sequential(here, args, call, ident, text)
    if not kind[:1].isupper():
        return unknown_result(here, call.at)
    layer = layer_of(name, call)
    norms, sensitive, norm_at = _layers_of(args.all())
    if layer is not None and layer.norm:
        norms.append(layer.kind if layer.kind in torch.NORMS else "LayerNorm")
        norm_at = norm_at or here.place(call.at)
    if layer is not None and layer.sensitive:
        sensitive.append(layer.kind)
    if kind in ("LSTM", "GRU", "RNN") and "dropout" in args.keywords:
        sensitive.append(kind)
    here.set_model(ident, ModelState(Training.TRAIN))
    _built_of(here, args, call, ident, text, weights=kind in WEIGHING)
    return Object(
        ident,
        Kind.MODEL,
        text,
        layers=LayerFacts(
            tuple(dict.fromkeys(norms)),
            tuple(dict.fromkeys(sensitive)),
            norm_at,
            scores=here.place(call.at) if kind in SCORING else None,
        ),
        at=here.place(call.at),
    )


def _built_of(here: Here, args: Arguments, call: Call, ident: str, text: str, *, weights: bool) -> None:
    """Note what a layer or container of torch is built from."""
    index = here.machine.index
    index.parts[ident] = models_in(args.all())
    weights |= not index.parts[ident].isdisjoint(index.learning.weights)
    emit.fresh_model(here, ident, text, call.at, weights=weights)


def _layers_of(values: list[Value]) -> tuple[list[str], list[str], Place | None]:
    """Return the norms and the mode-dependent layers of modules that another module is built from."""
    norms: list[str] = []
    sensitive: list[str] = []
    norm_at = None
    for value in values:
        if isinstance(value, Group):
            inner = _layers_of(list(value.items))
            norms, sensitive, norm_at = norms + inner[0], sensitive + inner[1], norm_at or inner[2]
        elif isinstance(value, Object) and value.layers is not None:
            norms += value.layers.norms
            sensitive += value.layers.sensitive
            norm_at = norm_at or (value.layers.norm_at if value.layers.norms else None)
    return norms, sensitive, norm_at


def _sequential(here: Here, args: Arguments, call: Call, ident: str, text: str) -> Value:
    items = list(args.positional)
    if len(items) == 1 and isinstance(items[0], Unknown | Table):
        items = [v for _, v in items[0].items] if isinstance(items[0], Table) else items
    norms, sensitive, norm_at = _layers_of(items)
    ending = items[-1] if items else None
    final = scores = None
    if isinstance(ending, Object) and ending.activation is not None and ending.at is not None:
        final = Squashed(ending.activation, ending.at, True)
    elif isinstance(ending, Object) and ending.layers is not None:
        final = ending.layers.final
        scores = ending.layers.scores if not ending.layers.head else None
    here.set_model(ident, ModelState(Training.TRAIN))
    _built_of(here, args, call, ident, text, weights=False)
    layers = LayerFacts(
        tuple(dict.fromkeys(norms)), tuple(dict.fromkeys(sensitive)), norm_at, final, scores=scores
    )
    return Object(ident, Kind.MODEL, text, layers=layers, at=here.place(call.at))


def _functional(here: Here, name: str, args: Arguments, call: Call) -> Value:
    if name in torch.MEAN_LOSSES:
        return loss(here, name, reduction_of(args), args, call, None)
    models = tensors_in(args.all())
    return Tensor(models) if models else unknown_result(here, call.at)


def _squash(here: Here, kind: Squash, given: Value | None, call: Call) -> Value:
    models = given.models if isinstance(given, Tensor) else frozenset[str]()
    return Tensor(models, Squashed(kind, here.place(call.at), here.frame.in_model))


def activation(here: Here, module: Object, args: Arguments, call: Call) -> Value:
    """Call an activation module (``self.softmax(x)``)."""
    assert module.activation is not None  # asked by the caller
    return _squash(here, module.activation, args.get(0, "input"), call)


def _autocast(name: str, args: Arguments) -> Value:
    """A region of mixed precision: of which type, where that is certain."""
    device = "" if ".amp.autocast" not in name or name.startswith("torch.amp.") else name.split(".")[1]
    enabled = args.get(0 if device else 2, "enabled")
    if isinstance(enabled, Constant) and not enabled.value:
        return Context(AUTOCAST_OFF)
    if not device:
        given = args.get(0, "device_type")
        device = str(given.value) if isinstance(given, Constant) else ""
    dtype = args.get(torch.AUTOCASTS[name], "dtype")
    kept = args.keywords.get("cache_enabled", Constant(True)) == Constant(True) and not args.open
    if dtype is None and not args.open:
        precision = torch.AUTOCAST_TYPES.get(device, "")
    else:
        precision = torch.HALVES.get(dtype.name, "") if isinstance(dtype, Qualified) else ""
    return Context(AUTOCAST + precision + ("" if kept else UNCACHED))


def _set_grad_enabled(here: Here, args: Arguments) -> Value:
    mode = args.get(0, "mode")
    if isinstance(mode, Constant):
        return Context("grad" if mode.value else "no_grad")
    return Context("plain")


__all__ = ["activation", "imported", "loss"]
