"""Loops over batches that step in every so many rounds, as the guard of the step shows it."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.flow.rounds import deciding
from lintrain.structure import DividedByHand, StepsEvery
from lintrain.survey._names import expressions, qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

EVENTS: tuple[type[Event], ...] = (StepsEvery, DividedByHand)

WRAPPERS = {"torch.nn.parallel.DistributedDataParallel"}
SYNCS = {"no_sync", "require_backward_grad_sync", "Accelerator", "accelerator", "Fabric", "deepspeed"}
"""Words of files in which somebody decides when ranks average."""
BARS = {"tqdm", "track", "progress_bar"}
ENDLESS = {"range", "count", "cycle", "repeat", "islice"}


def survey(program: Program) -> Iterator[StepsEvery | DividedByHand]:
    """Yield the windows of the file, and the loops that divide their gradients."""
    parallel = _is_parallel(program)
    for code in program.root.codes.values():
        for head, node in enumerate(code.nodes):
            if isinstance(node.op, ir.For):
                for found in _windows(program, code, head, node.op, parallel):
                    yield found
                    yield from _divided(program, code, found)


def _is_parallel(program: Program) -> bool:
    if program.root.module.words & SYNCS:
        return False
    return any(
        isinstance(part, ir.Call) and qualified(program, code, part.func) in WRAPPERS
        for code in program.root.codes.values()
        for part, _ in expressions(code)
    )


def _windows(
    program: Program, code: ir.Code, head: int, loop: ir.For, parallel: bool
) -> Iterator[StepsEvery]:
    inside = [i for i, node in enumerate(code.nodes) if node.loops and node.loops[-1] == head]
    backwards = [(i, call) for i in inside for call in _calls(code.nodes[i].op) if _name(call) == "backward"]
    steps = [(i, call) for i in inside for call in _calls(code.nodes[i].op) if _is_step(program, call)]
    enumerated = _enumerated(loop)
    if len(backwards) != 1 or len(steps) != 1 or enumerated is None:
        return
    (produced, backward), (stepped, step) = backwards[0], steps[0]
    ahead = deciding(code.nodes, head, produced)
    own = [branch for branch in deciding(code.nodes, head, stepped) if branch not in ahead]
    if len(own) != 1 or not isinstance(own[0].op, ir.Branch) or own[0].op.condition is None:
        return
    counter, loader = enumerated
    condition = own[0].op.condition
    size, plain = _modulus(condition, counter)
    if not size:
        return
    tail = not plain or _has_tail(program, code, head, step)
    place = program.place
    yield StepsEvery(
        at=place(condition.at),
        text=ir.render(condition),
        size=size,
        loader=loader,
        counter=counter,
        backward=place(backward.at),
        step=place(step.at),
        loop=place(loop.at),
        tail=tail,
        parallel=parallel,
    )


def _calls(op: ir.Op) -> list[ir.Call]:
    tops = (op.value,) if isinstance(op, ir.Assign | ir.Evaluate) else ()
    return [part for top in tops for part in walk(top) if isinstance(part, ir.Call)]


def _name(call: ir.Call) -> str:
    return call.func.name if isinstance(call.func, ir.Attr) else ""


def _is_step(program: Program, call: ir.Call) -> bool:
    """Tell whether a call steps an optimizer: it is cleared somewhere, or a scaler steps it."""
    if _name(call) != "step" or not isinstance(call.func, ir.Attr):
        return False
    target = call.args[0].value if call.args else call.func.base
    return "zero_grad" in program.root.uses.get(ir.render(target), ())


def _enumerated(loop: ir.For) -> tuple[str, str] | None:
    """Return the counter from 0 and the loader of ``for i, batch in enumerate(loader)``."""
    call, target = loop.iterable, loop.target
    if not isinstance(call, ir.Call) or ir.render(call.func) != "enumerate" or len(call.args) != 1:
        return None
    if not isinstance(target, ir.Sequence) or not isinstance(target.items[0], ir.Name):
        return None
    data = call.args[0].value
    made = ir.render(data.func).rpartition(".")[2] if isinstance(data, ir.Call) else ""
    if made in ENDLESS:
        return None
    if isinstance(data, ir.Call) and made in BARS and data.args:
        data = data.args[0].value
    return target.items[0].id, ir.render(data) if isinstance(data, ir.Name | ir.Attr) else ""


def _modulus(condition: ir.Expr, counter: str) -> tuple[str, bool]:
    """Return what a condition on the counter divides by, and whether it asks for nothing else."""
    parts = walk(condition)
    remainders = [p for p in parts if isinstance(p, ir.Binary) and p.op == "%"]
    counted = [ir.render(p) for remainder in remainders for p in walk(remainder.left)]
    if len(remainders) != 1 or counter not in counted:
        return "", False
    equal = isinstance(condition, ir.Compare) and condition.ops == ("==",) and condition.left is remainders[0]
    negated = isinstance(condition, ir.Unary) and condition.op == "not" and condition.operand is remainders[0]
    return ir.render(remainders[0].right), equal or negated


def _has_tail(program: Program, code: ir.Code, head: int, step: ir.Call) -> bool:
    """Tell whether the same step stands elsewhere in the file too, or the loop asks how long it is."""
    inside = [node for node in code.nodes if head in node.loops]
    every = [call for each in program.root.codes.values() for node in each.nodes for call in _calls(node.op)]
    text = ir.render(step.func)
    again = sum(ir.render(call.func) == text for call in every) > 1
    conditions = [
        n.op.condition for n in inside if isinstance(n.op, ir.Branch) and n.op.condition is not None
    ]
    return again or any(isinstance(p, ir.Call) for condition in conditions for p in walk(condition))


def _divided(program: Program, code: ir.Code, window: StepsEvery) -> Iterator[DividedByHand]:
    """Yield the loop over parameters that divides their gradients by the window's length."""
    for node in code.nodes:
        loop = code.nodes[node.loops[-1]].op if node.loops else None
        if not isinstance(loop, ir.For):
            continue
        over = ir.render(loop.iterable)
        if "parameters()" in over and _divides(node.op, window.size):
            yield DividedByHand(
                program.place(node.op.at), "grad", window.size, window.backward, program.place(loop.at)
            )


def _divides(op: ir.Op, size: str) -> bool:
    match op:
        case ir.Augment(target=target, op="/", value=value):
            return _is_grad(target) and ir.render(value) == size
        case ir.Evaluate(value=ir.Call(func=ir.Attr(base=base, name="div_"), args=(arg,))):
            return _is_grad(base) and ir.render(arg.value) == size
        case ir.Assign(targets=(target,), value=ir.Binary(op="/", left=left, right=right)):
            return _is_grad(target) and _is_grad(left) and ir.render(right) == size
        case _:
            return False


def _is_grad(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Attr) and (
        expr.name == "grad" or (expr.name == "data" and _is_grad(expr.base))
    )
