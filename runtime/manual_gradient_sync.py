"""manual-gradient-sync, at run time: gradients of a wrapped model that are reduced once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, distributed

from lintrain.events import EditGrads, ReduceGrads

from ._called import Called
from ._observer import Observer


class ManualGradientSync(Observer):
    """``torch.distributed.all_reduce`` outside of backward, where communication hooks use it.

    A gradient is known by its memory: ``p.grad.data`` is another tensor over the same. What ``no_sync`` has
    kept apart may be brought together by hand, in one buffer too: that does not show in the gradients.
    """

    rules = ("LT802", "LT806")

    def install(self) -> None:
        """Begin to observe."""
        self._known: tuple[int, dict[tuple[int, int], Called]] = (-1, {})
        if distributed.is_available():
            self.scene.patches.wrap(distributed, "all_reduce", self._reducing)

    def _reducing(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def all_reduce(tensor: Tensor, op: Any = distributed.ReduceOp.SUM, *args: Any, **kwargs: Any) -> Any:
            if torch._C._current_graph_task_id() == -1 and isinstance(tensor, Tensor):
                default = not args[:1] and kwargs.get("group") is None
                self._by_hand(tensor)
                if default and op in (distributed.ReduceOp.SUM, distributed.ReduceOp.AVG):
                    self._look(tensor, averages=op == distributed.ReduceOp.AVG)
            return original(tensor, op, *args, **kwargs)

        return all_reduce

    def _by_hand(self, tensor: Tensor) -> None:
        if tensor.numel() == 1 or not tensor.is_floating_point():
            return  # a loss or a count
        for owned in self.scene.owners():
            gradients = self.scene.judge.gradients(owned.key)
            if gradients.local and not gradients.edited:
                self.scene.tell(owned, EditGrads(self.scene.here(), owned.name))

    def _look(self, tensor: Tensor, *, averages: bool) -> None:
        called = self._gradients().get(_memory(tensor))
        if called is not None:
            self.scene.judge.observe(ReduceGrads(self.scene.here(), called.name, called.reduced, averages))

    def _gradients(self) -> dict[tuple[int, int], Called]:
        """Return the models by the gradients that they hold since the last backward."""
        if self._known[0] != self.scene.backwards:
            wrapped = [called for called in self.scene.called.values() if called.parallel is not None]
            held = {
                _memory(p.grad): called
                for called in wrapped
                for p in _parameters(called)
                if p.grad is not None
            }
            self._known = self.scene.backwards, held
        return self._known[1]


def _parameters(called: Called) -> list[Tensor]:
    module = called.module
    return [] if module is None else list(module.parameters())


def _memory(tensor: Tensor) -> tuple[int, int]:
    return tensor.data_ptr(), tensor.numel()
