"""What is measured about each step of an optimizer: see :class:`~lintrain.runtime._measured.Measurement`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from lintrain.events import Place, Reduction
from lintrain.protocol import Gradients
from lintrain.runtime._measured import Clipped, Measurement, Stepped
from lintrain.runtime._observer import Observer
from lintrain.runtime._owned import Owned, Pass
from lintrain.runtime._sampling import is_plain, norms

RUNS, LENGTH = 251, 64
"""Of a larger weight matrix, so many runs of entries at equal distances stand for all: single entries would
take as long to read as all of it. A prime number, so that not all of them begin in the same column."""


@dataclass(slots=True)
class _Open:
    """A step that is being made: what is known of it already, and the weights as they were.

    On most steps this is all that is done: what it means is worked out when the numbers have arrived, for
    several steps at once.

    - ``passes``: the backwards that it uses; ``state``: the gradients before it; ``clip``: the last clip.
    - ``before``, ``rate``: the learning rate of the step before it, and its own.
    - ``weights`` are views of the weights, ``copies`` what they held. The others are those of ``Measurement``
      and ``Stepped``.
    """

    step: int
    at: Place
    passes: list[Pass]
    state: Gradients
    clip: Clipped | None
    before: float | None
    rate: float | None
    norm: float | None = None
    gradients: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    matrices: frozenset[str] = frozenset()
    scale: float = 1.0
    names: list[str] = field(default_factory=list)
    weights: list[Tensor] = field(default_factory=list)
    copies: list[Tensor] = field(default_factory=list)

    def asked(self) -> list[Tensor]:
        """Return the numbers that every step asks for: the losses, and the norm that was clipped."""
        losses = [each.loss for each in self.passes if each.loss is not None]
        return losses if self.clip is None else [*losses, self.clip.norm]

    def told(self, optimizer: str, numbers: list[float], now: float | None) -> Stepped:
        """Return all of it, with the numbers that were asked for and the learning rate after the step."""
        clip = self.clip
        norm = numbers.pop() if clip is not None else None
        finite = clip is not None and math.isfinite(clip.threshold)
        return Stepped(
            Measurement(
                self.step,
                optimizer,
                sum(numbers) if numbers else None,
                self.rate,
                norm,
                clip.threshold if clip is not None and finite else None,
                self.norm,
                self.gradients,
                self.ratios,
            ),
            self.at,
            self.passes[-1].event.at if self.passes else None,
            self.state.scaled is not None,
            self.state.clipped is not None,
            _reduction([each.event.loss.reduction for each in self.passes]),
            self.matrices,
            _rises(self.before, self.rate) or _rises(self.rate, now),
            self.scale,
        )


class Measuring(Observer):
    """Losses, clips and rates on every step; norms and ratios on sampled ones.

    A step is told when its numbers have arrived, in the order of the steps.
    """

    def install(self) -> None:
        """Begin to observe."""
        self._open: dict[int, _Open] = {}
        self._clips: dict[int, Clipped] = {}
        self._rates: dict[int, float] = {}
        self._orders: dict[int, tuple[object, list[tuple[int, str]]]] = {}
        self.scene.on_clip.append(self._clipped)
        self.scene.on_commit.append(self._commit)
        self.scene.on_used.append(self._used)

    def _clipped(self, owners: list[Owned], clipped: Clipped) -> None:
        for owned in owners:
            self._clips[owned.key] = clipped

    # --- before the step ---

    def _commit(self, owned: Owned, at: Place) -> None:
        scene = self.scene
        rate, before = _rate(owned), self._rates.get(owned.key)
        if rate is not None:
            self._rates[owned.key] = rate
        state, clip = scene.judge.gradients(owned.key), self._clips.pop(owned.key, None)
        opened = _Open(scene.step_of(owned), at, owned.passes, state, clip, before, rate)
        self._open[owned.key] = opened
        if scene.samples.due(opened.step):
            self._ask_for_gradients(owned, opened)
            self._keep_weights(owned, opened)

    def _ask_for_gradients(self, owned: Owned, opened: _Open) -> None:
        held = [(p.grad, p, n) for p, n in self._named(owned) if p.grad is not None and is_plain(p.grad)]
        if not held:
            return
        names = [name for _, _, name in held]
        opened.matrices = frozenset(name for _, p, name in held if p.dim() > 1)
        asked = norms([gradient for gradient, _, _ in held])
        factor = self._factor(owned)

        def receive(numbers: list[float]) -> None:
            opened.scale = scale = numbers.pop() if factor is not None else 1.0
            opened.gradients = {name: number / scale for name, number in zip(names, numbers, strict=True)}
            opened.norm = math.hypot(*opened.gradients.values())

        self.scene.samples.enqueue([*asked, *([factor] if factor is not None else [])], receive)

    def _factor(self, owned: Owned) -> Tensor | None:
        """Return the loss scale that the gradients still carry; it changes when the scaler is updated."""
        state = self.scene.judge.gradients(owned.key)
        if state.scaled is None or state.unscaled:
            return None
        factor = self.scene.factors.get(state.scaled.scaler)
        return factor.detach().clone() if factor is not None else None

    def _keep_weights(self, owned: Owned, opened: _Open) -> None:
        held = [
            (flat, name)
            for p, name in self._named(owned)
            if p.dim() > 1 and p.grad is not None and is_plain(p) and (flat := _flat(p)) is not None
        ]
        opened.names = [name for _, name in held]
        opened.weights = [flat for flat, _ in held]
        opened.copies = [flat.clone() for flat in opened.weights]

    def _named(self, owned: Owned) -> list[tuple[Tensor, str]]:
        """Return its parameters as the model calls them, with their names."""
        order, called = self.scene.order, self.scene.called
        known = owned.ids, len(order), len(called)
        found = self._orders.get(owned.key)
        if found is None or found[0] != known:
            numbered = sorted(
                enumerate(owned.parameters), key=lambda each: order.get(id(each[1]), len(order))
            )
            names = [(n, self.scene.parameter_name(p) or f"parameter {n}") for n, p in numbered]
            found = self._orders[owned.key] = known, names
        return [(owned.parameters[number], name) for number, name in found[1]]

    # --- after it ---

    def _used(self, owned: Owned) -> None:
        opened = self._open.pop(owned.key, None)
        if opened is None:
            return
        if opened.weights:
            self._ask_for_ratios(opened)
        self.scene.samples.enqueue(opened.asked(), self._closing(owned, opened), urgent=False)

    def _ask_for_ratios(self, opened: _Open) -> None:
        names = opened.names
        with torch.no_grad():
            moved = norms(torch._foreach_sub(opened.weights, opened.copies))
            asked = [*moved, *norms(opened.copies)]
        opened.weights, opened.copies = [], []

        def receive(numbers: list[float]) -> None:
            pairs = zip(names, numbers[: len(names)], numbers[len(names) :], strict=True)
            opened.ratios = {name: far / norm for name, far, norm in pairs if norm > 0}

        self.scene.samples.enqueue(asked, receive)

    def _closing(self, owned: Owned, opened: _Open) -> Callable[[list[float]], None]:
        """All numbers of a step are there: tell it."""
        name = owned.name

        def close(numbers: list[float]) -> None:
            told = opened.told(name, numbers, _rate(owned))
            self.scene.measured.append(told.measurement)
            for callback in self.scene.on_measured:
                callback(told)

        return close


def _rises(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and after > before


def _rate(owned: Owned) -> float | None:
    optimizer = owned.reference()
    rate = optimizer.param_groups[0].get("lr") if optimizer is not None and optimizer.param_groups else None
    return float(rate) if isinstance(rate, int | float) else None


def _reduction(found: Iterable[Reduction]) -> Reduction:
    kinds = set(found)
    return kinds.pop() if len(kinds) == 1 else Reduction.UNKNOWN


def _flat(weight: Tensor) -> Tensor | None:
    """Return entries of a weight matrix as a view, in any memory format."""
    if not weight.numel() or not (weight.is_contiguous() or _is_dense(weight)):
        return None
    apart = weight.numel() // RUNS
    entries = weight.detach()
    return entries.as_strided((RUNS, LENGTH), (apart, 1)) if apart > LENGTH else entries


def _is_dense(weight: Tensor) -> bool:
    """Tell whether the entries lie side by side, with the axes in whatever order."""
    strides = weight.stride()
    return weight.permute(sorted(range(weight.dim()), key=lambda axis: -strides[axis])).is_contiguous()
