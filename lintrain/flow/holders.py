"""Optimizers hold parameters, not models: what happens to a model while one holds its parameters."""

from __future__ import annotations

from lintrain.events import Moved, Place
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.model.dialects import torch
from lintrain.model.values import Object, Qualified
from lintrain.model.vocabulary import last
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk


def is_device(args: Arguments) -> bool:
    """Tell whether ``to`` gets a device, not a type alone."""
    given = args.get(0, "device")
    kind = last(given.name) if isinstance(given, Qualified) else ""
    return given is not None and not args.open and kind not in torch.DTYPES


def moved(here: Here, model: Object, at: Place) -> None:
    """A model goes to its device: whoever was built for it before may hold what it leaves behind."""
    owners, index = here.machine.owners, here.machine.index
    holders = [ident for ident in here.state.grads if model.ident in (owners.get(ident) or ())]
    if not holders:
        index.moved.add(model.ident)
    for ident in holders if model.ident not in index.moved else ():
        built = index.learning.optimizers.get(ident)
        event = Moved(at, model.text, built.at if built is not None else None)
        here.note(ident, event, here.state.grads[ident])


def asked(here: Here, model: Object, call: ir.Call) -> None:
    """Note who asks for a model's parameters, other than to count them."""
    learning, op = here.machine.index.learning, here.frame.code.nodes[here.frame.node].op
    learning.asked.setdefault(model.ident, set()).add(call.at)
    if any(isinstance(p, ir.Attr) and p.name == "numel" for e in operands(op) for p in walk(e)):
        learning.known.add(call.at)
