"""The first value that is not finite, followed back to where it was born."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lintrain.events import Place
from lintrain.measurements import Birth, NotFinite

from ._called import Called
from ._clues import Clue, Clues
from ._measured import Stepped
from ._observer import Observer
from ._sampling import is_at_hand, is_plain

ENDLESS = 16
"""A scaler that starts at 65536 has halved it to one after so many skipped steps."""
LARGE = 2.0**32
"""Multiplied by so much, gradients may be finite and their norm is not."""
RISE = 10.0
"""A loss that has risen so many times is worth a closer look."""


class _Produced(NamedTuple):
    """The gradients that one step is about to use, or one backward has left."""

    step: int
    at: Place
    scaled: bool
    names: tuple[str, ...] = ()


class NonFinite(Observer):
    """Losses of all steps; on sampled steps gradients, too, and what lies before the loss.

    The loss on a CPU is read at once, which costs nothing, so that weights and inputs are looked at while
    they are still what they were. On other devices inputs, outputs and small parameters leave one number each
    on every step. Once a loss has risen tenfold, each module is followed on each step.
    """

    rules = ("LTR01",)

    def install(self) -> None:
        """Begin to observe."""
        scene = self.scene
        self._done = False
        self._clues = Clues(scene)
        self._usual: float | None = None
        self._last: _Produced | None = None
        self._skipped: list[_Produced] | None = []
        scene.on_call.append(self._called)
        scene.on_criterion.append(self._judged)
        scene.on_module.append(self._followed)
        scene.on_backward.append(self._backward)
        scene.on_measured.append(self._measured)

    def finish(self) -> None:
        """A scaler that has skipped every step that was looked at, to the end, does not help."""
        skipped = self._skipped or []
        if not self._done and len(skipped) > 2 and skipped[-1].step >= ENDLESS:
            self._in_gradients(skipped[0], skipped[0].names[-1], math.inf)

    # --- what is computed ---

    def _called(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        if not self._done:
            self._clues.call(called, args, kwargs, output)

    def _judged(self, at: Place, criterion: str, target: Tensor, computed: Tensor) -> None:
        if not self._done and torch.is_grad_enabled():
            self._clues.criterion(criterion, at, target, computed)

    def _followed(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        if not self._done:
            self._clues.module(module, args, output)

    # --- losses ---

    def _backward(self, loss: Tensor, at: Place) -> None:
        if self._done or not is_plain(loss):
            return
        produced = _Produced(self.scene.judge.step, at, bool(self.scene.scales))
        if is_at_hand(loss):
            self._look_now(loss, produced)
        else:
            self._look_later(loss, produced)
        self._clues.clear()
        self._last = produced

    def _look_now(self, loss: Tensor, produced: _Produced) -> None:
        value = loss.item() if loss.numel() == 1 else float(loss.detach().sum())
        if math.isfinite(value):
            self._rises(value)
            return
        self.scene.samples.flush()  # a step before may have been the first
        if not self._done:
            clues = self._clues.before(loss, produced.at, whole=True)
            self._decide(produced, self._last, clues, [float(clue.number) for clue in clues])

    def _look_later(self, loss: Tensor, produced: _Produced) -> None:
        due, last = self.scene.samples.due(produced.step), self._last
        clues = self._clues.before(loss, produced.at, whole=due)

        def receive(numbers: list[float]) -> None:
            if math.isfinite(numbers[-1]):
                self._rises(numbers[-1])
            elif not self._done:
                self._decide(produced, last, clues, numbers)

        self.scene.samples.enqueue([clue.number for clue in clues], receive, urgent=due)

    def _rises(self, value: float) -> None:
        if self._usual is None:
            self._usual = max(abs(value), 1.0)
        if abs(value) > RISE * self._usual:
            self.scene.samples.armed = True

    def _decide(
        self, now: _Produced, last: _Produced | None, clues: list[Clue], numbers: list[float]
    ) -> None:
        """The loss is not finite: the first of its causes that is not, is it."""
        wrong = [clue for clue, n in zip(clues, numbers, strict=True) if clue.tells(n)]
        found, value = wrong[0], numbers[-1]
        if now.scaled and math.isinf(value) and found.born is Birth.LOSS:
            return  # the scale was too large, not the loss: the scaler will lower it
        if found.born is Birth.WEIGHTS and last is not None:
            # The loss before was finite: these weights are what the last step has made of them.
            names = [clue.name for clue in wrong if clue.born is Birth.WEIGHTS]
            self._in_gradients(last, names[-1], value)
            return
        event = NotFinite(found.at, "", now.step, found.name, value, born=found.born, scaled=now.scaled)
        self._tell(event)

    # --- gradients ---

    def _measured(self, told: Stepped) -> None:
        """Norms of gradients have arrived; between the samples, a clip tells that of all of them.

        One that is infinite may be the norm of large numbers, and if it is not, the next loss will tell.
        """
        measured = told.measurement
        if self._done or not (measured.loss is None or math.isfinite(measured.loss)):
            return
        norms = measured.gradients
        wrong = [
            name for name, norm in norms.items() if math.isnan(norm) or (told.scaled and math.isinf(norm))
        ]
        if not wrong and measured.clip_norm is not None and math.isnan(measured.clip_norm):
            wrong = [measured.optimizer]
        produced = _Produced(measured.step, told.backward or told.at, told.scaled, tuple(wrong))
        if told.scaled:
            self._scaled(produced, looked=bool(norms) and told.scale < LARGE)
        elif wrong:  # backward comes to the last layer first
            self._in_gradients(produced, wrong[-1], math.nan)

    def _scaled(self, produced: _Produced, *, looked: bool) -> None:
        if looked and not produced.names:
            self._skipped = None
        elif looked and self._skipped is not None:
            self._skipped.append(produced)

    def _in_gradients(self, produced: _Produced, name: str, value: float) -> None:
        self._tell(NotFinite(produced.at, "", produced.step, name, value, born=Birth.BACKWARD))

    def _tell(self, event: NotFinite) -> None:
        self._done = True
        self._clues.clear()
        self.scene.samples.armed = False
        self.scene.judge.observe(event)
