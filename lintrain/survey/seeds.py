"""Where a training program draws its first random numbers, and whether a seed may be set before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._names import qualified
from lintrain.survey._training import Training, calls, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import words
from lintrain.upkeep import FirstRandom

EVENTS: tuple[type[Event], ...] = (FirstRandom,)

SEEDS = re.compile(r"seed|determinis|generator|rng", re.I)
DRAWS = re.compile(
    r"^(?:torch\.(?:rand|randn|randint|randperm|normal|bernoulli)|numpy\.random\.\w+|random\.\w+)$"
)
LAYERS = re.compile(
    r"^torch\.nn\.(?:\w*Linear|Conv\w+|LazyConv\w+|Embedding\w*|LSTM|GRU|RNN|\w+Cell|Transformer\w*|MultiheadAttention)$"
)
"""Layers whose weights are drawn at random."""

Above = frozenset[int]
"""The functions that are being looked into."""


def survey(program: Program) -> Iterator[FirstRandom]:
    """Yield the first random numbers of a program that trains; nothing for a file that is no program."""
    entry = _entry(program)
    found = _first(program, entry) if entry is not None else None
    if found is not None:
        yield FirstRandom(program.place(found.at), ir.render(found.func), _may_be_seeded(program))


def _entry(program: Program) -> ir.Code | None:
    """Return the scope in which the program trains: the module, or a function that the module calls."""
    module = program.root.module
    if _goes_backward(program, module) and _is_drawing(program, module):
        return module
    if not any(isinstance(n.op, ir.Branch) and _is_main(n.op.condition) for n in module.nodes):
        return None
    for call in (call for node in module.nodes for call in calls(node.op)):
        found = program.resolve(call.func, module.at) if path_of(call.func) else None
        code = program.root.codes.get(found) if isinstance(found, int) else None
        if code is not None and code.kind == "function" and _goes_backward(program, code):
            return code
    return None


def _goes_backward(program: Program, code: ir.Code) -> bool:
    training = Training(program, code)
    return any(training.goes_backward(node.op) for node in code.nodes)


def _is_main(condition: ir.Expr | None) -> bool:
    return condition is not None and "__name__" in words(condition)


def _is_drawing(program: Program, code: ir.Code, above: Above = frozenset()) -> bool:
    """A constructor that leads to itself, as those of trees do, draws what it draws besides."""
    return code.at not in above and _first(program, code, above | {code.at}) is not None


def _first(program: Program, code: ir.Code, above: Above = frozenset()) -> ir.Call | None:
    """Return the first call in a scope that draws numbers, itself or for the weights of a model."""
    made = (call for node in code.nodes for call in calls(node.op))
    drawing = (call for call in made if _draws(program, code, call, above))
    return min(drawing, key=lambda c: c.at, default=None)


def _draws(program: Program, code: ir.Code, call: ir.Call, above: Above) -> bool:
    name = qualified(program, code, call.func) or ""
    if DRAWS.match(name) or LAYERS.match(name):
        return True
    found = program.resolve(call.func, code.at) if path_of(call.func) else None
    local = code.kind == "function" and path_of(call.func) in code.assigned
    if not isinstance(found, int) or found not in program.classes or local:
        return False
    inner = [c for c in program.methods.get(found, {}).values() if c.code.name == "__init__"]
    return any(_is_drawing(program, define.code, above) for define in inner)


def _may_be_seeded(program: Program) -> bool:
    """Tell whether the file, or one that it imports, says anything of seeds."""
    root = program.root
    for origin, (speaks, _) in root.led.items():
        if speaks:
            program.imported(root, origin)
    modules = [code for code in program.codes.values() if code.kind == "module"]
    return bool(root.stars) or any(SEEDS.search(word) for code in modules for word in code.words)
