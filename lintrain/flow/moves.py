"""A model goes to a device, or its weights to another type."""

from __future__ import annotations

from dataclasses import replace

from lintrain.events import Moved, Place
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.model.dialects import torch
from lintrain.model.values import Object, Qualified
from lintrain.model.vocabulary import last
from lintrain.syntax.ir import Call


def moved(here: Here, model: Object, name: str, args: Arguments, call: Call) -> None:
    """``model.to(...)``, ``model.cuda()``, ``model.half()`` and the like: ``name`` is the method's."""
    if name != "cuda":
        cast(here, model, _type_of(name, args), call)
    if name == "cuda" or (name == "to" and _is_device(args)):
        _move(here, model, here.place(call.at))


def _type_of(name: str, args: Arguments) -> str | None:
    """Return the type to which a method takes weights; ``None`` where it leaves them as they are."""
    if name != "to":
        return {"half": "float16"}.get(name, name)
    named = [v.name for v in args.all() if isinstance(v, Qualified)]
    types = [torch.HALVES.get(n, "other") for n in named if n in torch.HALVES or n in torch.FULL]
    if types:
        return types[0]
    return "other" if "dtype" in args.keywords or args.open else None


def cast(here: Here, model: Object, precision: str | None, call: Call) -> None:
    """Note the type in which a model's weights are stored from here on."""
    if precision is not None:
        held = (precision, here.place(call.at)) if precision in torch.HALVES.values() else None
        here.set_model(model.ident, replace(here.model(model.ident), cast=held))


def _is_device(args: Arguments) -> bool:
    """Tell whether ``to`` gets a device, not a type alone."""
    given = args.get(0, "device")
    kind = last(given.name) if isinstance(given, Qualified) else ""
    return given is not None and not args.open and kind not in torch.DTYPES


def _move(here: Here, model: Object, at: Place) -> None:
    """A model goes to its device: whoever was built for it before may hold what it leaves behind."""
    owners, index = here.machine.owners, here.machine.index
    holders = [ident for ident in here.state.grads if model.ident in (owners.get(ident) or ())]
    if not holders:
        index.moved.add(model.ident)
    for ident in holders if model.ident not in index.moved else ():
        built = index.learning.optimizers.get(ident)
        event = Moved(at, model.text, built.at if built is not None else None)
        here.note(ident, event, here.state.grads[ident])
