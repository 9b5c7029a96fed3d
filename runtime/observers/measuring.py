"""What is measured about each step of an optimizer: see :class:`~lintrain.runtime._measured.Measurement`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from lintrain.events import Place, Reduction
from lintrain.runtime._measured import Clipped, Measurement, Stepped
from lintrain.runtime._observer import Observer
from lintrain.runtime._owned import Owned
from lintrain.runtime._sampling import is_plain, norms

MOST_ENTRIES = 16_384
"""Of a larger weight matrix, so many entries at equal distances stand for all."""


@dataclass(slots=True)
class _Open:
    """A step that is being made: what is known of it already, and the weights as they were."""

    told: Stepped
    names: list[str] = field(default_factory=list)
    weights: list[Tensor] = field(default_factory=list)
    copies: list[Tensor] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    gradients: dict[str, float] = field(default_factory=dict)


class Measuring(Observer):
    """Losses, clips and rates on every step; norms and ratios on sampled ones.

    A step is told when its numbers have arrived, in the order of the steps.
    """

    def install(self) -> None:
        """Begin to observe."""
        self._open: dict[int, _Open] = {}
        self._clips: dict[int, Clipped] = {}
        self._rates: dict[int, float] = {}
        self.scene.on_clip.append(self._clipped)
        self.scene.on_commit.append(self._commit)
        self.scene.on_used.append(self._used)

    def _clipped(self, owners: list[Owned], clipped: Clipped) -> None:
        for owned in owners:
            self._clips[owned.key] = clipped

    # --- before the step ---

    def _commit(self, owned: Owned, at: Place) -> None:
        scene = self.scene
        opened = self._open[owned.key] = _Open(self._begun(owned, at))
        self._ask_for_losses(owned, opened)
        if scene.samples.due(scene.step_of(owned)):
            self._ask_for_gradients(owned, opened)
            self._keep_weights(owned, opened)

    def _begun(self, owned: Owned, at: Place) -> Stepped:
        state = self.scene.judge.gradients(owned.key)
        rate, before = _rate(owned), self._rates.get(owned.key)
        if rate is not None:
            self._rates[owned.key] = rate
        return Stepped(
            Measurement(self.scene.step_of(owned), owned.name, rate=rate),
            at,
            owned.passes[-1].event.at if owned.passes else None,
            scaled=state.scaled is not None,
            clipped=state.clipped is not None,
            reduction=_reduction([each.event.loss.reduction for each in owned.passes]),
            rising=rate is not None and before is not None and rate > before,
        )

    def _ask_for_losses(self, owned: Owned, opened: _Open) -> None:
        losses = [each.loss for each in owned.passes if each.loss is not None]
        clip = self._clips.pop(owned.key, None)
        if clip is not None and math.isfinite(clip.threshold):
            opened.told = _with(opened.told, clip_threshold=clip.threshold)

        def receive(numbers: list[float]) -> None:
            if losses:
                opened.told = _with(opened.told, loss=sum(numbers[: len(losses)]))
            if clip is not None:
                opened.told = _with(opened.told, clip_norm=numbers[-1])

        tensors = [*losses, *([clip.norm] if clip is not None else [])]
        if tensors:
            self.scene.samples.enqueue(tensors, receive, urgent=False)

    def _ask_for_gradients(self, owned: Owned, opened: _Open) -> None:
        held = [p for p in self._in_order(owned) if p.grad is not None and is_plain(p.grad)]
        if not held:
            return
        names = self._names(owned, held)
        opened.told = replace(
            opened.told, matrices=frozenset(n for n, p in zip(names, held, strict=True) if p.dim() > 1)
        )
        asked = norms([p.grad for p in held if p.grad is not None])
        factor = self._factor(owned)

        def receive(numbers: list[float]) -> None:
            scale = numbers.pop() if factor is not None else 1.0
            true = {name: number / scale for name, number in zip(names, numbers, strict=True)}
            told = replace(opened.told, scale=scale)
            opened.told = _with(told, norm=math.hypot(*true.values()), gradients=true)

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
            (p, flat)
            for p in self._in_order(owned)
            if p.dim() > 1 and p.grad is not None and is_plain(p) and (flat := _flat(p)) is not None
        ]
        if held:
            opened.names = self._names(owned, [p for p, _ in held])
            opened.weights = [flat for _, flat in held]
            opened.copies = [flat.clone() for flat in opened.weights]

    def _in_order(self, owned: Owned) -> list[Tensor]:
        """Return its parameters as the model calls them."""
        order = self.scene.order
        return sorted(owned.parameters, key=lambda parameter: order.get(id(parameter), len(order)))

    def _names(self, owned: Owned, parameters: Sequence[Tensor]) -> list[str]:
        numbers = {id(parameter): number for number, parameter in enumerate(owned.parameters)}
        named = [(p, self.scene.parameter_name(p)) for p in parameters]
        return [name or f"parameter {numbers[id(p)]}" for p, name in named]

    # --- after it ---

    def _used(self, owned: Owned) -> None:
        opened = self._open.pop(owned.key, None)
        if opened is None:
            return
        if opened.weights:
            self._ask_for_ratios(opened)
        self.scene.samples.enqueue((), self._closing(owned, opened), urgent=False)

    def _ask_for_ratios(self, opened: _Open) -> None:
        names = opened.names
        with torch.no_grad():
            moved = norms(torch._foreach_sub(opened.weights, opened.copies))
            asked = [*moved, *norms(opened.copies)]
        opened.weights, opened.copies = [], []

        def receive(numbers: list[float]) -> None:
            pairs = zip(names, numbers[: len(names)], numbers[len(names) :], strict=True)
            ratios = {name: far / norm for name, far, norm in pairs if norm > 0}
            opened.told = _with(opened.told, ratios=ratios)

        self.scene.samples.enqueue(asked, receive)

    def _closing(self, owned: Owned, opened: _Open) -> Callable[[list[float]], None]:
        """All numbers of a step are there: tell it."""

        def close(numbers: list[float]) -> None:
            rate, now = opened.told.measurement.rate, _rate(owned)
            rising = opened.told.rising or (rate is not None and now is not None and now > rate)
            told = replace(opened.told, rising=rising)
            self.scene.measured.append(told.measurement)
            for callback in self.scene.on_measured:
                callback(told)

        return close


def _with(told: Stepped, **known: Any) -> Stepped:
    return replace(told, measurement=replace(told.measurement, **known))


def _rate(owned: Owned) -> float | None:
    optimizer = owned.reference()
    rate = optimizer.param_groups[0].get("lr") if optimizer is not None and optimizer.param_groups else None
    return float(rate) if isinstance(rate, int | float) else None


def _reduction(found: Iterable[Reduction]) -> Reduction:
    kinds = set(found)
    return kinds.pop() if len(kinds) == 1 else Reduction.UNKNOWN


def _flat(weight: Tensor) -> Tensor | None:
    """Return entries of a weight matrix as a view, in any memory format."""
    strides = weight.stride()
    dense = weight.detach().permute(sorted(range(weight.dim()), key=lambda axis: -strides[axis]))
    if not dense.is_contiguous() or not weight.numel():
        return None
    return dense.view(-1)[:: -(-weight.numel() // MOST_ENTRIES)]
