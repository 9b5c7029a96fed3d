"""Calls into code of the same file: run in place, in the state of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lintrain.flow.journal import Why
from lintrain.flow.machine import MAX_DEPTH, Here, PathEnds
from lintrain.flow.objects import bases, find_method, fresh, home, in_model, is_module_class
from lintrain.flow.scope import Frame
from lintrain.flow.state import PathState, unknown_name
from lintrain.model.layers import layer_facts
from lintrain.model.values import (
    Class,
    Constant,
    Function,
    Group,
    Kind,
    Object,
    Params,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
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
    refused = _refused(here, code)
    if refused:
        here.doubt(Why.NOT_FOLLOWED, f"{code.name}: {refused}")
    return not refused


def _refused(here: Here, code: ir.Code) -> str:
    if code.is_generator:
        return "it is a generator"
    if here.frame.depth >= MAX_DEPTH:
        return "calls are followed no deeper"
    return "it calls itself" if any(frame.code is code for frame in here.frame.chain()) else ""


def run_function(here: Here, function: Function, arguments: Arguments, at: int) -> Value:
    """Run a function of this file at a call; the caller must have asked :func:`can_run`."""
    machine = here.machine
    code = machine.index.codes[function.code]
    keeps = code.name == "__init__" and _holds_objects(arguments.all())
    if code.at not in machine.index.matters and not keeps and not _leaks(here, function, arguments):
        return _skipped(here, function, arguments, at)
    frame = machine.frame(code, machine.scope(function.frame), here.frame, at, function.receiver)
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
    result = state.env.pop((frame.ident, RETURN), Constant(None))
    if not _is_captured(code):
        state.env = {k: v for k, v in state.env.items() if k[0] != frame.ident}
        _forget_locals(state, frame, result)
    here.state = state
    return result


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


def _leaks(here: Here, function: Function, arguments: Arguments) -> bool:
    """Tell whether an object that matters is handed on to code that may not be in sight."""
    leaked = here.machine.index.leaks.get(function.code, set())
    if function.receiver is not None and "self" in leaked:
        return True
    return bool(leaked - {"self"}) and _holds_objects(arguments.all())


def _holds_objects(values: list[Value]) -> bool:
    return any(
        isinstance(v, Object) or (isinstance(v, Group) and _holds_objects(list(v.items))) for v in values
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


def _is_captured(code: ir.Code) -> bool:
    return any(isinstance(n.op, ir.Define | ir.DefineClass) for n in code.nodes)


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
            entry.env[key] = unknown_name(*key)
        elif positional and not parameter.keyword_only:
            entry.env[key] = positional.pop(0)
        elif parameter.name in arguments.keywords:
            entry.env[key] = arguments.keywords[parameter.name]
        elif parameter.default is not None and not arguments.open:
            entry.env[key] = _default(here, frame, parameter.default)
        else:
            entry.env[key] = unknown_name(*key)


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
    layers = layer_facts(here.machine.index, cls.code) if is_module else None
    obj = Object(ident, kind, text, cls, layers)
    if is_module:
        here.set_model(ident, ModelState(Training.TRAIN))
        here.machine.index.parts[ident] = models_in(arguments.all())
    found = find_method(here, cls, "__init__")
    if found is not None and can_run(here, found.code) and not (is_module and _deep(here, "__init__")):
        run_function(here, Function(found.code.at, home(here, cls, found), obj), arguments, at)
    return obj


def _deep(here: Here, method: str) -> bool:
    """Tell whether this is a part of a part of a model: its layers are known, more does not matter."""
    return sum(frame.code.name == method for frame in here.frame.chain()) >= MOST_PARTS


def run_forward(
    here: Here, model: Object, arguments: Arguments, at: int, models: frozenset[str]
) -> Value | None:
    """Run a model's own ``forward``, if it is in this file; its outputs depend on the model."""
    if model.cls is None:
        return None
    found = find_method(here, model.cls, "forward")
    if found is None or not can_run(here, found.code) or _deep(here, "forward"):
        return None
    scope = home(here, model.cls, found)
    frame = here.machine.frame(found.code, here.machine.scope(scope), here.frame, at, model)
    frame.in_model = True
    value = run_function(here, Function(found.code.at, scope, model), arguments, at)
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
    return found


def owned(params: Value | None) -> frozenset[str] | None:
    """Return the models whose parameters an optimizer is given."""
    match params:
        case Params(owners=owners):
            return owners
        case Group(items=items) | Table(items=items):
            found: frozenset[str] = frozenset()
            for item in items:
                value = item[1] if isinstance(item, tuple) else item
                inside = owned(value)
                if inside is not None:
                    found |= inside
            return found or None
        case Unknown(owner=owner) if owner:
            return frozenset((owner,))
        case _:
            return None


def unknown_result(here: Here, at: int) -> Unknown:
    """Return the unknown result of a call at node ``at``."""
    return fresh(here, at)


__all__ = ["Arguments", "can_run", "instantiate", "owned", "run_forward", "run_function", "tensors_in"]
