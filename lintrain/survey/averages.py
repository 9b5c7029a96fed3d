"""Evaluations of ``AveragedModel``: whether the statistics of its batch norms fit the averaged weights."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.model.builders import builder_of
from lintrain.model.layers import layer_of
from lintrain.survey._names import qualified
from lintrain.survey._training import bound, calls, given, method, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk
from lintrain.upkeep import AveragedForward

EVENTS: tuple[type[Event], ...] = (AveragedForward,)

AVERAGED = "torch.optim.swa_utils.AveragedModel"
OTHERWISE = ("avg_fn", "multi_avg_fn", "use_buffers")
"""Arguments that say how to average: a moving average stays close to the statistics of the model."""
MEASURES = frozenset(("update_bn", "bn_update", "reset_running_stats", "running_mean"))
"""Words of a file that may measure the statistics anew."""
HARMLESS = frozenset(("save", "print", "str", "type", "id", "len", "isinstance", "DataParallel"))
MOVES = ("to", "cuda", "cpu", "float", "train")


def survey(program: Program) -> Iterator[AveragedForward]:
    """Yield the evaluations in the file of averaged models that are built beside them."""
    for code in program.root.codes.values():
        if "AveragedModel" in code.words and code.kind in ("function", "module"):
            yield from _Averages(program, code).found()


class _Averages:
    """The averaged models of one scope."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code

    def found(self) -> Iterator[AveragedForward]:
        for node in self._code.nodes:
            match node.op:
                case ir.Assign(targets=(target,), value=ir.Call() as call) if name := path_of(target):
                    layers = self._layers(call)
                    event = self._evaluated(name, layers) if layers else None
                    if event is not None:
                        yield event

    def _layers(self, call: ir.Call) -> tuple[str, ...]:
        """Return the batch norms of the model of which ``call`` keeps the plain average."""
        call = _unmoved(call)
        if qualified(self._program, self._code, call.func) != AVERAGED or not 0 < len(call.args) < 3:
            return ()
        if any(arg.star or arg.keyword in OTHERWISE for arg in call.args):
            return ()
        built = self._built(path_of(call.args[0].value))
        return tuple(kind for kind in self._kinds(built) if "BatchNorm" in kind) if built else ()

    def _built(self, model: str) -> ir.Call | None:
        """Return the only call whose result is bound to a name of this scope."""
        values = [node.op for node in self._code.nodes if model in bound(node.op)]
        match values:
            case [ir.Assign(targets=(_,), value=ir.Call() as call)]:
                return _unmoved(call)
            case _:
                return None

    def _kinds(self, call: ir.Call) -> tuple[str, ...]:
        found = self._program.resolve(call.func, self._code.at)
        if isinstance(found, int) and found in self._program.classes:
            return self._program.layers_of(found).sensitive
        name = qualified(self._program, self._code, call.func) or ""
        if name == "torch.nn.Sequential":
            parts = [part for part in walk(call) if isinstance(part, ir.Call)]
            layers = [layer_of(qualified(self._program, self._code, p.func) or "", p) for p in parts]
            return tuple(dict.fromkeys(layer.kind for layer in layers if layer is not None))
        known = builder_of(name, call)
        return known.sensitive if known is not None else ()

    def _evaluated(self, name: str, layers: tuple[str, ...]) -> AveragedForward | None:
        nodes = self._code.nodes
        updates = [
            (index, call)
            for index, node in enumerate(nodes)
            for call in calls(node.op)
            if path_of(call.func) == f"{name}.update_parameters"
        ]
        if not updates or self._may_be_measured(name):
            return None
        index, update = updates[-1]
        call = self._forward(index, name)
        if call is None:
            return None
        place = self._program.place
        loop = self._loop(path_of(update.args[0].value)) if update.args else None
        return AveragedForward(
            place(call.at), name, layers, place(update.at), False,
            place(loop[0].at) if loop else None, loop[1] if loop else "",
        )  # fmt: skip

    def _may_be_measured(self, name: str) -> bool:
        """Tell whether anything in sight, or something out of sight, may set the statistics."""
        root = self._program.root
        if root.module.words & MEASURES or "train" in root.uses.get(name, ()):
            return True
        handed = (call for node in self._code.nodes for call in calls(node.op) if name in given(call))
        return any(method(call) not in HARMLESS and self._callee(call, name) is None for call in handed)

    def _callee(self, call: ir.Call, name: str) -> ir.Code | None:
        """Return the code of the project that evaluates the model that it is given, and only that."""
        found = self._program.resolve(call.func, self._code.at)
        if not isinstance(found, int) or found in self._program.classes:
            return None
        code = self._program.codes[found]
        words = self._program.names(found).module.words
        return None if "train" in code.words or words & MEASURES else code

    def _forward(self, begin: int, name: str) -> ir.Call | None:
        """Return the first call behind ``begin`` in which the averaged model predicts."""
        nodes = self._code.nodes
        seen, pending = {begin}, [begin]
        while pending:
            index = pending.pop(0)
            for call in calls(nodes[index].op):
                if path_of(call.func) == name or self._predicts(call, name):
                    return call
            more = [s for s in nodes[index].succ if s not in seen]
            seen.update(more)
            pending += more
        return None

    def _predicts(self, call: ir.Call, name: str) -> bool:
        """Tell whether a function of the project calls the model that it is given here."""
        code = self._callee(call, name) if name in given(call) else None
        if code is None:
            return False
        position = next(i for i, arg in enumerate(call.args) if path_of(arg.value) == name)
        keyword = call.args[position].keyword
        names = [parameter.name for parameter in code.parameters]
        if keyword is None and position >= len(names):
            return False
        own = keyword or names[position]
        return any(path_of(inner.func) == own for node in code.nodes for inner in calls(node.op))

    def _loop(self, model: str) -> tuple[ir.For, str] | None:
        """Return the loop that trains ``model`` on the first item of each batch, and their device."""
        for index, node in enumerate(self._code.nodes):
            first = _first_item(node.op) if isinstance(node.op, ir.For) else ""
            if first and isinstance(node.op, ir.For):
                inside = [n.op for n in self._code.nodes if index in n.loops]
                made = [call for each in inside for call in calls(each)]
                fed = any(path_of(c.func) == model and c.args and _mentions(c.args[0], first) for c in made)
                if fed and any(method(c) == "backward" for c in made):
                    return node.op, _device(made, first)
        return None


def _first_item(loop: ir.For) -> str:
    """Return the name of the first item of each batch; nothing where batches are no tuples."""
    target = loop.target
    counted = isinstance(loop.iterable, ir.Call) and method(loop.iterable) == "enumerate"
    match target:
        case ir.Sequence(items=(_, ir.Sequence() as batch)) if counted:
            target = batch
    match target:
        case ir.Sequence(items=(ir.Name(id=name), *_)) if not counted or target is not loop.target:
            return name
        case _:
            return ""


def _unmoved(call: ir.Call) -> ir.Call:
    """Return the call that built what methods such as ``.to(device)`` return."""
    while isinstance(call.func, ir.Attr) and call.func.name in MOVES and isinstance(call.func.base, ir.Call):
        call = call.func.base
    return call


def _mentions(arg: ir.Arg, name: str) -> bool:
    return any(path_of(part) == name for part in walk(arg.value))


def _device(made: list[ir.Call], batch: str) -> str:
    """Return the text of what the batches are moved to."""
    for call in made:
        if isinstance(call.func, ir.Attr) and path_of(call.func.base) == batch:
            if call.func.name == "to" and call.args:
                return ir.render(call.args[0].value)
            if call.func.name == "cuda":
                return "'cuda'"
    return ""
