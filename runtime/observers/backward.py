"""Backward produces gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from lintrain.events import Backward, LossTerm, Place, ZeroGrad
from lintrain.protocol import Phase
from lintrain.runtime._between import Segment
from lintrain.runtime._graph import LossGraph, kind
from lintrain.runtime._names import name_of
from lintrain.runtime._observer import Observer
from lintrain.runtime._owned import Marks, Owned, Pass
from lintrain.runtime._sampling import is_plain


class Backwards(Observer):
    """``torch.autograd.backward``, through which ``Tensor.backward`` and every framework go."""

    def install(self) -> None:
        """Begin to observe."""
        self._texts: dict[Place, str] = {}
        self.scene.patches.wrap(torch.autograd, "backward", self._backward)

    def _backward(self, original: Callable[..., None]) -> Callable[..., None]:
        def backward(tensors: Tensor | Sequence[Tensor], *args: Any, **kwargs: Any) -> None:
            if self.scene.local.backwards:
                return original(tensors, *args, **kwargs)
            event, owners, before = self._begin(tensors, args[0] if args else kwargs.get("grad_tensors"))
            self.scene.local.backwards += 1
            try:
                original(tensors, *args, **kwargs)
            finally:
                self.scene.local.backwards -= 1
            return self._end(event, owners, before)

        return backward

    def _begin(
        self, tensors: Tensor | Sequence[Tensor], weights: object
    ) -> tuple[Backward, list[Owned], list[Marks]]:
        scene = self.scene
        at = scene.here()
        loss = tensors if isinstance(tensors, Tensor) else next(iter(tensors), None)
        term = self._term(loss, at)
        if weights is not None or (loss is not None and loss._backward_hooks):
            term = replace(term, normalised=True, divisors=())
        event = scene.known.event(Backward, at, self._text(loss, at), term, self._in_autocast(loss))
        owners = scene.owners()
        for owned in owners:
            owned.refresh()
            owned.sample = None
        before = [scene.settle(owned, at) for owned in owners]
        for owned, marks in zip(owners, before, strict=True):
            if scene.judge.gradients(owned.key).phase is Phase.SPENT:
                owned.confirm(owned.untouched(marks))
        return event, owners, before

    def _text(self, loss: Tensor | None, at: Place) -> str:
        if at not in self._texts:
            self._texts[at] = name_of(loss, "loss") if loss is not None else "loss"
        return self._texts[at]

    def _term(self, loss: Tensor | None, at: Place) -> LossTerm:
        if loss is None:
            return LossTerm()
        for callback in self.scene.on_backward:
            callback(loss, at)
        self.scene.between.segment.loss = kind(loss.grad_fn) if loss.grad_fn is not None else ""
        graph = LossGraph(self.scene.scales, self.scene.known)
        term = graph.term(loss, self._text(loss, at))
        self.scene.counts = graph.counts
        self.scene.value = self._value(loss, term)
        return term

    def _value(self, loss: Tensor, term: LossTerm) -> Tensor | None:
        """Return a copy of the loss on its device, without the scale."""
        if loss.numel() != 1 or not is_plain(loss):
            return None
        factor = self.scene.factors.get(term.scaler or "")
        return loss.detach().clone() if factor is None else loss.detach() / factor

    def _in_autocast(self, loss: Tensor | None) -> bool:
        return loss is not None and torch.is_autocast_enabled(loss.device.type)

    def _end(self, event: Backward, owners: list[Owned], before: list[Marks]) -> None:
        scene = self.scene
        scene.backwards += 1
        segment = scene.between.close()
        fed = [
            (owned, marks, now)
            for owned, marks in zip(owners, before, strict=True)
            if not owned.fused and (now := owned.look()) != marks
        ]
        for owned in owners:
            if not fed and owned.blind:
                owned.widen()
                scene.judge.set(owned.key, scene.judge.gradients(owned.key).blurred())
        for owned, marks, now in fed:
            self._produced(owned, event, marks, now, segment)
        trained = scene.models_of(frozenset().union(*(owned.ids for owned, _, _ in fed)))
        for called in trained:
            called.trained = event.at
            called.quiet.clear()
            state = scene.judge.model(called.key)
            if state.trained is not event.at:
                scene.judge.set(called.key, replace(state, trained=event.at))
        for callback in scene.on_produced:
            callback(event)

    def _produced(self, owned: Owned, event: Backward, before: Marks, now: Marks, segment: Segment) -> None:
        scene = self.scene
        owned.marks = now
        event = self._over_ranks(owned, event)
        state = scene.judge.gradients(owned.key)
        if state.phase is Phase.SPENT:
            unused = owned.untouched(before)
            stale = [index for index in unused if now[index] != before[index]]
            if not stale or owned.by_data:
                scene.tell(owned, scene.known.event(ZeroGrad, event.at, owned.name))
        scene.tell(owned, event)
        owned.fed = True
        fed = tuple(a != b for a, b in zip(before, now, strict=True))
        owned.passes.append(Pass(event, scene.forwards, tuple(scene.counts), scene.value, segment, fed))
        if len(owned.passes) > 1 or event.loss.scaler is not None:
            owned.remember()

    def _over_ranks(self, owned: Owned, event: Backward) -> Backward:
        """Add whether data parallelism averages these gradients."""
        for called in self.scene.models_of(owned.ids):
            parallel = called.parallel
            if parallel is not None and called.reduced is not None:
                reducible = bool(parallel.require_backward_grad_sync)
                return replace(event, reduced=called.reduced, reducible=reducible)
        return event
