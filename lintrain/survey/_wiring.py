"""Which layers of a model follow one another, and what stands between them, as far as its text shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.flow.program import Program
from lintrain.survey._classes import assigned, is_own, method_codes, owner
from lintrain.survey._names import expressions, qualified, target
from lintrain.survey.calls import literal
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

SEVERAL = 3
"""A list of fewer layers may hold alternatives."""

MOST_CLASSES = 12
"""A model is followed into so many classes that it is built of."""

_CONVOLUTIONS = [f"{kind}{d}d" for kind in ("Conv", "ConvTranspose", "LazyConv") for d in (1, 2, 3)]
LAYERS = {f"torch.nn.{name}" for name in ("Linear", "LazyLinear", *_CONVOLUTIONS)}
ACTIVATIONS = {
    "torch.nn.ReLU": "ReLU", "torch.relu": "ReLU", "torch.nn.functional.relu": "ReLU", ".relu": "ReLU",
    "torch.nn.ReLU6": "ReLU6", "torch.nn.functional.relu6": "ReLU6",
    "torch.nn.LeakyReLU": "LeakyReLU", "torch.nn.functional.leaky_relu": "LeakyReLU",
    "torch.nn.Tanh": "Tanh", "torch.tanh": "Tanh", "torch.nn.functional.tanh": "Tanh", ".tanh": "Tanh",
    "torch.nn.Sigmoid": "Sigmoid", "torch.sigmoid": "Sigmoid", "torch.nn.functional.sigmoid": "Sigmoid",
    ".sigmoid": "Sigmoid", "torch.nn.GELU": "GELU", "torch.nn.functional.gelu": "GELU",
    "torch.nn.SiLU": "SiLU", "torch.nn.functional.silu": "SiLU", "torch.nn.ELU": "ELU",
    "torch.nn.functional.elu": "ELU", "torch.nn.Softplus": "Softplus", "torch.nn.SELU": "SELU",
    "torch.nn.functional.softplus": "Softplus", "torch.nn.functional.selu": "SELU",
}  # fmt: skip
_POOLS = [f"{kind}{d}" for kind in ("max_pool", "avg_pool") for d in ("1d", "2d", "3d")]
PASSES = {f"torch.nn.functional.{name}" for name in ("dropout", "dropout2d", *_POOLS)} | {
    "torch.nn.Dropout", "torch.nn.Dropout2d", "torch.nn.Flatten", "torch.nn.Identity", "torch.flatten",
    *(f"torch.nn.{kind}Pool{d}d" for kind in ("Max", "Avg", "AdaptiveAvg") for d in (1, 2, 3)),
    ".view", ".reshape", ".flatten", ".contiguous",
}  # fmt: skip
NORMS = {f"torch.nn.BatchNorm{d}d" for d in (1, 2, 3)} | {"torch.nn.LayerNorm", "torch.nn.GroupNorm"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a tensor goes through: ``role`` is ``layer``, ``act``, ``norm``, ``pass`` or empty.

    ``name`` is the class of a layer or the activation, ``slope`` the written slope of a leaky one.
    """

    role: str
    name: str
    at: int
    slope: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A layer, the activation that gets what it computes, whether normalised, and the layer after that."""

    layer: Step
    activation: Step | None
    normed: bool
    after: Step | None


@dataclass(frozen=True, slots=True)
class Model:
    """The layers of a model by the number of the call that builds them, and how they follow one another."""

    key: int
    layers: dict[int, str]
    links: frozenset[Link]
    words: frozenset[str]


Chain = tuple[Step, ...]


def model_of(program: Program, code: ir.Code, expr: ir.Expr) -> Model | None:
    """Return the model that a call builds: a ``Sequential``, or a class of the file."""
    if not isinstance(expr, ir.Call):
        return None
    if qualified(program, code, expr.func) == "torch.nn.Sequential":
        chain = steps(program, code, expr)
        layers = {step.at: step.name for step in chain if step.role == "layer"}
        return Model(expr.at, layers, frozenset(_links(chain)), frozenset())
    found = target(program, code, expr.func)
    return model_of_class(program, found) if isinstance(found, int) and found in program.classes else None


def model_of_class(program: Program, at: int) -> Model:
    """Return the model that a class is, with the classes of the file that it is built of."""
    layers: dict[int, str] = {}
    links: set[Link] = set()
    words: frozenset[str] = frozenset()
    pending = [at]
    for cls in pending:
        words |= program.classes[cls].body.words
        for code in method_codes(program, cls):
            for part, _ in expressions(code):
                layers |= {s.at: s.name for s in steps(program, code, part) if s.role == "layer"}
                found = target(program, code, part.func) if isinstance(part, ir.Call) else None
                if found in program.root.classes and found not in pending and len(pending) < MOST_CLASSES:
                    pending.append(int(found or 0))
            for chain in _chains(program, code):
                links.update(_links(chain))
    return Model(at, layers, frozenset(links), words)


def steps(program: Program, code: ir.Code, expr: ir.Expr) -> Chain:
    """Return what a tensor goes through that is given to the module which a call builds."""
    if not isinstance(expr, ir.Call):
        return (Step("", "", expr.at),)
    name = qualified(program, code, expr.func)
    if name == "torch.nn.Sequential":
        return tuple(step for arg in expr.args for step in _item(program, code, arg))
    return (_step(name or "", expr, 0),)


def _item(program: Program, code: ir.Code, arg: ir.Arg) -> Chain:
    return (Step("", "", arg.value.at),) if arg.star else steps(program, code, arg.value)


def _step(name: str, call: ir.Call, position: int) -> Step:
    """Return what a documented name does; ``position`` is that of a slope among its arguments."""
    last = name.rpartition(".")[2]
    if name in LAYERS:
        return Step("layer", last, call.at)
    if name in ACTIVATIONS:
        slopes = [a.value for i, a in enumerate(call.args) if a.keyword == "negative_slope" or i == position]
        slope = literal(slopes[0]) if slopes else 0.01
        leaky = ACTIVATIONS[name] == "LeakyReLU" and isinstance(slope, float)
        return Step("act", ACTIVATIONS[name], call.at, float(str(slope)) if leaky else None)
    role = "norm" if name in NORMS else "pass" if name in PASSES else ""
    return Step(role, last, call.at)


def _chains(program: Program, code: ir.Code) -> Iterator[Chain]:
    """Yield what tensors go through in one function: in sequences and lists of layers, and in calls."""
    for part, _ in expressions(code):
        if isinstance(part, ir.Sequence) and part.kind == "list" and len(part.items) >= SEVERAL:
            yield tuple(step for item in part.items for step in steps(program, code, item))
        elif isinstance(part, ir.Call):
            yield steps(program, code, part)
    yield from _Flow(program, code).chains()


def _links(chain: Chain) -> Iterator[Link]:
    for index, step in enumerate(chain):
        if step.role == "layer":
            yield _link(step, chain[index + 1 :])


def _link(layer: Step, rest: Chain) -> Link:
    activation, normed = None, False
    for step in rest:
        if step.role == "layer":
            return Link(layer, activation, normed, step)
        if not step.role:
            break
        normed = normed or (step.role == "norm" and activation is None)
        activation = activation or (step if step.role == "act" else None)
    return Link(layer, activation, normed, None)


class _Flow:
    """What the tensors in one method went through. Local names count where nothing branches."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code
        self._straight = not any(isinstance(node.op, ir.Branch | ir.For) for node in code.nodes)
        self._held: dict[str, Chain] = {}
        self._found: list[Chain] = []

    def chains(self) -> list[Chain]:
        if owner(self._program, self._code) is None:
            return []
        for node in self._code.nodes:
            for part in (part for top in operands(node.op) for part in walk(top)):
                self._through(part)
            match node.op:
                case ir.Assign(targets=(ir.Name(id=name),), value=value) if self._straight:
                    self._held[name] = self._through(value)
                case ir.Nothing() | ir.Return() | ir.Evaluate():
                    continue
                case _:
                    self._held = {}
        return self._found

    def _through(self, expr: ir.Expr) -> Chain:
        match expr:
            case ir.Name(id=name):
                return self._held.get(name, ())
            case ir.Call(func=func, args=(first, *_)) if not first.star and self._own(func):
                return self._kept(self._through(first.value) + self._own(func))
            case ir.Call(func=func, args=args):
                named = qualified(self._program, self._code, func)
                if named is None and isinstance(func, ir.Attr):
                    return self._kept(self._beyond(func.base, _step(f".{func.name}", expr, 1)))
                if named is not None and args and not args[0].star:
                    return self._kept(self._beyond(args[0].value, _step(named, expr, 1)))
                return ()
            case _:
                return ()

    def _beyond(self, given: ir.Expr, step: Step) -> Chain:
        chain = self._through(given)
        return (*chain, step) if step.role else ()

    def _own(self, func: ir.Expr) -> Chain:
        """Return what an attribute of the own object, a layer or a sequence of them, does."""
        belongs = owner(self._program, self._code)
        if belongs is None or not isinstance(func, ir.Attr) or not is_own(self._program, self._code, func):
            return ()
        values = assigned(self._program, belongs[0], func.name)
        return steps(self._program, belongs[1], values[0]) if len(values) == 1 else ()

    def _kept(self, chain: Chain) -> Chain:
        self._found.append(chain)
        return chain
