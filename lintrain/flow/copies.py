"""``copy.copy`` and ``copy.deepcopy``: the attributes of the original, and an identity of its own."""

from __future__ import annotations

from lintrain.flow import emit
from lintrain.flow.machine import Here
from lintrain.model.values import (
    Function,
    Group,
    Kind,
    Method,
    Object,
    Params,
    Partial,
    Table,
    Value,
)
from lintrain.plain import replace
from lintrain.protocol import ModelState

DEEPEST = 4
KEPT = {Kind.MODEL, Kind.INSTANCE, Kind.OPTIMIZER, Kind.SCALER, Kind.SCHEDULER}


def copied(here: Here, original: Object, ident: str, text: str, deep: bool) -> Object:
    """Return a copy of an object; ``deep``: and of what it holds."""
    copier = _Copier(here, deep)
    return copier.copy(original, ident, text, 0)


class _Copier:
    """One copy: what was met before is the same thing again."""

    def __init__(self, here: Here, deep: bool) -> None:
        self._here = here
        self._deep = deep
        self._known: dict[str, str] = {}

    def copy(self, original: Object, ident: str, text: str, depth: int) -> Object:
        here = self._here
        self._known[original.ident] = ident
        held = [(k[1], v) for k, v in here.state.env.items() if k[0] == original.ident]
        for name, value in held:
            here.state.bind((ident, name), self._value(value, f"{ident}.{name}", depth + 1))
        found = replace(
            original, ident=ident, text=text or original.text, owners=self._owners(original.owners)
        )
        self._state(original, found)
        return found

    def _state(self, original: Object, copy: Object) -> None:
        here, machine = self._here, self._here.machine
        if original.kind is Kind.MODEL:
            here.set_model(copy.ident, ModelState(here.model(original.ident).mode))
            if original.ident in machine.index.parts:
                machine.index.parts[copy.ident] = frozenset()
            if copy.ident == original.ident:
                emit.renewed(here, copy.ident, here.frame.code.nodes[here.frame.node].op.at)
        if original.kind is Kind.OPTIMIZER and original.ident in here.state.grads:
            machine.owners[copy.ident] = copy.owners
            machine.texts[copy.ident] = copy.text
            machine.optimizers.add(copy.ident)
            machine.index.learning.unclear = True
            here.set_grads(copy.ident, here.state.grads[original.ident])

    def _owners(self, owners: frozenset[str] | None) -> frozenset[str] | None:
        return None if owners is None else frozenset(self._known.get(o, o) for o in owners)

    def _value(self, value: Value, ident: str, depth: int) -> Value:
        if not self._deep:
            return self._bound(value)
        match value:
            case Object(ident=known) if known in self._known:
                return replace(value, ident=self._known[known])
            case Object(kind=kind) if kind in KEPT and depth < DEEPEST:
                return self.copy(value, ident, value.text, depth)
            case Group(kind=kind, items=items):
                return Group(kind, tuple(self._value(v, f"{ident}[{i}]", depth) for i, v in enumerate(items)))
            case Table(items=pairs):
                return Table(tuple((k, self._value(v, f"{ident}[{k!r}]", depth)) for k, v in pairs))
            case Params(owners=owners):
                return replace(value, owners=self._owners(owners) or owners)
            case _:
                return self._bound(value, depth)

    def _bound(self, value: Value, depth: int = 0) -> Value:
        """A method that was bound to the original is bound to the original: only a deep copy rebinds it."""
        if not self._deep or depth >= DEEPEST:
            return value
        match value:
            case Function(receiver=Object() as receiver):
                owner = self._value(receiver, f"{receiver.ident}'", depth + 1)
                return replace(value, receiver=owner if isinstance(owner, Object) else None)
            case Method(receiver=Object() as receiver, name=name):
                return Method(self._value(receiver, f"{receiver.ident}'", depth + 1), name)
            case Partial(func=func, positional=positional, keywords=keywords):
                return Partial(
                    self._bound(func, depth + 1),
                    tuple(self._bound(p, depth + 1) for p in positional),
                    tuple((k, self._bound(v, depth + 1)) for k, v in keywords),
                )
            case _:
                return value


__all__ = ["copied"]
