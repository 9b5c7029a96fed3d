"""Early stopping: whether what is used after it are the best weights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._training import Training, bound, calls, given, method, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk, words
from lintrain.upkeep import StoppedEarly

EVENTS: tuple[type[Event], ...] = (StoppedEarly,)

PATIENCE = re.compile(r"patien|wait|counter|bad_|no_improve|stale|stop|since|plateau", re.I)
KEEPS = re.compile(
    r"(?:^|_)(?:save|saver|saves|load|restore|checkpoint|checkpoints|ckpt|snapshot|clone|deepcopy)(?:_|$)"
    r"|state_dict|best_(?:model|state|weights|net|params)|EarlyStop|early_stop",
    re.I,
)
"""Words of code that keeps weights, or may."""
ORDER = frozenset(("<", ">", "<=", ">="))


def survey(program: Program) -> Iterator[StoppedEarly]:
    """Yield where a training loop is left because nothing gets better."""
    for code in program.root.codes.values():
        if code.kind in ("function", "module"):
            yield from _Stopping(program, code).found()


class _Stopping:
    """The loops of one scope that stop early."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code
        self._training = Training(program, code)

    def found(self) -> Iterator[StoppedEarly]:
        for index, node in enumerate(self._code.nodes):
            if not isinstance(node.op, ir.Branch) or node.op.loop or node.op.condition is None:
                continue
            if not node.loops or not self._stops(index, node.loops[0], node.op.condition):
                continue
            head = node.loops[0]
            model = self._model(head)
            used = self._used(head, model) if model and self._improves(head) else None
            if model and used is not None:
                place = self._program.place
                at = place(node.op.condition.at)
                yield StoppedEarly(
                    at, ir.render(node.op.condition), model, self._keeps(model), place(used.at)
                )

    def _stops(self, index: int, head: int, condition: ir.Expr) -> bool:
        """Tell whether a condition that counts leaves the loop."""
        counted = any(isinstance(part, ir.Compare) and ORDER & {*part.ops} for part in walk(condition))
        if not counted or not any(PATIENCE.search(word) for word in words(condition)):
            return False
        return any(self._leaves(successor, head) for successor in self._code.nodes[index].succ)

    def _leaves(self, start: int, head: int) -> bool:
        """Tell whether a way leads out of the loop without a branch or another pass."""
        nodes = self._code.nodes
        while start != head and head in nodes[start].loops and len(nodes[start].succ) == 1:
            start = nodes[start].succ[0]
        return start != head and head not in nodes[start].loops and not isinstance(nodes[start].op, ir.Raise)

    def _improves(self, head: int) -> bool:
        """Tell whether the loop compares a result with the best one so far, and notes a better one."""
        inside = [node.op for node in self._code.nodes if head in node.loops]
        noted = {path for op in inside for path in bound(op)}
        for op in inside:
            for part in walk(op.condition) if isinstance(op, ir.Branch) and op.condition else ():
                if isinstance(part, ir.Compare) and ORDER & {*part.ops}:
                    sides = {path_of(p) for side in (part.left, *part.rights) for p in walk(side)}
                    if any("best" in side.lower() or "lowest" in side.lower() for side in sides & noted):
                        return True
        return False

    def _model(self, head: int) -> str:
        """Return the one model that the loop certainly trains."""
        inside = [node.op for node in self._code.nodes if head in node.loops]
        paths = {path for op in inside for call in calls(op) for path in (*given(call), path_of(call.func))}
        models = [
            path
            for path in sorted(paths - {""})
            if self._training.is_model(path, by_call=False)
            and any(self._training.of(op, path) for op in inside)
        ]
        return models[0] if len(models) == 1 else ""

    def _keeps(self, model: str) -> bool:
        """Tell whether the scope, or what is handed the model, may keep or restore weights."""
        if any(KEEPS.search(word) for word in self._code.words - {"state_dict", "save", "load"}):
            return True
        for node in self._code.nodes:
            for call in calls(node.op):
                if method(call) in ("state_dict", "save", "load") and node.loops:
                    return True
                if method(call) == "load_state_dict":
                    return True
                if model in given(call) and not self._is_plain(call):
                    return True
        return False

    def _is_plain(self, call: ir.Call) -> bool:
        """Tell whether what is handed the model is code in sight that keeps nothing."""
        if method(call) in ("save", "print", "len", "isinstance", "type"):
            return True
        found = self._program.resolve(call.func, self._code.at)
        if not isinstance(found, int) or found in self._program.classes:
            return False
        return not any(KEEPS.search(word) for word in self._program.codes[found].words)

    def _used(self, head: int, model: str) -> ir.Expr | None:
        """Return what uses the model behind the loop: a call, a save, a function that gets it, a return."""
        nodes = self._code.nodes
        pending = [s for i, n in enumerate(nodes) for s in n.succ if i == head or head in n.loops]
        seen = {index for index in pending if index != head and head not in nodes[index].loops}
        queue = sorted(seen)
        while queue:
            index = queue.pop(0)
            op = nodes[index].op
            for call in calls(op):
                if path_of(call.func) in (model, f"{model}.state_dict") or model in given(call):
                    return call
            returned = op.value if isinstance(op, ir.Return) else None
            if returned is not None and any(path_of(part) == model for part in walk(returned)):
                return returned
            more = [s for s in nodes[index].succ if s not in seen and s != head]
            seen.update(more)
            queue += more
        return None
