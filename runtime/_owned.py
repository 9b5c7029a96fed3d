"""The gradients that one optimizer owns, followed by what can be seen without reading values.

A gradient is known by the identity of its tensor and by its version, which every change in place
counts up. ``p.grad = None``, ``zero_grad`` of either kind, an accumulating backward: all show in these two,
whoever does it. What goes through ``.data`` shows in neither: there a few entries are compared, a few times
in a run; and a step of somebody's own that has changed no version may have changed nothing, or be fused.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor
from torch.optim import Optimizer

from lintrain.events import Backward, Place

from ._between import Segment
from ._names import fresh
from ._sampling import is_at_hand, is_plain

Sample = tuple[Tensor, Tensor]
"""A gradient, and some of its entries as they were."""

Mark = tuple[int, int] | None
Marks = list[Mark]

PROBES = 8
"""So many of an optimizer's gradients are followed while it is the only one: they share one life."""

MOST_CONFIRMED = 3
"""So often gradients that look used are read, to see whether they were zeroed behind autograd's back."""

MOST_COMPARED = 16
"""So often a device is waited for, to see whether a step of somebody's own changes anything."""

ENTRIES = 64
"""So many entries of a gradient are compared."""


class Pass(NamedTuple):
    """One backward that produced gradients.

    ``forwards`` is how many forward passes there were before it, ``counts`` what means over labels in its
    loss were divided by (on the device), ``loss`` is its value in its true size, where it is one number.
    ``segment`` is what led to it, ``fed`` which of the gradients that are followed it has changed.
    """

    event: Backward
    forwards: int
    counts: tuple[Tensor, ...]
    loss: Tensor | None
    segment: Segment
    fed: tuple[bool, ...]


@dataclass(eq=False, slots=True)
class Owned:
    """What is known about one optimizer.

    - ``built``: where it was constructed, if somebody watched.
    - ``probes``: the parameters whose gradients are followed, spread over all of them; all where ``wide``.
    - ``marks``: their gradients when they were last looked at; ``spent``: when a step had used them.
    - ``passes``: the backwards since the last step; ``windows``: how often several were one step's.
    - ``fed``: it was given gradients, at least once.
    - ``fused``: it is stepped while backward runs, so that its life cycle is another one.
    - ``size``: how many backwards the last window had; ``thrown``: how many of them were cleared, unused.
    - ``by_hand``: it was seen that its gradients are changed through ``.data``; ``own_steps``: its step
      changes them; ``sample``: some entries of a gradient after the last backward.
    - ``key``: the number under which the judge knows them.
    - ``by_data``: its gradients are zeroed through ``.data``, which no version shows; ``confirmed`` and
      ``sampled``: how often values were looked at for these; ``produced``: a backward came since.
    - ``before``, ``version``: some entries of a parameter, and its version, before a step of somebody's own;
      ``compared``: how often its device was waited for to compare them.
    """

    reference: weakref.ref[Optimizer]
    name: str
    built: Place | None
    parameters: list[Tensor] = field(default_factory=list)
    ids: frozenset[int] = frozenset()
    probes: list[Tensor] = field(default_factory=list)
    wide: bool = False
    marks: Marks = field(default_factory=list)
    spent: Marks = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    windows: int = 0
    fed: bool = False
    fused: bool = False
    by_data: bool = False
    confirmed: int = 0
    size: int = 0
    thrown: int = 0
    by_hand: bool = False
    sample: Sample | None = None
    sampled: int = 0
    produced: bool = False
    before: Sample | None = None
    version: int = 0
    own_steps: bool = False
    compared: int = 0
    key: int = field(default_factory=fresh)

    def refresh(self) -> None:
        """Take in parameters that were added to the optimizer."""
        optimizer = self.reference()
        groups = optimizer.param_groups if optimizer is not None else []
        count = 0
        for group in groups:  # several times a step: a generator takes twice as long
            count += len(group["params"])
        if count == len(self.parameters):
            return
        self.parameters = [parameter for group in groups for parameter in group["params"]]
        self.ids = frozenset(map(id, self.parameters))
        self._follow(self.parameters if self.wide else _spread(self.parameters))

    def widen(self) -> None:
        """Follow all gradients from now on: they do not share one life."""
        self.wide = True
        self._follow(self.parameters)

    def _follow(self, parameters: list[Tensor]) -> None:
        known = dict(zip(map(id, self.probes), zip(self.marks, self.spent, strict=True), strict=True))
        self.probes = parameters
        both = [known.get(id(p), (m, None)) for p, m in zip(parameters, marks(parameters), strict=True)]
        self.marks, self.spent = [mark for mark, _ in both], [mark for _, mark in both]

    def look(self) -> Marks:
        """Return the gradients' marks as they are now."""
        return marks(self.probes)

    @property
    def blind(self) -> bool:
        """Tell whether there are gradients that nobody follows."""
        return len(self.probes) < len(self.parameters) and any(p.grad is not None for p in self.parameters)

    def enter(self) -> None:
        """A step begins: where it is not torch's, keep what shows whether it changes anything."""
        parameter = None
        if not self.is_torchs:
            parameter = next((p for p in self.probes if is_plain(p)), None)
        self.before = None if parameter is None else (parameter, _entries(parameter).clone())
        self.version = 0 if parameter is None else parameter._version

    def is_idle(self) -> bool:
        """Tell whether a step of somebody's own has changed nothing: it may wait for more gradients."""
        if self.before is None:
            return False
        parameter, entries = self.before
        if parameter._version != self.version:
            return False
        if not is_at_hand(parameter):
            if self.compared >= MOST_COMPARED:
                return True  # for all that is known without waiting
            self.compared += 1
        return torch.equal(_entries(parameter), entries)

    @property
    def is_torchs(self) -> bool:
        """Tell whether its class is one of torch's own, which leave the gradients as they are."""
        return type(self.reference()).__module__.startswith("torch.")

    @property
    def is_hooked(self) -> bool:
        """Tell whether hooks may change the gradients before the step uses them."""
        optimizer = self.reference()
        if getattr(optimizer, "_optimizer_step_pre_hooks", None):
            return True
        return any(
            p._backward_hooks or getattr(p, "_post_accumulate_grad_hooks", None) for p in self.parameters
        )

    def owns(self, parameters: Iterable[Tensor]) -> bool:
        """Tell whether some of these parameters are its own: mostly, the first one is."""
        return not self.ids.isdisjoint(map(id, parameters))

    def untouched(self, now: Marks) -> list[int]:
        """Return the indices of gradients that a step has used and that nobody has changed since."""
        return [i for i, (a, b) in enumerate(zip(self.spent, now, strict=True)) if a is not None and a == b]

    def confirm(self, indices: Iterable[int]) -> None:
        """See whether gradients that look used were zeroed through ``.data``: reads their values, rarely."""
        gradients = [g for i in indices if (g := self.probes[i].grad) is not None]
        if not gradients or self.by_data or self.confirmed >= MOST_CONFIRMED:
            return
        self.confirmed += 1
        with torch.no_grad():
            self.by_data = not any(bool(gradient.any()) for gradient in gradients)

    def remember(self) -> None:
        """Keep some entries of a gradient, to see whether they are changed through ``.data``: rarely."""
        held = [g for p in self.probes if (g := p.grad) is not None and is_plain(g)]
        self.produced = True
        if self.sampled < MOST_CONFIRMED and not self.by_hand and held:
            self.sample = held[-1], _entries(held[-1]).clone()

    def is_edited(self) -> bool:
        """Tell whether gradients are changed through ``.data``: they were once, or have been just now."""
        if self.sample is not None and not self.by_hand:
            self.by_hand = self._moved(*self.sample)
        edited = self.by_hand and self.produced
        self.produced = False
        return edited

    def _moved(self, gradient: Tensor, entries: Tensor) -> bool:
        self.sample = None
        self.sampled += 1
        return not torch.equal(_entries(gradient), entries)


def _entries(gradient: Tensor) -> Tensor:
    return gradient.detach().reshape(-1)[:ENTRIES]


def _spread(parameters: list[Tensor]) -> list[Tensor]:
    """Return a few of the parameters that can get gradients, from the first to the last."""
    able = [parameter for parameter in parameters if parameter.requires_grad] or parameters
    if len(able) <= PROBES:
        return able
    return [able[round(index * (len(able) - 1) / (PROBES - 1))] for index in range(PROBES)]


def marks(parameters: Iterable[Tensor]) -> Marks:
    """Return the identity and version of each parameter's gradient."""
    return [None if (g := p.grad) is None else (id(g), g._version) for p in parameters]
