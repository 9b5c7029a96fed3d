"""Numbers arrive, and modules are looked at, on sampled steps."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from torch.utils.hooks import RemovableHandle

from lintrain.runtime._observer import Observer


class Sampled(Observer):
    """The clock of all sampling: its turn is the first after each step, and at the end.

    A global forward hook sends every module along the slow path: it is there on sampled steps alone.
    """

    def install(self) -> None:
        """Begin to observe."""
        self._handle: RemovableHandle | None = None
        self.scene.on_step.append(self._turn)
        self._look(0)

    def finish(self) -> None:
        """Wait for the numbers that are still on their way."""
        self.scene.samples.flush()

    def _turn(self, step: int) -> None:
        self.scene.samples.turn(step)
        self._look(step + 1)

    def _look(self, step: int) -> None:
        due = self.scene.samples.due(step)
        if due and self._handle is None:
            self._handle = register_module_forward_hook(self._called)
            self.scene.patches.hook(self._handle)
        elif not due and self._handle is not None:
            self._handle.remove()
            self._handle = None

    def _called(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        if not torch.is_grad_enabled() or torch.compiler.is_compiling() or not self.scene.local.modules:
            return
        order = self.scene.order
        for parameter in module._parameters.values():
            if parameter is not None:
                order.setdefault(id(parameter), len(order))
        for callback in self.scene.on_module:
            callback(module, args, output)
