"""Who learns: which models receive gradients anywhere in a file, and which optimizers hold them.

That nobody holds a model's parameters is a claim about all code in sight. What is noted here is therefore
noted for the whole file, on whatever path it was met, and judged at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lintrain.events import Place, Unoptimized
from lintrain.model.values import GROUPS_OF, OPEN
from lintrain.protocol import Gradients, Phase

MEANT = re.compile(
    r"requires_grad|freez|frozen|pretrain|^load(_|$)|_load(_|$)|load_state_dict|add_param_group|_hook$"
    r"|functional_call|^grad$|autograd|deepspeed|[Aa]ccelerat|[Ff]abric|[Ll]ightning|^probe"
)
"""Words of programs that hold weights fixed on purpose, restore them, or change them in ways of their own."""
FIXED = re.compile(r"teacher|target|fixed|random|frozen|ema|avg|old|prev|ref|prior|anchor|vgg|percep", re.I)
"""Names of models that are not meant to learn."""


@dataclass(slots=True)
class Optimized:
    """One optimizer: where it is built, over which models (``None``: nobody knows), where it steps."""

    at: Place
    text: str
    owners: frozenset[str] | None
    step: Place | None = None


@dataclass(slots=True)
class Learning:
    """What was met of models and optimizers.

    - ``weights``: the models built in sight that certainly hold parameters, by identity, with their names.
    - ``forwards``: where each was called with gradients first; ``losses``: the models of each backward.
    - ``elsewhere``: models that somebody else may train, restore or hold; ``asked`` and ``known`` are the
      calls of ``parameters()``, and those of them that only clip or count.
    """

    weights: dict[str, str] = field(default_factory=dict)
    forwards: dict[str, Place] = field(default_factory=dict)
    losses: set[frozenset[str]] = field(default_factory=set)
    optimizers: dict[str, Optimized] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    modes: dict[str, set[bool]] = field(default_factory=dict)
    asked: dict[str, set[int]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    unclear: bool = False

    def built(self, ident: str, text: str, at: Place, owners: frozenset[str] | None) -> None:
        """Note an optimizer."""
        before = self.optimizers.get(ident)
        if before is not None:
            owners = None if owners is None or before.owners is None else owners | before.owners
        self.optimizers[ident] = Optimized(at, text, owners, before.step if before is not None else None)

    def named(self, ident: str, name: str) -> None:
        """Note what a model without a name is bound to."""
        if self.weights.get(ident) == "":
            self.weights[ident] = name

    def stepped(self, ident: str, at: Place) -> None:
        """Note a step."""
        if ident in self.optimizers:
            self.optimizers[ident].step = self.optimizers[ident].step or at

    def outdated(self, optimizer: str, states: Sequence[Gradients], step: Place) -> Iterator[Unoptimized]:
        """Yield an optimizer whose model was built anew, whichever way leads to its step."""
        known = self.optimizers.get(optimizer)
        used = [state for state in states if state.phase is not Phase.CLEAR]
        replaced = {state.outdated if state.phase is Phase.PENDING else None for state in used}
        owners = list(known.owners or ()) if known is not None else []
        if known is None or len(owners) != 1 or len(replaced) != 1:
            return
        at, name = replaced.pop(), self.weights.get(owners[0])
        if at is not None and name:
            yield Unoptimized(known.at, known.text, (name,), True, step, at)

    def forgotten(self, said: frozenset[str], parts: dict[str, frozenset[str]]) -> Iterator[Unoptimized]:
        """Yield the models that receive gradients and that certainly no optimizer holds."""
        held = [o.owners for o in self.optimizers.values()]
        if self.unclear or not held or any(map(MEANT.search, said)):
            return
        if any(owners is None or not self._in_sight(owners, parts) for owners in held):
            return
        holding = frozenset().union(*(_closure(owners or frozenset(), parts) for owners in held))
        steps = [o for o in self.optimizers.values() if o.step is not None]
        told: set[str] = set()
        for models in sorted(self.losses, key=sorted):
            if not steps or OPEN in models or not models <= self.forwards.keys():
                continue
            for model in sorted(models):
                lost = tuple(part for part in self._orphans(model, holding, parts) if part not in told)
                told.update(lost)
                if lost:
                    yield self._event(model, lost, models, holding, parts, steps)

    def _event(
        self,
        model: str,
        lost: tuple[str, ...],
        models: frozenset[str],
        holding: frozenset[str],
        parts: dict[str, frozenset[str]],
        steps: list[Optimized],
    ) -> Unoptimized:
        """Nothing that learns here is held: then the optimizer is the one that is wrong."""
        names = tuple(dict.fromkeys(self.weights[part] for part in lost))
        alone = len(steps) == 1 and not _closure(models, parts) & holding
        at = steps[0].at if alone else self.forwards[model]
        return Unoptimized(at, self.weights.get(model, ""), names, alone, steps[0].step)

    def _in_sight(self, owners: frozenset[str], parts: dict[str, frozenset[str]]) -> bool:
        """Tell whether it is known what these models are made of."""
        return all(model in parts for model in _closure(owners, parts))

    def _orphans(
        self, model: str, holding: frozenset[str], parts: dict[str, frozenset[str]]
    ) -> Iterator[str]:
        """Yield the innermost models that nobody holds: of one that is held in part, the other parts."""
        if model in holding or model not in parts or any(_is_part(model, owner) for owner in holding):
            return
        if any(_is_part(owner, model) for owner in holding):
            return
        inner = _closure(frozenset((model,)), parts) - {model}
        if inner & holding:
            for part in sorted(parts[model]):
                yield from self._orphans(part, holding, parts)
        elif self.weights.get(model) and not any(map(self._is_spared, (model, *inner))):
            yield model

    def _is_spared(self, model: str) -> bool:
        """Tell whether somebody may train a model that cannot be seen, or means it to stay as it is."""
        still = self.modes.get(model) == {False}
        read = self.asked.get(model, set()) - self.known
        named = FIXED.search(self.weights.get(model, "")) is not None
        return model in self.elsewhere or still or bool(read) or named


def _closure(models: frozenset[str], parts: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return models and all that they were built from."""
    found, pending = set[str](), list(models)
    while pending:
        model = pending.pop()
        if model not in found:
            found.add(model)
            pending += parts.get(model, ())
    return frozenset(found)


def _is_part(part: str, whole: str) -> bool:
    return part.startswith((f"{whole}.", f"{whole}[", GROUPS_OF))


__all__ = ["Learning"]
