"""Methods that a library calls: in which mode, with gradients or without, and again for every batch."""

from __future__ import annotations

from lintrain.flow.machine import Here, Machine, Oracle, Run
from lintrain.flow.objects import ancestors
from lintrain.flow.scope import Frame
from lintrain.flow.state import PathState
from lintrain.model.dialects import Base
from lintrain.model.kinds import Kind
from lintrain.model.values import Constant, Object, Qualified, Unknown
from lintrain.plain import replace
from lintrain.protocol import Training
from lintrain.syntax import ir

PLAIN = ("abc.", "typing.", "builtins.", "torch.nn.Module")
"""Bases that call nothing."""
CLEARING = frozenset(("zero_grad", "grad"))


def base_of(here: Here, receiver: Object | None) -> Base | None:
    """Return the library's class that an object derives from; ``None`` where a base cannot be seen."""
    if receiver is None or receiver.cls is None:
        return None
    speech = here.machine.index.speech
    found = [speech.canonical(a.name) for a in ancestors(here, receiver.cls) if isinstance(a, Qualified)]
    known = [speech.bases[name] for name in found if name in speech.bases]
    others = [name for name in found if name not in speech.bases and not name.startswith(PLAIN)]
    return known[0] if known and not others else None


def enter(here: Here, root: Frame, entry: PathState) -> None:
    """Set the scene as the library does before it calls this method."""
    base = base_of(here, root.receiver)
    if base is not None and root.code.name in base.evaluation and root.receiver is not None:
        entry.withs = ((root.ident, -1, "no_grad"),)
        for ident in (*entry.models, root.receiver.ident):
            state = replace(here.model(ident), mode=Training.EVAL, set_by=None)
            entry.models[ident] = here.machine.intern(state)


def annotate(here: Here, root: Frame, entry: PathState) -> None:
    """A parameter is what its annotation says, where that is a class that a dialect speaks of."""
    index = here.machine.index
    for parameter in root.code.parameters:
        key = (root.ident, parameter.name)
        value = entry.env.get(key)
        name = index.resolve(parameter.annotation, root.code.at) if parameter.annotation is not None else None
        if isinstance(name, str) and isinstance(value, Unknown) and index.speech.role(name) is Kind.ENGINE:
            cls = index.speech.canonical(name)
            entry.env[key] = Object(value.ident, Kind.ENGINE, parameter.name, type=cls)


def repeat(machine: Machine, root: Frame, entry: PathState, run: Run) -> None:
    """Run a training method once more, from where its first call has left the gradients."""
    here = Here(machine, machine.module_frame, entry, Oracle(()))
    base = base_of(here, root.receiver)
    if base is None or root.code.name not in base.training or not _is_manual(base, root, entry):
        return
    if somebody_else_clears(machine):
        return
    for leaving in run.exits:
        after = entry.copy()
        after.grads = leaving.grads.copy()
        machine.before.append(machine.run(root, after))


def _is_manual(base: Base, root: Frame, entry: PathState) -> bool:
    if not base.manual or root.receiver is None:
        return False
    return entry.env.get((root.receiver.ident, base.manual)) == Constant(False)


def somebody_else_clears(machine: Machine) -> bool:
    """Tell whether code that was not run from here, another hook perhaps, may clear."""
    index = machine.index
    clearing: list[ir.Code] = [c for c in index.codes.values() if c.words & CLEARING]
    return any(c.kind == "function" and c.at not in machine.covered for c in clearing)
