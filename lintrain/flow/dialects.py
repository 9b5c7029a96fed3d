"""Finds the row of a call: in the user's words first, then in a library's table.

By the qualified name of a function, by the class of the object a method belongs to, by the role that
an object plays.
"""

from __future__ import annotations

from lintrain.flow import emit, syncing
from lintrain.flow.escape import escape
from lintrain.flow.invoke import Arguments, owned, unknown_result
from lintrain.flow.machine import Here, entry_gradients
from lintrain.flow.objects import ancestors, find_method
from lintrain.flow.verbs import Spoken, optimizers, speak
from lintrain.model.dialects._base import If, Row, Verb
from lintrain.model.values import (
    Class,
    Function,
    Kind,
    Object,
    Params,
    Qualified,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import is_harmless, last
from lintrain.syntax import ir


def function(here: Here, name: str, args: Arguments, call: ir.Call, ident: str, text: str) -> Value | None:
    """Call an imported name; ``None`` where no dialect speaks of it."""
    speech = here.machine.index.speech
    row, kind = speech.row(name), speech.role(name)
    if row is not None:
        result = speak(Spoken(here, row, args, call, last(name)))
        if kind is None:
            if speech.canonical(name) == syncing.DDP:
                here.machine.index.ranks.wraps(here.place(call.at), result)
            return syncing.wrapped(speech.canonical(name), result, args)
    if kind is None or kind is Kind.SCALER:
        return None
    if speech.is_own_class(name):
        # Whatever the user's constructor does with them.
        escape(here, args.all(), name)
    return _built(here, kind, speech.canonical(name), args, ident, text)


def _built(here: Here, kind: Kind, name: str, args: Arguments, ident: str, text: str) -> Object:
    held = tuple(o.ident for o in optimizers(args.all()))
    params = [v for v in args.all() if isinstance(v, Params)]
    if kind is Kind.OPTIMIZER or (params and not held and Verb.STEP in _verbs(here, name)):
        owners = owned(args.get(0, "params")) or owned(params[0] if params else None)
        optimizer = Object(ident, Kind.OPTIMIZER, text or last(name), owners=owners, type=name)
        emit.fresh_optimizer(here, optimizer, entry_gradients())
        return optimizer
    return Object(ident, kind, text, type=name, held=held)


def _verbs(here: Here, cls: str) -> set[Verb | If]:
    row = here.machine.index.speech.mine(f"{cls}.step", method=True)
    return set(row.verbs) if row is not None else set()


def called(here: Here, target: Value, args: Arguments, call: ir.Call, text: str) -> Value | None:
    """Call a value: a function of the user's that has a row, or an object whose class speaks when called."""
    if isinstance(target, Object):
        row = _of_class(here, target, "__call__")
        return speak(Spoken(here, row, args, call, text, target)) if row is not None else None
    if not here.machine.index.speech.own:
        return None
    if isinstance(target, Function):
        of_class = target.code in here.machine.index.owner
        row = here.machine.index.speech.mine(_name_of(here, target), of_class)
        return speak(Spoken(here, row, args, call, text, target.receiver)) if row is not None else None
    if isinstance(target, Unknown):
        row = here.machine.index.speech.own.get(text.removeprefix("self."))
        return speak(Spoken(here, row, args, call, text)) if row is not None else None
    return None


def _name_of(here: Here, target: Function) -> str:
    """Return the dotted name of a function of this file, as others would import it."""
    index = here.machine.index
    owner = index.owner.get(target.code)
    inner = f"{index.classes[owner].name}." if owner is not None else ""
    return f"{_module(here, target.code)}.{inner}{index.codes[target.code].name}"


def _module(here: Here, at: int) -> str:
    """Return the path of the file in which code stands, as dotted names: its end is what others import."""
    unit = here.machine.index.names(at).unit
    path = unit.absolute or unit.path
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def method(here: Here, base: Value, name: str, call: ir.Call, text: str) -> Value | None:
    """Call a method; ``None`` where no dialect speaks of it."""
    if not isinstance(base, Object):
        if isinstance(base, Unknown) and here.machine.index.speech.own:
            row = here.machine.index.speech.own.get(f"{text.removeprefix('self.')}.{name}")
            return _said(here, row, base, call, text) if row is not None else None
        return None
    row = _of_class(here, base, name)
    if row is None and (base.cls is None or find_method(here, base.cls, name) is None):
        row = here.machine.index.speech.methods.get(base.kind, {}).get(name)
    if row is not None:
        return _said(here, row, base, call, text)
    if base.type and base.kind is Kind.ENGINE:
        return _unlisted(here, base, name, call, text)
    return None


def _said(here: Here, row: Row, base: Value, call: ir.Call, text: str) -> Value:
    return speak(Spoken(here, row, Arguments(here, call.args), call, text, base))


def _unlisted(here: Here, engine: Object, name: str, call: ir.Call, text: str) -> Value:
    """A method of an engine that no table lists may train, evaluate or clear."""
    given = Arguments(here, call.args).all()
    if not is_harmless(name):
        escape(here, [*given, engine], name)
    return unknown_result(here, call.at)


def _of_class(here: Here, base: Object, name: str) -> Row | None:
    """Return the row of a method by the classes of its object: the user's rows, then the library's."""
    speech = here.machine.index.speech
    if name not in speech.names:
        return None
    names = _types(here, base)
    for cls in names if speech.own else ():
        mine = speech.mine(f"{cls}.{name}", method=True)
        if mine is not None:
            return mine
    if base.cls is not None and find_method(here, base.cls, name) is not None:
        return None
    return next((row for cls in names if (row := speech.row(f"{cls}.{name}")) is not None), None)


def _types(here: Here, base: Object) -> tuple[str, ...]:
    """Return the qualified names of an object's class and of what that derives from."""
    own = (base.type,) if base.type else ()
    if base.cls is None:
        return own
    known = here.machine.ancestry.get(base.cls)
    if known is None:
        known = here.machine.ancestry[base.cls] = tuple(_named(here, a) for a in ancestors(here, base.cls))
    return (*own, *known)


def _named(here: Here, cls: Class | Qualified) -> str:
    if isinstance(cls, Qualified):
        return cls.name
    return f"{_module(here, cls.code)}.{here.machine.index.classes[cls.code].name}"
