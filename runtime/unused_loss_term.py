"""unused-loss-term, at run time: losses that are computed in the training loop and left unread."""

from __future__ import annotations

from torch import Tensor

from lintrain.events import Backward, Fate, LossComputed, Place

from ._fates import Fates, direct
from ._observer import Observer


class UnusedLossTerm(Observer):
    """For each place that calls a loss function: whether the code around it can read what it returns.

    Told at the next backward that the same code calls: then it is a training, and the loss a term of it.
    """

    rules = ("LT111",)

    def install(self) -> None:
        """Begin to observe."""
        self._fates = Fates()
        self._unread: dict[Place, bool] = {}
        self._waiting: dict[Place, str] = {}
        self.scene.on_criterion.append(self._computed)
        self.scene.on_produced.append(self._produced)

    def _computed(self, at: Place, criterion: str, target: Tensor, computed: Tensor) -> None:
        unread = self._unread.get(at)
        if unread is None:
            unread = self._unread[at] = self._is_unread(at)
        if unread and computed.requires_grad:
            self._waiting[at] = criterion

    def _is_unread(self, at: Place) -> bool:
        frame = direct()
        return (
            frame is not None
            and self.scene.sites.place(frame) is at
            and self._fates.unread(frame) is not None
        )

    def _produced(self, event: Backward) -> None:
        if not self._waiting:
            return
        code = self.scene.sites[event.at].code
        for at, criterion in self._waiting.items():
            if self.scene.sites[at].code is code:
                told = self.scene.known.event(LossComputed, at, criterion, criterion, fate=Fate())
                self.scene.judge.observe(told)
        self._waiting.clear()
