"""The states that reach one node: kept apart where it matters, merged where it does not.

Two paths are merged when gradients and modes agree and their environments differ in nothing that a
later condition or rule could ask; what was decided differently on them is then forgotten, because it
made no difference. Beyond a number of states, more is merged and less is known. Merging never invents
certainty: gradients that differ become *lost*, and wherever those lead nothing is claimed.
"""

from __future__ import annotations

from lintrain.flow.state import AMBIENT, Interned, PathState
from lintrain.model.values import Constant, Kind, Object, Tensor, Value
from lintrain.plain import replace
from lintrain.protocol import Gradients, ModelState, Training

NO_MODEL = ModelState()

Limits = tuple[int, int]
"""Up to the first, paths that differ in anything relevant are kept apart; up to the second, paths that
differ in their gradients."""

LEVELS: tuple[Limits, ...] = ((16, 28), (2, 5), (1, 2))
"""From careful to coarse: where keeping many paths apart takes too long, fewer are."""
LARGE = (1_500, 4_000)
"""Functions of so many operations are looked at more coarsely from the start, so that a line has a price."""


def limits_of(size: int, level: int) -> Limits:
    """Return the limits for a function of ``size`` operations, at least as coarse as ``level``."""
    return LEVELS[max(level, sum(size > large for large in LARGE))]


Signature = tuple[object, object, object, object]


def signature(state: PathState) -> Signature:
    """Return what is compared first, cheap because states are interned."""
    grads, models = state.grads, state.models
    known = set(zip(grads, map(id, grads.values()), strict=True))
    known.discard((AMBIENT, id(grads.get(AMBIENT))))
    return (
        frozenset(known),
        frozenset(zip(models, map(id, models.values()), strict=True)),
        frozenset(state.decisions.items()),
        state.withs,
    )


class Arrivals:
    """The states at one node, each in a slot that never moves."""

    __slots__ = (
        "_adding", "_asked", "_compared", "_hard", "_intern", "_signatures", "_soft", "overfull", "states",
    )  # fmt: skip

    def __init__(self, asked: dict[str, int], compared: set[str], intern: Interned, limits: Limits) -> None:
        self._compared = compared
        self._soft, self._hard = limits
        self._adding = True
        self.overfull = False
        """States were merged that differ in what a rule can ask, because there were too many."""
        self.states: list[PathState] = []
        self._signatures: list[Signature] = []
        self._asked = asked
        self._intern = intern

    def add(self, state: PathState, at_loop: bool) -> int | None:
        """Add a state; return its slot if that changed anything.

        At the head of a loop, names that only earlier rounds have bound are left out: what they hold is
        from a round before, and whoever reads them first finds them unknown.
        """
        self._adding = not at_loop
        mine = signature(state)
        for slot, known in enumerate(self._signatures):
            if known == mine:
                return slot if self.states[slot].merge(state, self._adding) else None
        for slot, known in enumerate(self._signatures):
            if known[0] == mine[0] and known[3] == mine[3] and not self._conflict(self.states[slot], state):
                return self._merge(slot, state)
        if len(self.states) >= self._soft:
            for slot, known in enumerate(self._signatures):
                if known[0] == mine[0] and known[3] == mine[3]:
                    return self._merge(slot, state)
        if len(self.states) >= self._hard:
            for slot, known in enumerate(self._signatures):
                if known[3] == mine[3]:
                    self.overfull = True
                    return self._merge(slot, state)
        self.states.append(state)
        self._signatures.append(mine)
        return len(self.states) - 1

    def _merge(self, slot: int, state: PathState) -> int | None:
        known = self.states[slot]
        changed = known.merge(state, self._adding)
        for question in [q for q, answer in known.decisions.items() if state.decisions.get(q) is not answer]:
            del known.decisions[question]
            changed = True
        changed |= self._merge_models(known, state)
        changed |= self._merge_grads(known, state)
        if changed:
            self._signatures[slot] = signature(known)
        return slot if changed else None

    def _merge_models(self, known: PathState, state: PathState) -> bool:
        changed = False
        for ident in known.models.keys() | state.models.keys():
            one, two = known.models.get(ident), state.models.get(ident)
            if one is two:
                continue
            merged = self._intern.joined(one or NO_MODEL, two or NO_MODEL, _join_models)
            if merged is not one:
                known.models[ident] = merged
                changed = True
        return changed

    def _merge_grads(self, known: PathState, state: PathState) -> bool:
        changed = False
        for ident in known.grads.keys() | state.grads.keys():
            one, two = known.grads.get(ident), state.grads.get(ident)
            if one is two:
                continue
            kept = one or two
            assert kept is not None  # ident is in one of them
            if ident == AMBIENT:
                merged = self._intern.moved(kept, Gradients.blurred)
            else:
                merged = self._intern.joined(kept, two or kept, Gradients.confused)
            if merged is not one:
                known.grads[ident] = merged
                changed = True
        return changed

    def _conflict(self, one: PathState, two: PathState) -> bool:
        """Tell whether two environments differ in something that can still matter."""
        if any(two.models[k].mode is not v.mode for k, v in one.models.items() if k in two.models):
            return True
        return one.env.opposes(two.env, self._matters, id(self._asked))

    def _matters(self, name: str, one: Value, two: Value) -> bool:
        if isinstance(one, Tensor) and isinstance(two, Tensor):
            # Whatever else differs becomes unknown, which is as silent as keeping both.
            return one.scaler != two.scaler or one.squashed != two.squashed
        if isinstance(one, Constant) or isinstance(two, Constant):
            asked = name in self._asked or name == "<return>"
            return asked and (self._answers(one) or self._answers(two))
        return _plays(one, two)

    def _answers(self, value: Value) -> bool:
        """Tell whether a literal can decide a condition: a flag, or one that some condition mentions."""
        if not isinstance(value, Constant):
            return False
        return value.value is None or isinstance(value.value, bool) or repr(value.value) in self._compared


def _plays(one: Value, two: Value) -> bool:
    """Tell whether a role is played by different objects, or by models that work differently."""
    if not (isinstance(one, Object) and isinstance(two, Object)):
        return False
    if one.kind is Kind.MODEL and two.kind is Kind.MODEL:
        finals = [v.layers.final if v.layers is not None else None for v in (one, two)]
        return one.cls != two.cls or finals[0] != finals[1]
    return {one.kind, two.kind} <= {Kind.OPTIMIZER, Kind.SCALER}


def _join_models(one: ModelState, two: ModelState) -> ModelState:
    joined = one if one.mode is two.mode else one.blurred()
    said = [s for s in (one.set_by, two.set_by) if s is not None] if one.mode is two.mode else []
    return replace(
        joined,
        set_by=next((s for s in said if s.deliberate), said[0] if said else None),
        trained=one.trained or two.trained,
        loaded=one.loaded or two.loaded,
        reduced=one.reduced if one.reduced is two.reduced else None,
        updated=one.updated or two.updated,
        evaluated=one.evaluated or two.evaluated,
        forward=one.forward or two.forward,
        fed=one.fed if one.fed is two.fed else Training.UNKNOWN,
        cast=one.cast if one.cast == two.cast else None,
        cached=one.cached if one.cached == two.cached else None,
    )
