"""Accelerators that accumulate and were never told how much, although the program has a number for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.structure import AccumulatesNothing
from lintrain.survey._names import expressions, qualified
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (AccumulatesNothing,)

ACCELERATORS = {"accelerate.Accelerator", "accelerate.accelerator.Accelerator"}
POSITION = 3
"""Of ``gradient_accumulation_steps`` among the arguments of the constructor."""
TELLS = {"gradient_accumulation_steps", "gradient_accumulation_plugin", "deepspeed_plugin"}
ELSEWHERE = re.compile(r"DeepSpeed|deepspeed|GradientAccumulationPlugin")
"""Words of files in which the window may come from a plug-in or its configuration."""
OPTION = re.compile(r"accum", re.I)
FLAG = re.compile(r"--\w*[\w-]*accum[\w-]*")


def survey(program: Program) -> Iterator[AccumulatesNothing]:
    """Yield the only accelerator of the file, if it accumulates nothing."""
    if any(map(ELSEWHERE.search, program.root.module.words)):
        return
    everything = [(code, part, op) for code in program.root.codes.values() for part, op in expressions(code)]
    built = [
        (code, part, op)
        for code, part, op in everything
        if isinstance(part, ir.Call) and qualified(program, code, part.func) in ACCELERATORS
    ]
    if len(built) != 1:
        return
    code, call, op = built[0]
    if not isinstance(call, ir.Call) or not isinstance(op, ir.Assign) or op.value is not call or _told(call):
        return
    name = ir.render(op.targets[0])
    parts = [part for _, part, _ in everything]
    used = next((part for part in parts if _is_call(part, f"{name}.accumulate")), None)
    option = next((text for text in map(_option, parts) if text and not _is_of(text, name)), "")
    if used is None or not option or _is_set(program, name):
        return
    visible = option.partition(".")[0] in (code.assigned | program.root.module.assigned) - {""}
    yield AccumulatesNothing(
        program.place(call.at), ir.render(call.func), program.place(used.at), option, visible
    )


def _told(call: ir.Call) -> bool:
    unseen = any(arg.star for arg in call.args)
    positional = [arg for arg in call.args if arg.keyword is None]
    return unseen or len(positional) > POSITION or any(arg.keyword in TELLS for arg in call.args)


def _is_call(part: ir.Expr, text: str) -> bool:
    return isinstance(part, ir.Call) and ir.render(part.func) == text


def _option(part: ir.Expr) -> str:
    """Return how an option for the window is written, read as a value or declared on the command line."""
    if isinstance(part, ir.Const) and isinstance(part.value, str) and FLAG.fullmatch(part.value):
        return part.value
    if isinstance(part, ir.Name) and OPTION.search(part.id):
        return part.id
    if isinstance(part, ir.Attr) and OPTION.search(part.name) and part.name != "accumulate":
        return ir.render(part)
    return ""


def _is_of(text: str, accelerator: str) -> bool:
    return text.startswith(f"{accelerator}.") or OPTION.search(accelerator) is not None


def _is_set(program: Program, name: str) -> bool:
    """Tell whether the window is set on the accelerator itself."""
    targets = (
        target
        for code in program.root.codes.values()
        for node in code.nodes
        if isinstance(node.op, ir.Assign)
        for target in node.op.targets
    )
    return any(ir.render(target).startswith(f"{name}.grad") for target in targets)
