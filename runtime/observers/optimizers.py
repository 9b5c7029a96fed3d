"""Optimizers are built, clear their gradients, and step."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from torch import nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from lintrain.events import Place, Step, Updated, Window, ZeroGrad
from lintrain.protocol import Phase
from lintrain.runtime._between import alike, remembers
from lintrain.runtime._observer import Observer
from lintrain.runtime._orphans import stale
from lintrain.runtime._owned import Marks, Owned

Closure = Callable[[], Any]


class Optimizers(Observer):
    """Official hooks for steps; the constructor and both ``zero_grad`` are patched for their places.

    The hooks come once per step: an optimizer may call its base class's ``step``, or wrap another one, and
    then the outermost counts. With a closure the gradients are used when the closure returns.
    """

    def install(self) -> None:
        """Begin to observe."""
        self._running: list[FrameType] = []
        patches = self.scene.patches
        patches.hook(register_optimizer_step_pre_hook(self._before))
        patches.hook(register_optimizer_step_post_hook(self._after))
        patches.wrap(Optimizer, "__init__", self._constructor)
        patches.wrap(Optimizer, "zero_grad", self._clearing)
        patches.wrap(nn.Module, "zero_grad", self._clearing)

    # --- construction ---

    def _constructor(self, original: Callable[..., None]) -> Callable[..., None]:
        def __init__(optimizer: Optimizer, *args: Any, **kwargs: Any) -> None:
            original(optimizer, *args, **kwargs)
            self.scene.optimizer(optimizer, self.scene.here())

        return __init__

    # --- clearing ---

    def _clearing(self, original: Callable[..., None]) -> Callable[..., None]:
        def zero_grad(cleared: Optimizer | nn.Module, *args: Any, **kwargs: Any) -> None:
            affected = self._affected(cleared)
            before = [owned.look() for owned in affected]
            original(cleared, *args, **kwargs)
            at = self.scene.here()
            for owned, marks in zip(affected, before, strict=True):
                self._cleared(owned, marks, at)

        return zero_grad

    def _affected(self, cleared: Optimizer | nn.Module) -> list[Owned]:
        if isinstance(cleared, Optimizer):
            return [self.scene.optimizer(cleared)]
        parameters = list(cleared.parameters())
        return [owned for owned in self.scene.owners() if owned.owns(parameters)]

    def _cleared(self, owned: Owned, before: Marks, at: Place) -> None:
        owned.marks = now = owned.look()
        kept = any(now) and any(a is not None and a == b for a, b in zip(before, now, strict=True))
        if owned.fused or kept:
            return  # it belongs to a part of the parameters only
        owned.passes.clear()
        self.scene.tell(owned, self.scene.known.event(ZeroGrad, at, owned.name))

    # --- steps ---

    def _before(
        self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
        nested = self._is_nested()
        self._running.append(sys._getframe(1))
        if nested or self.scene.scaling:
            return None
        owned = self.scene.optimizer(optimizer)
        closure = args[1] if len(args) > 1 else kwargs.get("closure")
        if callable(closure):
            counted = self._committing(owned, closure)
            if len(args) > 1:
                return (args[0], counted, *args[2:]), kwargs
            return args, {**kwargs, "closure": counted}
        commit(self, owned, None, closure=False)
        return None

    def _is_nested(self) -> bool:
        """Tell whether a step runs inside another one. One that raised has left its frame behind."""
        while self._running:
            outer, frame = self._running[-1], sys._getframe(1)
            while frame is not None and frame is not outer:
                frame = frame.f_back  # type: ignore[assignment]  # ends in None
            if frame is outer:
                return True
            self._running.pop()
        return False

    def _committing(self, owned: Owned, closure: Closure) -> Closure:
        def counted() -> Any:
            value = closure()
            commit(self, owned, None, closure=True)
            return value

        return counted

    def _after(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if self._running:
            self._running.pop()
        if self._running or self.scene.scaling:
            return
        used(self, self.scene.optimizer(optimizer))


def commit(observer: Observer, owned: Owned, scaler: str | None, *, closure: bool) -> None:
    """Gradients are about to be used: tell the step, as it is before anything has changed."""
    scene = observer.scene
    at = scene.here()
    if scene.local.backwards:
        owned.fused = True
    if owned.fused:
        return
    scene.settle(owned, at)
    for callback in scene.on_commit:
        callback(owned, at)
    window, scaled = _window(observer, owned, at), scaler is not None
    step = scene.known.event(Step, at, owned.name, scaler, scaled, window, happened=True)
    scene.tell(owned, step, judged=_is_certain(observer, owned, closure))
    for called in scene.models_of(owned.ids):
        if called.forward is not None and called.trained is not None:
            event = scene.known.event(Updated, at, called.name, called.forward, called.frozen)
            scene.judge.happens(called.key, called.name, scene.judge.model(called.key), event)
        called.evaluated = False
    owned.passes = []  # those of this step are still asked for
    owned.enter()


def used(observer: Observer, owned: Owned) -> None:
    """A step was made: remember the gradients as used. Ends the run after the last one."""
    now = owned.look()
    owned.own_steps |= now != owned.marks and not owned.is_torchs
    owned.marks, owned.spent = now, list(now)
    if owned.is_idle():
        scene = observer.scene
        scene.judge.set(owned.key, scene.judge.gradients(owned.key).blurred())
    for callback in observer.scene.on_used:
        callback(owned)
    observer.scene.stepped(owned)


def _is_certain(observer: Observer, owned: Owned, closure: bool) -> bool:
    """Tell whether the rules may judge a step.

    A step without gradients is what several optimizers in one loop do in turn, and what people do to
    quieten a scheduler before the training begins.
    """
    scene = observer.scene
    state = scene.judge.gradients(owned.key)
    if state.phase is Phase.PENDING:
        return True
    others = any(other is not owned and other.passes for other in scene.owned.values())
    if closure or scene.backwards == 0 or others or (scene.wants("LT503") and stale(scene, owned)):
        return False
    if state.phase is Phase.CLEAR:
        rest = [other for other in scene.owned.values() if other is not owned]
        if state.dropped is not None:  # it had its own: who takes turns lets somebody use his
            return not any(scene.judge.gradients(other.key).used for other in rest)
        return not any(other.fed for other in rest)
    return any(mark is not None for mark in owned.marks)


def _window(observer: Observer, owned: Owned, at: Place) -> Window | None:
    """Return the window that this step ends: backwards of one place, each after a forward pass of its own."""
    passes = owned.passes
    if (wasteful := _wasteful(observer, owned, at)) is not None:
        return wasteful
    length = len({each.forwards for each in passes})
    if length < 2 or length != len(passes) or len({each.event.at for each in passes}) > 1:
        return None
    owned.windows += 1
    if owned.windows == 1:
        owned.widen()
    steady, owned.size = 0 < length <= owned.size, length
    if not _is_one_batch(observer, owned):
        return None
    uneven = len({each.event.loss.divisors for each in passes}) > 1
    return Window(at, None, length, _targets(observer, owned), uneven, settled=steady)


def _wasteful(observer: Observer, owned: Owned, at: Place) -> Window | None:
    """Return the window that would have been, had it not been cleared: as often as in the one before."""
    wasted = observer.scene.judge.gradients(owned.key).wasted
    times, owned.thrown = owned.thrown, 0 if wasted is None else wasted.times
    if wasted is None or len(owned.passes) != 1 or owned.passes[0].event.at != wasted.backward:
        return None
    return Window(at, None, wasted.times + 1, settled=times == wasted.times)


def _is_one_batch(observer: Observer, owned: Owned) -> bool:
    """Tell whether nothing speaks against the passes being parts of one batch, summed as they are."""
    passes, scene = owned.passes, observer.scene
    if owned.own_steps or owned.is_hooked or len({each.fed for each in passes}) > 1:
        return False
    if not alike([each.segment for each in passes]):
        return False
    models = [called.module for called in scene.models_of(owned.ids)]
    return not any(module is not None and remembers(module) for module in models)


def _targets(observer: Observer, owned: Owned) -> tuple[float, ...]:
    """Return what each mean loss of a window was divided by: reads values, and only for the rule about it."""
    if not observer.scene.wants("mean-of-means"):
        return ()
    return tuple(float(sum(count.item() for count in each.counts)) for each in owned.passes)
