"""A model goes to a device, or its weights to another type."""

from __future__ import annotations

from lintrain.flow import holders
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.model.dialects import torch
from lintrain.model.values import Object, Qualified
from lintrain.plain import replace
from lintrain.syntax.ir import Call


def moved(here: Here, model: Object, name: str, args: Arguments, call: Call) -> None:
    """``model.to(...)``, ``model.cuda()``, ``model.half()`` and the like: ``name`` is the method's."""
    if name != "cuda":
        cast(here, model, _type_of(name, args), call)
    if name == "cuda" or (name == "to" and holders.is_device(args)):
        holders.moved(here, model, here.place(call.at))


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
