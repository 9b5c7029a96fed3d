"""Where the anomaly detection of autograd is switched on, and for how long."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._names import qualified
from lintrain.survey._training import Training, calls
from lintrain.survey.calls import literal
from lintrain.syntax import ir
from lintrain.syntax.walk import words
from lintrain.upkeep import AnomalyDetection

EVENTS: tuple[type[Event], ...] = (AnomalyDetection,)

SWITCHES = ("torch.autograd.set_detect_anomaly", "torch.autograd.anomaly_mode.set_detect_anomaly")
CONTEXTS = ("torch.autograd.detect_anomaly", "torch.autograd.anomaly_mode.detect_anomaly")
DELIBERATE = re.compile(r"(?:^|_)(?:test|tests|debug|debugging|anomaly|nan|profile|repro)(?:_|\d|$)", re.I)
"""Names of code that looks for a mistake on purpose."""


def survey(program: Program) -> Iterator[AnomalyDetection]:
    """Yield every call in the file that switches it on."""
    found = [
        (code, index, call)
        for code in program.root.codes.values()
        for index, node in enumerate(code.nodes)
        for call in calls(node.op)
    ]
    switches = [each for each in found if "anomaly" in ir.render(each[2].func)]
    modes = [(code, index, call, _mode(program, code, call)) for code, index, call in switches]
    stays = all(mode is not False for *_, mode in modes)
    training = bool(modes) and _trains(program)
    for code, index, call, mode in modes:
        if mode:
            always = stays and not _is_deliberate(program, code) and _is_certain(code, index)
            yield AnomalyDetection(program.place(call.at), ir.render(call.func), always, training)


def _mode(program: Program, code: ir.Code, call: ir.Call) -> bool | None:
    """Return what the call sets, ``None`` where that cannot be told."""
    name = qualified(program, code, call.func)
    if name in CONTEXTS:
        return True
    given = next((arg for arg in call.args if not arg.star and arg.keyword in (None, "mode")), None)
    if name not in SWITCHES or given is None:
        return None
    value = literal(given.value)
    return value if isinstance(value, bool) else None


def _trains(program: Program) -> bool:
    """Tell whether the file trains a model, or calls code of the project that does."""
    root = program.root
    if not {"backward", "step"} - root.module.words:
        return True
    scopes = (code for code in root.codes.values() if code.kind in ("function", "module"))
    return any(Training(program, code).goes_backward(node.op) for code in scopes for node in code.nodes)


def _is_deliberate(program: Program, code: ir.Code) -> bool:
    name = os.path.basename(program.root.unit.path).removesuffix(".py")
    return any(DELIBERATE.search(each) for each in (code.name, name))


def _is_certain(code: ir.Code, index: int) -> bool:
    """Tell whether every run of the scope comes by, but for the question whether it is the main program."""
    if code.kind not in ("function", "module"):
        return False
    for node in code.nodes:
        if isinstance(node.op, ir.Branch) and not node.op.loop:
            ways = {_reaches(code, successor, index) for successor in node.succ}
            asked = words(node.op.condition) if node.op.condition is not None else frozenset()
            if len(ways) > 1 and "__name__" not in asked:
                return False
    return True


def _reaches(code: ir.Code, start: int, goal: int) -> bool:
    seen, pending = {start}, [start]
    while pending:
        index = pending.pop()
        if index == goal:
            return True
        more = [s for s in code.nodes[index].succ if s not in seen]
        seen.update(more)
        pending += more
    return False
