"""Where the weights of layers get their first values, and which layers these are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.flow.program import Program
from lintrain.survey._classes import assigned, is_own, owner, receiver
from lintrain.survey._guards import guards
from lintrain.survey._names import expressions, qualified
from lintrain.survey._values import only_value
from lintrain.survey._wiring import LAYERS, Model, model_of, model_of_class
from lintrain.survey.calls import literal
from lintrain.syntax import ir

CONSTANTS = {"zeros": 0.0, "ones": 1.0, "zero": 0.0}
IN_PLACE = ("zero_", "fill_", "normal_", "uniform_", "copy_")


@dataclass(frozen=True, slots=True)
class Initial:
    """One call that sets weights: ``scheme`` is ``constant``, ``Xavier``, ``He`` or ``other``.

    ``plain`` tells that no gain, slope or activation is given.
    """

    call: ir.Call
    scheme: str
    plain: bool
    layers: frozenset[int]
    model: Model


def initials(program: Program) -> list[Initial]:
    """Return the calls in the file whose layers are in sight."""
    return [each for code in program.root.codes.values() for each in _in(program, code)]


def _in(program: Program, code: ir.Code) -> Iterator[Initial]:
    positions = {id(node.op): index for index, node in enumerate(code.nodes)}
    for part, op in expressions(code):
        found = _scheme(program, code, part) if isinstance(part, ir.Call) else None
        if found is None or not isinstance(part, ir.Call):
            continue
        subject, scheme, plain = found
        for model, layers in _layers(program, code, subject, positions[id(op)]):
            yield Initial(part, scheme, plain, layers, model)


def _scheme(program: Program, code: ir.Code, call: ir.Call) -> tuple[ir.Expr, str, bool] | None:
    """Return the module whose weight a call sets, and how."""
    name = qualified(program, code, call.func) or ""
    if name.startswith("torch.nn.init.") and call.args and not any(arg.star for arg in call.args):
        subject, last = _weighed(call.args[0].value), name.rpartition(".")[2].removesuffix("_")
        return (subject, *_named(last, call.args[1:])) if subject is not None else None
    if isinstance(call.func, ir.Attr) and call.func.name in IN_PLACE:
        subject = _weighed(call.func.base)
        scheme = "constant" if call.func.name in ("zero_", "fill_") else "other"
        return (subject, scheme, True) if subject is not None else None
    return None


def _named(last: str, args: tuple[ir.Arg, ...]) -> tuple[str, bool]:
    if last in ("zeros", "ones", "constant"):
        return "constant", True
    if last in ("xavier_uniform", "xavier_normal"):
        return "Xavier", all(arg.keyword in (None, "gain") and literal(arg.value) == 1 for arg in args)
    if last in ("kaiming_uniform", "kaiming_normal"):
        return "He", all(_is_usual(arg) for arg in args)
    return "other", True


def _is_usual(arg: ir.Arg) -> bool:
    """Tell whether an argument leaves the gain as it is by default, or is that of ReLU."""
    value = literal(arg.value)
    return arg.keyword == "mode" or value == 0 or value in ("relu", "leaky_relu", "fan_in", "fan_out")


def _weighed(expr: ir.Expr) -> ir.Expr | None:
    """Return ``m`` of ``m.weight`` and ``m.weight.data``."""
    if isinstance(expr, ir.Attr) and expr.name == "data":
        expr = expr.base
    return expr.base if isinstance(expr, ir.Attr) and expr.name == "weight" else None


Found = tuple[Model, frozenset[int]]


def _layers(program: Program, code: ir.Code, subject: ir.Expr, position: int) -> Iterator[Found]:
    """Yield the layers that ``subject`` stands for, per model."""
    if isinstance(subject, ir.Attr) and not any(True for _ in guards(code, position)):
        yield from _attribute(program, code, subject)
    elif isinstance(subject, ir.Subscript) and not any(True for _ in guards(code, position)):
        yield from _indexed(program, code, subject)
    elif isinstance(subject, ir.Name):
        asked = list(_asked(program, code, subject.id, position))
        kinds = set(LAYERS)
        for known, holds in asked:
            if known is None:
                return
            kinds = kinds & known if holds else kinds - known
        for model in _models(program, code, subject.id):
            names = {kind.rpartition(".")[2] for kind in kinds}
            yield model, frozenset(at for at, name in model.layers.items() if name in names)


def _attribute(program: Program, code: ir.Code, subject: ir.Attr) -> Iterator[Found]:
    belongs = owner(program, code)
    model: Model | None = None
    if is_own(program, code, subject) and belongs is not None:
        model = model_of_class(program, belongs[0])
    elif isinstance(subject.base, ir.Name):
        value = only_value(code, subject.base.id)
        model = model_of(program, code, value) if value is not None else None
    if model is not None and model.key in program.classes:
        values = assigned(program, model.key, subject.name)
        if len(values) == 1 and values[0].at in model.layers:
            yield model, frozenset((values[0].at,))


def _indexed(program: Program, code: ir.Code, subject: ir.Subscript) -> Iterator[Found]:
    """Yield the layer that is a numbered part of a ``Sequential``."""
    built, index = _built(program, code, subject.base), literal(subject.index)
    if not isinstance(built, ir.Call) or qualified(program, code, built.func) != "torch.nn.Sequential":
        return
    belongs = owner(program, code)
    own = belongs is not None and is_own(program, code, subject.base)
    model = model_of_class(program, belongs[0]) if own and belongs else model_of(program, code, built)
    starred = any(arg.star for arg in built.args)
    if model is None or starred or type(index) is not int or not -len(built.args) <= index < len(built.args):
        return
    at = built.args[index].value.at
    if at in model.layers:
        yield model, frozenset((at,))


def _asked(
    program: Program, code: ir.Code, name: str, position: int
) -> Iterator[tuple[set[str] | None, bool]]:
    """Yield the kinds of layers that each condition around ``position`` asks for, and whether it holds.

    ``None`` for a condition that asks for anything else.
    """
    for node in code.nodes:
        op = node.op
        if not isinstance(op, ir.Branch) or op.condition is None or len(node.succ) < 2:
            continue
        ways = [position in _passed(code, way) for way in node.succ[:2]]
        if any(ways) and not all(ways):
            yield _kinds(program, code, op.condition, name), ways[0]


def _passed(code: ir.Code, start: int) -> set[int]:
    """Return the nodes that come after ``start`` in the same pass of a loop."""
    stack, seen = [start], set[int]()
    while stack:
        index = stack.pop()
        if index not in seen:
            seen.add(index)
            if not isinstance(code.nodes[index].op, ir.For):
                stack += code.nodes[index].succ
    return seen


def _kinds(program: Program, code: ir.Code, condition: ir.Expr, name: str) -> set[str] | None:
    """Return the layers that a condition about the module ``name`` asks for."""
    match condition:
        case ir.Call(func=ir.Name(id="isinstance"), args=(ir.Arg(value=ir.Name(id=asked)), kinds)):
            return _listed(program, code, kinds.value) if asked == name else None
        case ir.Compare(left=left, ops=("==" | "is" | "in",), rights=(kinds,)) if _is_type(left, name):
            return _listed(program, code, kinds)
        case ir.Compare(
            left=ir.Call(
                func=ir.Attr(base=said, name="find"), args=(ir.Arg(value=ir.Const(value=str(word))),)
            ),
            ops=("!=",),
            rights=(ir.Unary(op="-", operand=ir.Const(value=1)),),
        ) if _is_class_name(code, said, name):
            return {layer for layer in LAYERS if word in layer}
        case ir.Bool(op="or", left=left, right=right):
            one, two = _kinds(program, code, left, name), _kinds(program, code, right, name)
            return one | two if one is not None and two is not None else None
        case _:
            return None


def _is_type(expr: ir.Expr, name: str) -> bool:
    return ir.render(expr) in (f"type({name})", f"{name}.__class__")


def _is_class_name(code: ir.Code, expr: ir.Expr, name: str) -> bool:
    value = only_value(code, expr.id) if isinstance(expr, ir.Name) else expr
    return value is not None and ir.render(value) in (f"{name}.__class__.__name__", f"type({name}).__name__")


def _listed(program: Program, code: ir.Code, expr: ir.Expr) -> set[str] | None:
    items = expr.items if isinstance(expr, ir.Sequence) else (expr,)
    names = [qualified(program, code, item) for item in items]
    return {name for name in names if name is not None} if None not in names else None


def _models(program: Program, code: ir.Code, name: str) -> Iterator[Model]:
    """Yield the models whose modules the variable ``name`` goes through."""
    heads = [node.op for node in code.nodes if isinstance(node.op, ir.For) and _binds(node.op.target, name)]
    if heads:
        found = _walked(heads[0].iterable) if len(heads) == 1 else None
        yield from _of(program, code, found) if found is not None else ()
    elif code.kind == "function" and name == _first(program, code):
        for scope in program.root.codes.values():
            for part, _ in expressions(scope):
                match part:
                    case ir.Call(func=ir.Attr(base=base, name="apply"), args=(ir.Arg(value=given),)):
                        if _is_function(program, scope, given, code):
                            yield from _of(program, scope, base)


def _binds(target: ir.Expr, name: str) -> bool:
    last = target.items[-1] if isinstance(target, ir.Sequence) and target.items else target
    return isinstance(last, ir.Name) and last.id == name


def _walked(expr: ir.Expr) -> ir.Expr | None:
    match expr:
        case ir.Call(func=ir.Name(id="enumerate"), args=(inner, *_)):
            return _walked(inner.value)
        case ir.Call(func=ir.Attr(base=base, name="modules" | "named_modules"), args=()):
            return base
        case _:
            return None


def _first(program: Program, code: ir.Code) -> str:
    """Return the parameter of a function that ``apply`` gives the module to."""
    own = code.at in program.owner and bool(receiver(program, code))
    names = [parameter.name for parameter in code.parameters][own:]
    return names[0] if names else ""


def _is_function(program: Program, scope: ir.Code, given: ir.Expr, code: ir.Code) -> bool:
    if code.at in program.owner:
        belongs = owner(program, scope)
        own = belongs is not None and belongs[0] == program.owner[code.at]
        return own and is_own(program, scope, given, code.name)
    return isinstance(given, ir.Name) and given.id == code.name


def _of(program: Program, code: ir.Code, expr: ir.Expr) -> Iterator[Model]:
    """Yield the model that an expression stands for."""
    belongs = owner(program, code)
    if isinstance(expr, ir.Name) and belongs is not None and expr.id == receiver(program, belongs[1]):
        yield model_of_class(program, belongs[0])
        return
    model = model_of(program, code, _built(program, code, expr))
    if model is not None:
        yield model


def _built(program: Program, code: ir.Code, expr: ir.Expr) -> ir.Expr:
    """Return the call that builds what a variable, or an attribute of the own object, holds."""
    belongs = owner(program, code)
    if isinstance(expr, ir.Name):
        expr = only_value(code, expr.id) or expr
    elif isinstance(expr, ir.Attr) and belongs is not None and is_own(program, code, expr):
        values = assigned(program, belongs[0], expr.name)
        expr = values[0] if len(values) == 1 else expr
    while isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in ("to", "cuda"):
        expr = expr.func.base
    return expr
