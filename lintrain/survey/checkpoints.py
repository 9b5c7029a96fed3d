"""Checkpoints that count epochs: what of the training's state is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.model.vocabulary import OPTIMIZER_NAME, SCHEDULER_NAME, last
from lintrain.survey._names import qualified
from lintrain.survey._training import bound, calls, parts, path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk
from lintrain.upkeep import CheckpointSaved

EVENTS: tuple[type[Event], ...] = (CheckpointSaved,)

PROGRESS = frozenset(("epoch", "epochs", "step", "iter", "iteration", "global_step", "start_epoch", "steps"))
RESUMES = re.compile(r"resume|start_epoch|start_step|start_iter|last_epoch", re.I)
SCALER_NAME = re.compile(r"scaler", re.I)
STATE = re.compile(r"optim|sched|scaler|training_state|trainer", re.I)
"""Keys and names that a checkpoint with more than weights has."""


def survey(program: Program) -> Iterator[CheckpointSaved]:
    """Yield the checkpoints that the file saves to go on from, unless another one of them is complete."""
    saved = [found for code in program.root.codes.values() for found in _saved(program, code)]
    if not saved or not _resumes(program):
        return
    if any(_holds_more(display) for _, _, display in saved):
        return
    for code, call, display in saved:
        if _counts(display):
            place = program.place
            lacks = tuple(_lacking(program, code))
            yield CheckpointSaved(place(call.at), ir.render(call.func), lacks, place(display.at))


def _saved(program: Program, code: ir.Code) -> Iterator[tuple[ir.Code, ir.Call, ir.Mapping]]:
    """Yield the calls of ``torch.save`` with a dict that holds a model's weights."""
    for node in code.nodes:
        for call in calls(node.op):
            if qualified(program, code, call.func) == "torch.save" and call.args:
                display = _display(code, call.args[0].value)
                if display is not None and _has_weights(display):
                    yield code, call, display


def _display(code: ir.Code, value: ir.Expr) -> ir.Mapping | None:
    """Return the dict display that is saved, directly or under a name that nobody adds to."""
    if isinstance(value, ir.Name):
        name = value.id
        ops = [node.op for node in code.nodes if any(path.startswith(name) for path in bound(node.op))]
        changed = any(
            isinstance(part, ir.Subscript | ir.Attr) and path_of(part.base) == name
            for node in code.nodes
            for part in parts(node.op)
        )
        found = ops[0].value if len(ops) == 1 and isinstance(ops[0], ir.Assign) and not changed else None
        value = found if found is not None else value
    whole = isinstance(value, ir.Mapping) and all(key is not None for key, _ in value.items)
    return value if isinstance(value, ir.Mapping) and whole else None


def _has_weights(display: ir.Mapping) -> bool:
    return any(
        isinstance(part, ir.Attr) and part.name == "state_dict" for _, v in display.items for part in walk(v)
    )


def _counts(display: ir.Mapping) -> bool:
    return any(isinstance(key, ir.Const) and key.value in PROGRESS for key, _ in display.items)


def _holds_more(display: ir.Mapping) -> bool:
    """Tell whether a checkpoint holds the state of an optimizer, or of something that cannot be told."""
    keys = (key.value for key, _ in display.items if isinstance(key, ir.Const))
    texts = [str(key) for key in keys] + [ir.render(value) for _, value in display.items]
    return any(STATE.search(text) for text in texts)


def _resumes(program: Program) -> bool:
    """Tell whether the file goes on from what it has saved."""
    if any(RESUMES.search(word) for word in program.root.module.words):
        return True
    return any(
        isinstance(part, ir.Subscript) and isinstance(part.index, ir.Const) and part.index.value in PROGRESS
        for code in program.root.codes.values()
        for node in code.nodes
        for part in parts(node.op)
    )


def _lacking(program: Program, code: ir.Code) -> Iterator[str]:
    """Yield what has a state that the training changes, and can be reached where the checkpoint is made."""
    for path, uses in program.root.uses.items():
        name = last(path)
        steps = "step" in uses and (OPTIMIZER_NAME.search(name) or SCHEDULER_NAME.search(name))
        scales = "scale" in uses and SCALER_NAME.search(name) is not None
        root = path.partition(".")[0]
        near = root in code.assigned or root in program.root.module.assigned
        near = _has_attribute(program, code, path) if root == "self" else near
        if (steps or scales) and near and not _is_stateless(program, path):
            yield path


def _has_attribute(program: Program, code: ir.Code, path: str) -> bool:
    """Tell whether a method of the same class binds ``path``."""
    owner = program.root.owner.get(code.at)
    table = program.root.methods.get(owner, {}) if owner is not None else {}
    return any(path in bound(node.op) for define in table.values() for node in define.code.nodes)


def _is_stateless(program: Program, path: str) -> bool:
    """Tell whether all that a name is bound to is SGD without a momentum."""
    built = [
        (code, op.value)
        for code in program.root.codes.values()
        for node in code.nodes
        if isinstance(op := node.op, ir.Assign) and path in bound(op) and isinstance(op.value, ir.Call)
    ]
    return bool(built) and all(
        qualified(program, code, call.func) == "torch.optim.SGD"
        and len(call.args) < 3
        and not any(arg.star or arg.keyword == "momentum" for arg in call.args)
        for code, call in built
    )
