"""Learning-rate schedules that are built and never stepped: names that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.structure import ScheduleUnused
from lintrain.survey._names import expressions, qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

EVENTS: tuple[type[Event], ...] = (ScheduleUnused,)

TORCH = "torch.optim.lr_scheduler."
READS = {"get_last_lr", "get_lr", "state_dict", "load_state_dict", "last_epoch", "base_lrs"}
"""What may be asked of a schedule that never advances."""
REFLECTS = {"locals", "globals", "vars", "eval", "exec"}


def survey(program: Program) -> Iterator[ScheduleUnused]:
    """Yield each schedule in a variable that is never read, while its optimizer steps."""
    if program.root.module.words & REFLECTS:
        return
    for code in program.root.codes.values():
        if code.kind not in ("function", "module"):
            continue
        for node in code.nodes:
            op = node.op
            if isinstance(op, ir.Assign) and len(op.targets) == 1 and isinstance(op.value, ir.Call):
                target, kind = op.targets[0], _kind(program, code, op.value)
                if kind and isinstance(target, ir.Name):
                    yield from _unused(program, code, target.id, op.value, kind)


def _kind(program: Program, code: ir.Code, call: ir.Call) -> str:
    name = qualified(program, code, call.func) or ""
    kind = name.removeprefix(TORCH)
    return kind if name.startswith(TORCH) and kind[:1].isupper() and "." not in kind else ""


def _unused(program: Program, code: ir.Code, name: str, call: ir.Call, kind: str) -> Iterator[ScheduleUnused]:
    scopes = [each for each in program.root.codes.values() if _is_within(program, each, code)]
    if any(name in each.outer for each in scopes) or _is_read(scopes, name):
        return
    optimizer = call.args[0].value if call.args and not call.args[0].star else None
    if not isinstance(optimizer, ir.Name | ir.Attr):
        return
    text = ir.render(optimizer)
    steps = next((part for each in scopes for part in _steps(each, text)), None)
    if steps is not None:
        yield ScheduleUnused(program.place(call.at), name, kind, text, program.place(steps.at))


def _is_within(program: Program, code: ir.Code, outer: ir.Code) -> bool:
    """Tell whether ``code`` is ``outer``, or stands in it."""
    at: int | None = code.at
    while at is not None and at != outer.at:
        at = program.root.within.get(at)
    return at is not None


def _is_read(scopes: list[ir.Code], name: str) -> bool:
    """Tell whether a name is used for more than what :data:`READS` lists."""
    harmless: set[int] = set()
    reads: list[ir.Name] = []
    for scope in scopes:
        for part, op in expressions(scope):
            if isinstance(part, ir.Attr) and isinstance(part.base, ir.Name) and part.name in READS:
                harmless.add(part.base.at)
            elif isinstance(part, ir.Name) and part.id == name and not _is_target(part, op):
                reads.append(part)
    return any(part.at not in harmless for part in reads)


def _is_target(part: ir.Name, op: ir.Op) -> bool:
    return isinstance(op, ir.Assign) and any(target is part for target in op.targets)


def _steps(code: ir.Code, optimizer: str) -> Iterator[ir.Call]:
    """Yield the calls in a loop that step an optimizer, or are given it."""
    for node in code.nodes:
        if not node.loops:
            continue
        for part in _calls(node.op):
            given = any(ir.render(arg.value) == optimizer for arg in part.args)
            if given or (ir.render(part.func) == f"{optimizer}.step"):
                yield part


def _calls(op: ir.Op) -> Iterator[ir.Call]:
    tops = (op.value,) if isinstance(op, ir.Assign | ir.Evaluate) else ()
    return (part for top in tops for part in walk(top) if isinstance(part, ir.Call))
