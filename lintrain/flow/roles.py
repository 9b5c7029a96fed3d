"""Roles of things whose origin cannot be seen: inferred from how the file uses them."""

from __future__ import annotations

from lintrain.flow.machine import Here
from lintrain.model.values import Kind, Object, Unknown, Value
from lintrain.model.vocabulary import is_model, is_optimizer, is_scaler


def role(here: Here, value: Value, text: str) -> Value:
    """Give an object of unknown origin the role that it is used in."""
    if not isinstance(value, Unknown) or value.ident.startswith("tensor."):
        return value
    uses = here.frame.names.methods_used(text)
    if value.text and value.text != text:
        uses |= here.frame.names.methods_used(value.text)
    name = value.text or text
    if is_scaler(name, uses):
        return Object(value.ident, Kind.SCALER, text)
    made_elsewhere = "@" in value.ident
    maker = here.machine.makers.get(value.ident, "")
    known = not made_elsewhere or "zero_grad" in uses or "optim" in maker.lower()
    if is_optimizer(text, uses) and known:
        here.machine.owners.setdefault(value.ident, None)
        here.machine.texts.setdefault(value.ident, text)
        return Object(value.ident, Kind.OPTIMIZER, text)
    if is_model(text, uses) and not value.owner and "backward" not in uses:
        return Object(value.ident, Kind.MODEL, text)
    return value
