"""Optimizers and schedules that are built in the loop over the batches, between its backward and its step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lintrain.events import Event
from lintrain.flow.loops import LoopBody
from lintrain.flow.program import Program
from lintrain.flow.rounds import deciding
from lintrain.model.dialects.torch import optimizer_kind
from lintrain.structure import Rebuilt
from lintrain.survey._names import qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

EVENTS: tuple[type[Event], ...] = (Rebuilt,)

SCHEDULES = "torch.optim.lr_scheduler."
REMEMBERS = {
    "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "Adadelta", "RMSprop", "Rprop", "SparseAdam",
    "Lion", "Adafactor", "LAMB",
}  # fmt: skip
"""Optimizers that keep something from one step to the next, whatever they are told."""
STARTS_ANEW = re.compile(
    r"(?:^|_)(?:reset|re_?init\w*|init\w*|restore|copy|deepcopy|load|clone|fresh|build|create|make)(?:_|$)"
)
"""Words of loops in which each round may begin with a model of its own."""


def survey(program: Program) -> Iterator[Rebuilt]:
    """Yield each constructor that every round of a loop calls, for what was built before the loop."""
    for code in program.root.codes.values():
        for index, node in enumerate(code.nodes):
            op = node.op
            if not node.loops or not isinstance(op, ir.Assign) or not isinstance(op.value, ir.Call):
                continue
            target, call = ir.render(op.targets[0]), op.value
            name = qualified(program, code, call.func) or ""
            kind = _kind(name, call)
            head = node.loops[-1]
            if kind and call.args and _is_rebuilt(program, code, index, target, call.args[0].value):
                at = program.place(code.nodes[head].op.at)
                yield Rebuilt(program.place(call.at), target, kind, at, name.startswith(SCHEDULES))


def _kind(name: str, call: ir.Call) -> str:
    """Return the class of what loses something when it is built again."""
    if name.startswith(SCHEDULES):
        kind = name.removeprefix(SCHEDULES)
        return kind if kind[:1].isupper() and "." not in kind else ""
    kind = optimizer_kind(name) or ""
    if kind in REMEMBERS:
        return kind
    momentum = next((arg.value for arg in call.args if arg.keyword == "momentum"), None)
    moves = isinstance(momentum, ir.Const) and isinstance(momentum.value, float) and momentum.value > 0
    return kind if kind == "SGD" and moves else ""


def _is_rebuilt(program: Program, code: ir.Code, index: int, target: str, given: ir.Expr) -> bool:
    head = code.nodes[index].loops[-1]
    body = program.root.loops.body(code, head)
    if any(map(STARTS_ANEW.search, body.heard)) or _is_new(body, given):
        return False
    backwards = _calling(code, head, lambda call: _name(call) == "backward")
    steps = _calling(code, head, lambda call: _steps(call, target))
    if len(backwards) != 1 or len(steps) != 1:
        return False
    allowed = deciding(code.nodes, head, backwards[0])
    return all(branch in allowed for branch in deciding(code.nodes, head, index))


def _is_new(body: LoopBody, given: ir.Expr) -> bool:
    """Tell whether what is optimized is bound in the loop: it is another one in every round."""
    op = body.head
    targets = [op.target] if isinstance(op, ir.For) else []
    for node in body.nodes:
        if isinstance(node.op, ir.Assign):
            targets += node.op.targets
        elif isinstance(node.op, ir.For):
            targets.append(node.op.target)
    bound = {text for target in targets for text in _bound(target)}
    return any(ir.render(part) in bound for part in walk(given) if isinstance(part, ir.Name | ir.Attr))


def _bound(target: ir.Expr) -> Iterator[str]:
    match target:
        case ir.Sequence(items=items):
            for item in items:
                yield from _bound(item)
        case ir.Starred(value=value):
            yield from _bound(value)
        case _:
            yield ir.render(target)


def _calling(code: ir.Code, head: int, wanted: Callable[[ir.Call], bool]) -> list[int]:
    """Return the nodes of a loop, and of no loop inside, that make a wanted call."""
    found = []
    for index, node in enumerate(code.nodes):
        if head not in node.loops or not isinstance(node.op, ir.Evaluate | ir.Assign):
            continue
        if any(isinstance(part, ir.Call) and wanted(part) for part in walk(node.op.value)):
            found.append(index if node.loops[-1] == head else -1)
    return found if -1 not in found else []


def _name(call: ir.Call) -> str:
    return call.func.name if isinstance(call.func, ir.Attr) else ""


def _steps(call: ir.Call, target: str) -> bool:
    if not isinstance(call.func, ir.Attr) or call.func.name != "step":
        return False
    return ir.render(call.func.base) == target or any(ir.render(arg.value) == target for arg in call.args)
