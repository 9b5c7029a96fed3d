"""Roles of things whose origin cannot be seen: declared, or inferred from how the file uses them."""

from __future__ import annotations

from lintrain.flow.machine import Here, Machine
from lintrain.model.reasons import Confidence
from lintrain.model.values import Kind, Object, Unknown, Value
from lintrain.model.vocabulary import is_model, is_optimizer, is_scaler
from lintrain.plain import replace


def declared_role(machine: Machine, ident: str) -> Object | None:
    """Return the role that an annotation declares for an object, or for what its container holds."""
    known = machine.known.get(ident)
    if known is None and "[" in ident and machine.holds:
        held = machine.holds.get(ident.partition("[")[0])
        return None if held is None else replace(held, ident=ident)
    return known


def role(here: Here, value: Value, text: str) -> Value:
    """Give an object of unknown origin the role that it is declared to have, or is used in."""
    if not isinstance(value, Unknown) or value.ident.startswith("tensor."):
        return value
    declared = declared_role(here.machine, value.ident)
    if declared is not None:
        return _declared(here, declared, text)
    uses = here.frame.names.methods_used(text)
    if value.text and value.text != text:
        uses |= here.frame.names.methods_used(value.text)
    name = value.text or text
    if is_scaler(name, uses):
        return _used(here, Object(value.ident, Kind.SCALER, text), "`scale` and `step`")
    made_elsewhere = "@" in value.ident
    maker = here.machine.makers.get(value.ident, "")
    known = not made_elsewhere or "zero_grad" in uses or "optim" in maker.lower()
    if is_optimizer(text, uses) and known:
        here.machine.owners.setdefault(value.ident, None)
        here.machine.texts.setdefault(value.ident, text)
        optimizer = Object(value.ident, Kind.OPTIMIZER, text)
        return _used(here, optimizer, "`zero_grad` and `step`" if {"zero_grad", "step"} <= uses else "")
    if is_model(text, uses) and not value.owner and "backward" not in uses:
        asked = uses & {"parameters", "named_parameters"}
        return _used(here, Object(value.ident, Kind.MODEL, text), "`parameters`" if asked else "")
    return value


def _declared(here: Here, declared: Object, text: str) -> Object:
    found = replace(declared, text=text)
    if found.kind is Kind.OPTIMIZER:
        here.machine.owners.setdefault(found.ident, None)
        here.machine.texts.setdefault(found.ident, text)
    here.because(found, Confidence.CERTAIN, "declared as what its container holds")
    return found


def _used(here: Here, found: Object, calls: str) -> Object:
    """What is called on an object tells; a name alone is the last resort."""
    if calls:
        here.because(found, Confidence.LIKELY, f"by use: {calls} on it")
    else:
        here.because(found, Confidence.CONVENTION, "by convention: named and used like one")
    return found
