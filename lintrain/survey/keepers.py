"""Objects that are shown a model after each epoch, and keep its weights where they are the best."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._aliases import Alias, Aliases, compares
from lintrain.survey._guards import guards
from lintrain.survey._training import Training, bound, calls, covers, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk
from lintrain.upkeep import WeightsKept

EVENTS: tuple[type[Event], ...] = (WeightsKept,)


def survey(program: Program) -> Iterator[WeightsKept]:
    """Yield what objects of the project keep of a model that the file goes on training."""
    told: set[WeightsKept] = set()
    for code in program.root.codes.values():
        if code.kind in ("function", "module"):
            for event in _Keepers(program, code).found():
                if event not in told:
                    told.add(event)
                    yield event


class _Keepers:
    """The objects of one scope."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code
        self._training = Training(program, code)
        self._bound: dict[str, list[ir.Op]] = {}
        for node in code.nodes:
            for path in bound(node.op):
                self._bound.setdefault(path, []).append(node.op)

    def found(self) -> Iterator[WeightsKept]:
        """Yield what is kept when one of them is called in a loop that trains."""
        for node in self._code.nodes:
            for call in calls(node.op) if node.loops else ():
                name, method = self._method(call)
                if method is not None:
                    yield from self._kept(name, method, call, node)

    def _method(self, call: ir.Call) -> tuple[str, ir.Code | None]:
        """Return the name of the object that a call is made on, and the method of its class that runs."""
        path = path_of(call.func)
        for name, method in ((path, "__call__"), (path.rpartition(".")[0], path.rpartition(".")[2])):
            match self._bound.get(name):
                case [ir.Assign(value=ir.Call(func=func))]:
                    at = self._program.resolve(func, self._code.at)
                    define = self._program.methods.get(at, {}).get(method) if isinstance(at, int) else None
                    if define is not None:
                        return name, define.code
        return "", None

    def _kept(self, name: str, method: ir.Code, call: ir.Call, node: ir.Node) -> Iterator[WeightsKept]:
        given = _parameters(method, call)
        for index, inner in enumerate(method.nodes):
            match inner.op:
                case ir.Assign(targets=(ir.Attr(base=ir.Name(id="self"), name=attribute),), value=value):
                    for alias in Aliases(self._program, method).of(attribute, value):
                        model = given.get(alias.model, "")
                        if model and any(compares(asked, set()) for asked in guards(method, index)):
                            yield self._event(name, attribute, alias, model, node)

    def _event(self, name: str, attribute: str, alias: Alias, model: str, node: ir.Node) -> WeightsKept:
        place = self._program.place
        head = next((h for h in reversed(node.loops) if self._trained(h, model) is not None), node.loops[-1])
        trained = None if self._is_renewed(head, model) else self._trained(head, model)
        read = self._read(name, attribute, head)
        return WeightsKept(
            place(alias.whole.at),
            f"self.{attribute}",
            alias.model,
            place(alias.inner.at),
            place(trained.at) if trained is not None else None,
            place(read.at) if read is not None else None,
        )

    def _trained(self, head: int, model: str) -> ir.Call | None:
        inside = (node.op for node in self._code.nodes if head in node.loops)
        return next((call for op in inside if (call := self._training.of(op, model)) is not None), None)

    def _is_renewed(self, head: int, model: str) -> bool:
        """Tell whether each pass of a loop has a model of its own."""
        ops = [node.op for index, node in enumerate(self._code.nodes) if index == head or head in node.loops]
        return any(covers(path, model) for op in ops for path in bound(op))

    def _read(self, name: str, attribute: str, head: int) -> ir.Expr | None:
        """Return what reads what was kept, behind the loop: itself, or a method that loads it."""
        for index in _behind(self._code, head):
            for call in calls(self._code.nodes[index].op):
                if any(path_of(p) == f"{name}.{attribute}" for a in call.args for p in walk(a.value)):
                    return call
                own, method = self._method(call)
                if own == name and method is not None and {attribute, "load_state_dict"} <= method.words:
                    return call
        return None


def _parameters(method: ir.Code, call: ir.Call) -> dict[str, str]:
    """Return the paths that a method's parameters stand for in a call."""
    names = [parameter.name for parameter in method.parameters if not parameter.kind][1:]
    found = {arg.keyword: path_of(arg.value) for arg in call.args if arg.keyword is not None}
    if not any(arg.star for arg in call.args):
        plain = [path_of(arg.value) for arg in call.args if arg.keyword is None]
        found |= dict(zip(names, plain, strict=False))
    return found


def _behind(code: ir.Code, head: int) -> list[int]:
    """Return the nodes that may come after a loop."""
    inside = {index for index, node in enumerate(code.nodes) if index == head or head in node.loops}
    pending = [s for index in inside for s in code.nodes[index].succ if s not in inside]
    seen = set(pending)
    while pending:
        more = [s for s in code.nodes[pending.pop()].succ if s not in seen | inside]
        seen.update(more)
        pending += more
    return sorted(seen)
