"""parameters-not-optimized, at run time: gradients that nobody uses."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from lintrain.events import Place, Unoptimized

from ._called import Called
from ._observer import Observer
from ._orphans import orphans, stale
from ._owned import Owned
from ._sampling import is_plain

ENTRIES = 4096
"""So many entries of a parameter show whether somebody changes it through ``.data``."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A parameter without an optimizer, as it was after an earlier step."""

    version: int
    entries: Tensor

    @classmethod
    def of(cls, parameter: Tensor) -> _Suspect:
        """Remember a parameter."""
        return cls(parameter._version, _entries(parameter).clone())

    def moved(self, parameter: Tensor) -> bool:
        """Tell whether it was changed since: reads values, and only if its version says that it was not."""
        return parameter._version != self.version or not torch.equal(_entries(parameter), self.entries)


class ParametersNotOptimized(Observer):
    """Looks after sampled steps, twice before it tells: others may change what no optimizer holds.

    A model none of whose parameters an optimizer trains is none of our business: it may pass gradients on,
    as the network of a perceptual loss does.
    """

    rules = ("LT503",)

    def install(self) -> None:
        """Begin to observe."""
        self._suspects: dict[int, dict[str, _Suspect]] = {}
        self._told: set[int] = set()
        self.scene.on_commit.append(self._commit)
        self.scene.on_sample.append(self._stepped)

    def _commit(self, owned: Owned, at: Place) -> None:
        if self.scene.backwards == 0 or owned.key in self._told:
            return
        if self.scene.judge.gradients(owned.key).used:
            return
        found = stale(self.scene, owned)
        if found is not None:
            called, names = found
            self._told |= {owned.key, called.key}
            self.scene.judge.observe(Unoptimized(owned.built or at, owned.name, names, stale=True))

    def _stepped(self, step: int) -> None:
        for called in list(self.scene.called.values()):
            if called.trained is not None and not called.held and called.key not in self._told:
                self._look(called)

    def _look(self, called: Called) -> None:
        found = {name: p for name, p in orphans(self.scene, called).items() if is_plain(p)}
        before = self._suspects.get(called.key, {})
        still = tuple(n for n, p in found.items() if n in before and not before[n].moved(p))
        if still and called.forward is not None:
            self._told.add(called.key)
            self.scene.judge.observe(Unoptimized(called.forward, called.name, still))
        self._suspects[called.key] = {name: _Suspect.of(p) for name, p in found.items() if name not in before}


def _entries(parameter: Tensor) -> Tensor:
    return parameter.detach().reshape(-1)[:ENTRIES]
