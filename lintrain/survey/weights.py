"""Names that stand for a model's weights themselves while training goes on."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._aliases import Alias, Aliases, compares
from lintrain.survey._training import Training, bound, calls, covers, method, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk
from lintrain.upkeep import WeightsKept

EVENTS: tuple[type[Event], ...] = (WeightsKept,)


def survey(program: Program) -> Iterator[WeightsKept]:
    """Yield where a name is bound to weights, with what becomes of them."""
    for code in program.root.codes.values():
        if code.kind in ("function", "module"):
            yield from Keeping(program, code).found()


class Keeping:
    """What one scope keeps."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code
        self._aliases = Aliases(program, code)
        self._training = Training(program, code)

    def found(self) -> Iterator[WeightsKept]:
        """Yield what is kept, in the order of the graph."""
        for index, node in enumerate(self._code.nodes):
            if isinstance(node.op, ir.Assign) and len(node.op.targets) == 1:
                name = path_of(node.op.targets[0])
                for alias in self._aliases.of(name, node.op.value) if name else ():
                    if self._training.is_model(alias.model, by_name=not alias.is_model):
                        yield self._kept(index, name, alias)

    def _kept(self, index: int, name: str, alias: Alias) -> WeightsKept:
        place = self._program.place
        ends = self._ends(index, name, alias) if self._is_choice(index, alias) else None
        trained, read = (place(ends[0].at), place(ends[1].at)) if ends else (None, None)
        return WeightsKept(place(alias.whole.at), name, alias.model, place(alias.inner.at), trained, read)

    # --- what becomes of it ---

    def _is_choice(self, index: int, alias: Alias) -> bool:
        """Tell whether something but the count of the passes decides which state is kept.

        Weights that are kept before the training are compared with those after it. A model under a second
        name outside of a loop is just that.
        """
        head = self._loop(index, alias.model)
        if head is None:
            return not alias.is_model
        passes = set(bound(self._code.nodes[head].op))
        return any(compares(condition, passes) for condition in self._asked(index, head))

    def _loop(self, index: int, model: str) -> int | None:
        """Return the innermost loop around a node that trains the model."""
        heads = [h for h in self._code.nodes[index].loops if self._trains_in(h, model)]
        return heads[-1] if heads else None

    def _trains_in(self, head: int, model: str) -> bool:
        nodes = self._code.nodes
        return any(head in node.loops and self._training.of(node.op, model) for node in nodes)

    def _asked(self, index: int, head: int) -> Iterator[ir.Expr]:
        """Yield the conditions that decide whether a pass of the loop ``head`` comes by ``index``."""
        for node in self._code.nodes:
            if isinstance(node.op, ir.Branch) and not node.op.loop and head in node.loops:
                ways = {index in self._reached(successor, head) for successor in node.succ}
                if len(ways) > 1 and node.op.condition is not None:
                    yield node.op.condition

    def _reached(self, start: int, head: int) -> set[int]:
        """Return the nodes that one pass of the loop ``head`` reaches from ``start``."""
        seen, pending = {start} - {head}, [start] if start != head else []
        while pending:
            for successor in self._code.nodes[pending.pop()].succ:
                if successor != head and successor not in seen and head in self._code.nodes[successor].loops:
                    seen.add(successor)
                    pending.append(successor)
        return seen

    def _ends(self, index: int, name: str, alias: Alias) -> tuple[ir.Call, ir.Expr] | None:
        """Return the training that changes what was kept, and where it is read after that."""
        nodes = self._code.nodes
        begun: list[tuple[int, ir.Call | None]] = [(s, None) for s in nodes[index].succ]
        seen = {(successor, False) for successor, _ in begun}
        while begun:
            at, trained = begun.pop(0)
            op = nodes[at].op
            read = self._read(op, name, alias) if trained is not None else None
            if trained is not None and read is not None and not self._go_together(index, at, alias.model):
                return trained, read
            names = set(bound(op))
            if self._moves(op, alias.model) or any(covers(n, name) for n in names):
                continue
            if trained is None and any(covers(n, alias.model) for n in names):
                continue
            trained = trained or self._training.of(op, alias.model)
            for successor in nodes[at].succ:
                if (successor, trained is not None) not in seen:
                    seen.add((successor, trained is not None))
                    begun.append((successor, trained))
        return None

    def _go_together(self, kept: int, read: int, model: str) -> bool:
        """Tell whether one condition decides about both nodes: what is read was kept in the same pass."""
        head = self._loop(kept, model)
        if head is None or head not in self._code.nodes[read].loops:
            return False
        texts = {ir.render(condition) for condition in self._asked(kept, head)}
        return any(ir.render(condition) in texts for condition in self._asked(read, head))

    def _moves(self, op: ir.Op, model: str) -> bool:
        """Tell whether the model gets other tensors: by moving to another device."""
        moved = ("to", "cuda", "cpu", "half", "float", "bfloat16", "double")
        return any(
            isinstance(call.func, ir.Attr) and method(call) in moved and path_of(call.func.base) == model
            for call in calls(op)
        )

    def _read(self, op: ir.Op, name: str, alias: Alias) -> ir.Expr | None:
        """Return what reads the name as the weights that were kept."""
        returned = op.value if isinstance(op, ir.Return) else None
        if returned is not None and any(path_of(part) == name for part in walk(returned)):
            return returned
        for call in calls(op):
            handed = any(path_of(part) == name for arg in call.args for part in walk(arg.value))
            if handed and method(call) in ("load_state_dict", "save"):
                return call
            if alias.is_model and path_of(call.func) in (name, f"{name}.state_dict"):
                return call
        return None
