"""Recurrent and attention models that a file builds and trains without limiting their gradients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.leftovers import Unclipped
from lintrain.model.dialects.torch import optimizer_kind
from lintrain.survey._names import qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (Unclipped,)

LAYERS = frozenset((
    "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "Transformer", "TransformerEncoderLayer",
    "TransformerDecoderLayer", "MultiheadAttention",
))  # fmt: skip
MOVES = frozenset(("to", "cuda", "cpu", "float", "double", "train", "requires_grad_"))
"""Methods that return the model itself."""
LIMITS = re.compile(
    r"clip|clamp|max_?norm|accelerat|deepspeed|lightning|grad_norm|Adafactor|LAMB|register_hook"
)
"""Words of files that may limit gradients, by themselves or through a library."""

Key = tuple[int, str]
"""What is assigned: the scope, or the class where it is an attribute of ``self``, and the text."""


def survey(program: Program) -> Iterator[Unclipped]:
    """Yield the steps of optimizers over such models."""
    if any(LIMITS.search(word) for word in program.root.module.words):
        return
    models = dict(_models(program, dict(_classes(program))))
    optimizers = dict(_optimizers(program, models))
    told: set[Key] = set()
    for code in program.root.codes.values() if optimizers else ():
        for node in code.nodes:
            for at, stepped in _steps(node.op):
                key = _key(program, code, stepped)
                if key in optimizers and key not in told and _learns(code, node):
                    told.add(key)
                    yield Unclipped(program.place(at), ir.render(stepped), optimizers[key])


def _classes(program: Program) -> Iterator[tuple[str, str]]:
    """Yield the classes of the file that build such a layer, or another class that does."""
    bodies = {c.name: c for c in program.root.codes.values() if c.kind == "class"}
    known: dict[str, str] = {}
    while True:
        more = {
            n: layer for n, c in bodies.items() if n not in known and (layer := _inside(program, c, known))
        }
        if not more:
            break
        known |= more
    yield from known.items()


def _inside(program: Program, body: ir.Code, known: dict[str, str]) -> str:
    for code in program.root.codes.values():
        if program.within.get(code.at) == body.at and code.name == "__init__":
            for part in (part for node in code.nodes for part in _parts(node.op)):
                if isinstance(part, ir.Call) and (layer := _layer(program, code, part, known)):
                    return layer
    return ""


def _layer(program: Program, code: ir.Code, call: ir.Call, known: dict[str, str]) -> str:
    if isinstance(call.func, ir.Name) and call.func.id in known:
        return known[call.func.id]
    head, _, name = (qualified(program, code, call.func) or "").rpartition(".")
    return name if head == "torch.nn" and name in LAYERS else ""


def _models(program: Program, known: dict[str, str]) -> Iterator[tuple[Key, str]]:
    for code, target, value in _assigned(program):
        while isinstance(value, ir.Call) and isinstance(value.func, ir.Attr) and value.func.name in MOVES:
            value = value.func.base
        if isinstance(value, ir.Call) and (layer := _layer(program, code, value, known)):
            yield _key(program, code, target), layer


def _optimizers(program: Program, models: dict[Key, str]) -> Iterator[tuple[Key, str]]:
    """Yield the optimizers over the parameters of one of ``models``."""
    for code, target, value in _assigned(program):
        if (
            not isinstance(value, ir.Call)
            or optimizer_kind(qualified(program, code, value.func) or "") is None
        ):
            continue
        for part in (part for arg in value.args for part in walk(arg.value)):
            if isinstance(part, ir.Attr) and part.name == "parameters":
                layer = models.get(_key(program, code, part.base))
                if layer is not None:
                    yield _key(program, code, target), layer


def _assigned(program: Program) -> Iterator[tuple[ir.Code, ir.Expr, ir.Expr]]:
    for code in program.root.codes.values():
        for node in code.nodes:
            if isinstance(node.op, ir.Assign) and len(node.op.targets) == 1:
                yield code, node.op.targets[0], node.op.value


def _key(program: Program, code: ir.Code, expr: ir.Expr) -> Key:
    """Return the scope that a name belongs to, or the class of an attribute of ``self``, with the text."""
    scope: ir.Code | None = code
    text = ir.render(expr)
    while scope is not None:
        of_class = text.startswith("self.") and scope.kind == "class"
        local = isinstance(expr, ir.Name) and scope.kind != "class" and expr.id in scope.assigned
        if of_class or local:
            return scope.at, text
        scope = program.codes.get(program.within.get(scope.at, -1))
    return program.root.module.at, text


def _steps(op: ir.Op) -> Iterator[tuple[int, ir.Expr]]:
    """Yield the steps, with what is stepped: by itself, or by a scaler."""
    for part in _parts(op):
        match part:
            case ir.Call(at=at, func=ir.Attr(base=base, name="step"), args=()):
                yield at, base
            case ir.Call(at=at, func=ir.Attr(name="step"), args=(ir.Arg(value=given),)):
                yield at, given


def _learns(code: ir.Code, node: ir.Node) -> bool:
    """Tell whether a loop around the node goes backward."""
    inside = (n for n in code.nodes if node.loops and node.loops[-1] in n.loops)
    calls = (p for n in inside for p in _parts(n.op) if isinstance(p, ir.Call))
    return any(isinstance(call.func, ir.Attr) and call.func.name == "backward" for call in calls)


def _parts(op: ir.Op) -> Iterator[ir.Expr]:
    return (part for top in operands(op) for part in walk(top))
