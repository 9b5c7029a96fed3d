"""Objects given to code that cannot be seen: what was known about them is forgotten."""

from __future__ import annotations

from lintrain.events import EditGrads, Place
from lintrain.flow import emit
from lintrain.flow.journal import Why
from lintrain.flow.machine import Here
from lintrain.flow.roles import declared_role
from lintrain.model.values import (
    Function,
    Grads,
    Group,
    Kind,
    Method,
    Object,
    Params,
    Partial,
    Table,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import is_harmless, is_optimizer, last

MODE_SAFE = (
    "save",
    "log",
    "print",
    "write",
    "count",
    "ema",
    "update",
    "clip",
    "watch",
    "summary",
    "len",
    "adjust",
    "lr",
)
NOWHERE = Place("", -1)
GRADIENT_WORDS = {"backward", "step", "zero_grad", "grad", "unscale_"}


def blur_scale(here: Here, given: list[Value]) -> None:
    """An unknown clip may unscale first: nothing is known about the size of these gradients any more."""
    for value in given:
        if isinstance(value, Params):
            emit.to_owners(here, EditGrads(NOWHERE, ""), value.owners)


def escape(here: Here, given: list[Value], text: str) -> None:
    """Objects are given to code that cannot be seen."""
    name = last(text)
    if not given:
        return
    harmless = is_harmless(name)
    safe_mode = harmless and any(word in name.lower() for word in MODE_SAFE)
    here.doubt(Why.UNSEEN, text)
    if "update" in name.lower() and any(isinstance(v, Object) and v.kind is Kind.SCALER for v in given):
        emit.entrusted(here)
    for value in given:
        _escape_value(here, value, harmless, safe_mode, 0)


def _escape_value(here: Here, value: Value, harmless: bool, safe_mode: bool, depth: int) -> None:
    match value:
        case Object(kind=Kind.OPTIMIZER, ident=ident):
            if not harmless:
                members = here.machine.one_of.get(ident) or here.machine.members.get(ident, (ident,))
                for one in members:
                    here.blur(one)
        case Object(kind=Kind.MODEL, ident=ident, cls=cls):
            here.machine.index.learning.elsewhere.add(ident)
            if not safe_mode:
                emit.blur_model(here, ident)
            if not harmless:
                emit.blur_gradients(here, frozenset((ident,)))
                emit.forget_attributes(here, ident)
        case Partial(func=func, positional=positional, keywords=keywords):
            for item in (func, *positional, *(v for _, v in keywords)):
                if depth < 3:
                    _escape_value(here, item, harmless, safe_mode, depth + 1)
        case Object(kind=Kind.SCALER):
            if not harmless:
                emit.entrusted(here)
        case Object(kind=Kind.INSTANCE, ident=ident, cls=cls) if (
            cls is not None or ident in here.machine.namespaces
        ):
            # It carries what it was given.
            for key, held in list(here.state.env.items()):
                if key[0] == ident and depth < 3:
                    _escape_value(here, held, harmless, safe_mode, depth + 1)
            emit.forget_attributes(here, ident)
        case Object(kind=Kind.INSTANCE | Kind.ENGINE, ident=ident):
            if not harmless:
                emit.blur_gradients(here)
                emit.forget_attributes(here, ident)
            if not safe_mode:
                emit.blur_model(here, None)
        case Unknown(ident=ident, text=text) if ident in here.state.grads:
            if not harmless:
                here.blur(ident)
        case Unknown(ident=ident) if ident in here.state.models:
            _escape_value(here, Object(ident, Kind.MODEL), harmless, safe_mode, depth)
        case Unknown(ident=ident) if declared_role(here.machine, ident) is not None:
            declared = declared_role(here.machine, ident)
            assert declared is not None  # asked just before
            _escape_value(here, declared, harmless, safe_mode, depth)
        case Unknown(text=text) if text and is_optimizer(text, here.frame.names.methods_used(text)):
            if not harmless:
                here.blur(value.ident)
        case Group(items=items):
            for item in items[:20]:
                if depth < 3:
                    _escape_value(here, item, harmless, safe_mode, depth + 1)
        case Table(items=pairs):
            for _, item in pairs[:20]:
                if depth < 3:
                    _escape_value(here, item, harmless, safe_mode, depth + 1)
        case Function(code=code):
            words = here.machine.index.codes[code].words
            if words & GRADIENT_WORDS and not harmless:
                emit.blur_gradients(here)
        case Params():
            if not harmless:
                blur_scale(here, [value])
        case Method(receiver=receiver):
            _escape_value(here, receiver, harmless, safe_mode, depth)
        case Grads(owners=owners):
            # Whoever gets gradients may change them in place.
            emit.to_owners(here, EditGrads(NOWHERE, ""), owners)
        case _:
            return
