"""Calls into code of the same file: run in place, in the state of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lintrain.flow import emit
from lintrain.flow.annotations import declare
from lintrain.flow.journal import Why
from lintrain.flow.machine import MAX_DEPTH, Here, PathEnds, passes_of
from lintrain.flow.members import params_of
from lintrain.flow.objects import bases, contains, find_method, fresh, home, in_model, is_module_class
from lintrain.flow.records import fill, is_record
from lintrain.flow.scope import Frame
from lintrain.flow.state import PathState, unknown_name
from lintrain.model.values import (
    Class,
    Constant,
    Function,
    Group,
    Kind,
    Object,
    Partial,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.plain import replace
from lintrain.protocol import ModelState, Training
from lintrain.syntax import ir

RETURN = "<return>"
MOST_PARTS = 2


class Arguments:
    """Evaluated arguments of a call."""

    def __init__(self, here: Here, args: tuple[ir.Arg, ...]) -> None:
        self.positional: list[Value] = []
        self.keywords: dict[str, Value] = {}
        self.exprs: dict[str | int, ir.Expr] = {}
        self.open = False
        """Some arguments came from a ``*`` or ``**`` that is not resolved."""
        for arg in args:
            value = here.evaluate(arg.value)
            if arg.star == "*":
                if isinstance(value, Group):
                    self.positional += value.items
                else:
                    self.open = True
                    self.positional.append(value)
            elif arg.star == "**":
                self._spread(value)
            elif arg.keyword is not None:
                self.keywords[arg.keyword] = value
                self.exprs[arg.keyword] = arg.value
            else:
                self.exprs[len(self.positional)] = arg.value
                self.positional.append(value)

    def _spread(self, value: Value) -> None:
        if isinstance(value, Table):
            self.keywords |= {k: v for k, v in value.items if isinstance(k, str)}
        else:
            self.open = True

    def after(self, partial: Partial) -> Arguments:
        """Return these arguments behind those that a partial has already got."""
        found = Arguments.__new__(Arguments)
        found.positional = [*partial.positional, *self.positional]
        found.keywords = {**dict(partial.keywords), **self.keywords}
        shift = len(partial.positional)
        found.exprs = {k + shift if isinstance(k, int) else k: e for k, e in self.exprs.items()}
        found.open = self.open
        return found

    def behind_first(self) -> Arguments:
        """Return these arguments without the first."""
        found = Arguments.__new__(Arguments)
        found.positional, found.keywords, found.open = self.positional[1:], self.keywords, self.open
        found.exprs = {k - 1 if isinstance(k, int) else k: e for k, e in self.exprs.items() if k != 0}
        return found

    def get(self, position: int, keyword: str) -> Value | None:
        """Return the argument at ``position`` or under ``keyword``."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(keyword)

    def expr(self, position: int, keyword: str) -> ir.Expr | None:
        """Return the expression of the argument at ``position`` or under ``keyword``."""
        return self.exprs.get(position, self.exprs.get(keyword))

    def all(self) -> list[Value]:
        """Return every argument value."""
        return [*self.positional, *self.keywords.values()]


def can_run(here: Here, code: ir.Code) -> bool:
    """Tell whether a function can be run in place: no recursion, not too deep, not a generator."""
    return not code.is_generator and can_resume(here, code)


def can_resume(here: Here, code: ir.Code) -> bool:
    """Tell whether a generator can be run piece by piece: no recursion, not too deep."""
    refused = _refused(here, code)
    if refused:
        here.doubt(Why.NOT_FOLLOWED, f"{code.name}: {refused}")
    return not refused


def _refused(here: Here, code: ir.Code) -> str:
    inner = sum(frame.in_model for frame in here.frame.chain())
    if max(here.frame.depth - inner, inner) >= MAX_DEPTH:
        return "calls are followed no deeper"
    if _is_stub(code):
        return "it has no body of its own"
    if code.at in here.machine.opaque:
        return "it takes too much"
    return "it calls itself" if any(frame.code.at == code.at for frame in here.frame.chain()) else ""


def is_hook(function: Function, code: ir.Code) -> bool:
    """Tell whether a method has no body, of an object that may be of a class which overrides it."""
    receiver = function.receiver
    return receiver is not None and receiver.ident.startswith("self:") and _is_empty(code)


def _is_stub(code: ir.Code) -> bool:
    """Tell whether a declared function has no body of its own: what is called stands elsewhere."""
    if code.returns is None or (isinstance(code.returns, ir.Const) and code.returns.value is None):
        return False
    return _is_empty(code)


def _is_empty(code: ir.Code) -> bool:
    return all(
        isinstance(n.op, ir.Nothing | ir.Raise)
        or (isinstance(n.op, ir.Evaluate) and isinstance(n.op.value, ir.Const))
        for n in code.nodes
    )


def run_function(
    here: Here, function: Function, arguments: Arguments, at: int, needed: bool = False
) -> Value:
    """Run a function of this file at a call; the caller must have asked :func:`can_run`."""
    machine = here.machine
    code = machine.index.codes[function.code]
    function, arguments = _adopted(here, function, arguments)
    keeps = (code.name == "__init__" and holds_objects(arguments.all())) or _calls_back(here, arguments)
    keeps = keeps or _calls_model(here, function, arguments)
    keeps |= needed
    if code.at not in machine.index.matters and not keeps and not _leaks(here, function, arguments):
        return _skipped(here, function, arguments, at)
    passes = passes_of(here.state, here.frame.ident)
    parent = machine.scope(function.frame)
    frame = machine.frame(code, parent, here.frame, at, function.receiver, passes)
    entry = here.state.copy()
    bind_parameters(here, frame, entry, function.receiver, arguments)
    if function.no_grad:
        entry.withs = (*entry.withs, (frame.ident, -1, "no_grad"))
    run = machine.call(frame, entry)
    here.met.append(run)
    if not run.exits:
        raise PathEnds
    leaving = run.exits[here.oracle.choose(len(run.exits)) if len(run.exits) > 1 else 0]
    state = leaving.copy()
    state.withs = here.state.withs
    result = state.env.pop((frame.ident, RETURN)) or Constant(None)
    if not _is_captured(here, code):
        state.env.drop(lambda key: key[0] == frame.ident)
        _forget_locals(state, frame, result)
    here.state = state
    return result


def _adopted(here: Here, function: Function, arguments: Arguments) -> tuple[Function, Arguments]:
    """``Base.method(self)``: the first argument is the receiver."""
    first = arguments.positional[0] if arguments.positional else None
    method = function.code in here.machine.index.owner
    if function.receiver is not None or not method or not isinstance(first, Object) or first.cls is None:
        return function, arguments
    if _is_static(here, here.machine.index.codes[function.code]):
        return function, arguments
    return replace(function, receiver=first), arguments.behind_first()


def _forget_locals(state: PathState, frame: Frame, result: Value) -> None:
    """An optimizer that the function built for itself is gone: later backwards are not its business."""
    inner = (f"{frame.ident}:", f"{frame.ident}@", f"{frame.ident}/")
    own = [ident for ident in state.grads if ident.startswith(inner)]
    if own:
        held = set(idents([*state.env.values(), result]))
        for ident in own:
            if ident not in held:
                del state.grads[ident]


def idents(values: Iterable[Value]) -> Iterator[str]:
    """Yield the identities that values hold."""
    for value in values:
        if isinstance(value, Object | Unknown):
            yield value.ident
        elif isinstance(value, Group):
            yield from idents(value.items)
        elif isinstance(value, Table):
            yield from idents(v for _, v in value.items)
        elif isinstance(value, Partial):
            yield from idents((value.func, *value.positional, *(v for _, v in value.keywords)))


def _leaks(here: Here, function: Function, arguments: Arguments) -> bool:
    """Tell whether an object that matters is handed on to code that may not be in sight."""
    leaked = here.machine.index.leaks.get(function.code, set())
    if function.receiver is not None and "self" in leaked:
        return True
    return bool(leaked - {"self"}) and holds_objects(arguments.all())


def _calls_back(here: Here, arguments: Arguments) -> bool:
    """Tell whether a function gets something to call that matters."""
    functions = [v.func if isinstance(v, Partial) else v for v in arguments.all()]
    return any(isinstance(f, Function) and f.code in here.machine.index.matters for f in functions)


def _calls_model(here: Here, function: Function, arguments: Arguments) -> bool:
    """Tell whether a function calls a model that it gets, or that its ``self`` holds."""
    called = here.machine.index.names(function.code).called.get(function.code)
    if not called:
        return False
    named = [v for k, v in arguments.keywords.items() if k in called]
    parameters = [p.name for p in here.machine.index.codes[function.code].parameters]
    first = 0 if function.receiver is None else 1
    given = [v for name, v in zip(parameters[first:], arguments.positional, strict=False) if name in called]
    if function.receiver is not None:
        env = here.state.env
        given += [v for name in called if (v := env.get((function.receiver.ident, name))) is not None]
    return any(isinstance(v, Object) and v.kind is Kind.MODEL for v in (*named, *given))


def holds_objects(values: list[Value]) -> bool:
    """Tell whether there is any object with an identity among values, or inside them."""
    return any(
        isinstance(v, Object | Partial)
        or (isinstance(v, Group) and holds_objects(list(v.items)))
        or (isinstance(v, Table) and holds_objects([w for _, w in v.items]))
        for v in values
    )


def _skipped(here: Here, function: Function, arguments: Arguments, at: int) -> Value:
    """A function that touches nothing of interest: only what it may assign is forgotten."""
    here.machine.covered.add(function.code)
    if here.machine.journal is not None:
        here.machine.journal.passed_over.add(function.code)
    if function.receiver is not None:
        ident = function.receiver.ident
        for name in here.machine.index.written.get(function.code, ()):
            here.state.bind((ident, name), Unknown(f"{ident}.{name}", name, frozenset(((ident, name),))))
    models = tensors_in(arguments.all())
    return Tensor(models) if models else fresh(here, at)


def _is_captured(here: Here, code: ir.Code) -> bool:
    """Tell whether functions stand in ``code``: they may be called when it is over."""
    return code.at in here.machine.index.names(code.at).enclosing


def bind_parameters(
    here: Here, frame: Frame, entry: PathState, receiver: Object | None, arguments: Arguments
) -> None:
    """Bind the parameters of ``frame.code`` in the entry state."""
    positional = list(arguments.positional)
    if receiver is not None and not _is_static(here, frame.code):
        positional.insert(0, receiver)
    for parameter in frame.code.parameters:
        key = (frame.ident, parameter.name)
        if parameter.kind == "*":
            entry.env[key] = Group("tuple", tuple(positional))
            positional = []
        elif parameter.kind == "**":
            named = {p.name for p in frame.code.parameters if not p.kind}
            rest = tuple((k, v) for k, v in arguments.keywords.items() if k not in named)
            entry.env[key] = unknown_name(*key) if arguments.open else Table(rest)
        elif positional and not parameter.keyword_only:
            entry.env[key] = positional.pop(0)
        elif parameter.name in arguments.keywords:
            entry.env[key] = arguments.keywords[parameter.name]
        elif parameter.default is not None and not arguments.open:
            entry.env[key] = _default(here, frame, parameter.default)
        else:
            entry.env[key] = unknown_name(*key)
        if parameter.annotation is not None and not parameter.kind:
            entry.env[key] = _as_declared(here, frame, parameter, entry.env.get(key) or unknown_name(*key))


def _as_declared(here: Here, frame: Frame, parameter: ir.Parameter, value: Value) -> Value:
    """A default that is a class or a function shows an annotation that means something else."""
    default = parameter.default
    if default is not None and not isinstance(default, ir.Const):
        return value
    defined = frame.parent or here.machine.module_frame
    optional = isinstance(default, ir.Const) and default.value is None
    return declare(here, defined, value, parameter.annotation, optional)


def _default(here: Here, frame: Frame, default: ir.Expr) -> Value:
    if isinstance(default, ir.Const):
        return Constant(default.value)
    defined = frame.parent or here.machine.module_frame
    there = Here(here.machine, defined, here.state, here.oracle)
    return there.evaluate(default)


def _is_static(here: Here, code: ir.Code) -> bool:
    define = here.machine.index.defines.get(code.at)
    return define is not None and any(
        isinstance(d, ir.Name) and d.id == "staticmethod" for d in define.decorators
    )


def instantiate(here: Here, cls: Class, arguments: Arguments, at: int, ident: str, text: str) -> Value:
    """Build an object of a class of this file: run its ``__init__``, know its layers."""
    foreign = [b.name for b in bases(here, cls) if isinstance(b, Qualified)]
    if any(name.startswith("torch.optim.lr_scheduler.") for name in foreign):
        return Object(ident, Kind.SCHEDULER, text)
    is_module = is_module_class(here, cls)
    kind = Kind.MODEL if is_module else Kind.INSTANCE
    layers = here.machine.index.layers_of(cls.code) if is_module else None
    obj = Object(ident, kind, text, cls, layers)
    if is_module:
        here.set_model(ident, ModelState(Training.TRAIN))
        here.machine.index.parts[ident] = models_in(arguments.all())
        emit.fresh_model(here, ident, text, at, weights=here.machine.index.weighs(cls.code))
        contains(here, obj, *_captured(here, cls))
    found = find_method(here, cls, "__init__")
    if (
        found is not None
        and can_run(here, found.code)
        and not (is_module and _deep(here, "__init__", obj, arguments))
    ):
        run_function(here, Function(found.code.at, home(here, cls, found), obj), arguments, at)
    elif found is not None and not is_module and not can_run(here, found.code):
        here.machine.index.learning.elsewhere |= models_in(arguments.all())
        # What it holds is not known: nor is what its methods do.
        return Object(ident, kind, text)
    elif found is None and not arguments.open and is_record(here, cls):
        fill(here, obj, arguments.positional, arguments.keywords)
        after = find_method(here, cls, "__post_init__")
        if after is not None and can_run(here, after.code):
            nothing = Arguments(here, ())
            run_function(here, Function(after.code.at, home(here, cls, after), obj), nothing, at)
    return obj


def _captured(here: Here, cls: Class) -> list[Value]:
    """Return the models that a class mentions by a name of the scope it stands in."""
    index, env = here.machine.index, here.state.env
    outer = index.codes[index.within[cls.code]].assigned | index.root.module.assigned - index.root.fixed
    words = index.codes[cls.code].words & outer
    found = [env.get((frame, word)) for word in words for frame in ("m", cls.frame)]
    return [v for v in found if isinstance(v, Object) and v.kind is Kind.MODEL]


def _deep(here: Here, method: str, model: Object, arguments: Arguments) -> bool:
    """Tell whether this is a part of a part of a model: its layers are known, more does not matter.

    Unless it can turn scores into probabilities, which may be what comes out of the whole.
    """
    if sum(frame.code.name == method for frame in here.frame.chain()) < MOST_PARTS:
        return False
    if model.cls is not None and model.cls.code in here.machine.index.squashes:
        return False
    if method == "forward":
        return not _activates(here, model)
    return not any(isinstance(v, Object) and v.activation is not None for v in arguments.all())


def _activates(here: Here, model: Object) -> bool:
    """Tell whether a model holds a layer that turns scores into probabilities."""
    return any(
        key[0] == model.ident and isinstance(value, Object) and value.activation is not None
        for key, value in here.state.env.items()
    )


def run_forward(
    here: Here, model: Object, arguments: Arguments, at: int, models: frozenset[str]
) -> Value | None:
    """Run a model's own ``forward``, if it is in this file; its outputs depend on the model."""
    if model.cls is None:
        return None
    found = find_method(here, model.cls, "forward")
    if found is None or not can_run(here, found.code) or _deep(here, "forward", model, arguments):
        return None
    scope = home(here, model.cls, found)
    passes = passes_of(here.state, here.frame.ident)
    frame = here.machine.frame(found.code, here.machine.scope(scope), here.frame, at, model, passes)
    frame.in_model = True
    function = Function(found.code.at, scope, model)
    value = run_function(here, function, arguments, at, needed=_activates(here, model))
    return in_model(value, models)


def tensors_in(values: list[Value]) -> frozenset[str]:
    """Return the models that any tensor among ``values`` depends on."""
    found: frozenset[str] = frozenset()
    for value in values:
        if isinstance(value, Tensor):
            found |= value.models
        elif isinstance(value, Group):
            found |= tensors_in(list(value.items))
        elif isinstance(value, Table):
            found |= tensors_in([v for _, v in value.items])
    return found


def models_in(values: list[Value]) -> frozenset[str]:
    """Return the models among values given to a constructor."""
    found: frozenset[str] = frozenset()
    for value in values:
        if (isinstance(value, Object) and value.kind is Kind.MODEL) or isinstance(value, Unknown):
            found |= {value.ident}
        elif isinstance(value, Group):
            found |= models_in(list(value.items))
        elif isinstance(value, Table):
            found |= models_in([v for _, v in value.items])
    return found


def owned(params: Value | None) -> frozenset[str] | None:
    """Return the models whose parameters an optimizer is given."""
    if isinstance(params, Unknown) and params.owner:
        return frozenset((params.owner,))
    found = params_of(params)
    return found.owners if found is not None else None


def unknown_result(here: Here, at: int) -> Unknown:
    """Return the unknown result of a call at node ``at``."""
    return fresh(here, at)


__all__ = ["Arguments", "can_run", "instantiate", "owned", "run_forward", "run_function", "tensors_in"]
