"""A backward whose loss has no graph: PyTorch raises, or is kept from it."""

from __future__ import annotations

from torch import Tensor, nn

from lintrain.events import Cut, Differentiated, Place

from ._names import name_of
from ._observer import Observer


class LossDetached(Observer):
    """Told before PyTorch raises, if it does."""

    rules = ("LT408",)

    def install(self) -> None:
        """Begin to observe."""
        self.scene.on_backward.append(self._backward)

    def _backward(self, loss: Tensor, at: Place) -> None:
        if loss.grad_fn is not None or isinstance(loss, nn.Parameter):
            return
        cut = Cut("", at, whole=True)
        self.scene.judge.observe(
            Differentiated(at, name_of(loss, "loss"), cut, forced=loss.requires_grad), "loss"
        )
        for owned in self.scene.owners():
            # That the step after it has nothing to do is the same mistake.
            self.scene.judge.set(owned.key, self.scene.judge.gradients(owned.key).blurred())
