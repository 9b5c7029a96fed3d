"""A logarithm is taken, and the graph tells of what."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lintrain.losses import LogTaken

from ._graph import exponential_of
from ._observer import Observer

TORCH = str(Path(torch.__file__).parent)


class LogOfSoftmax(Observer):
    """``torch.log`` and the method, called by anybody but torch itself."""

    rules = ("LT403",)

    def install(self) -> None:
        """Begin to observe."""
        self.scene.patches.wrap_builtin(torch, "log", self._watching)
        self.scene.patches.wrap(torch.Tensor, "log", self._watching)

    def _watching(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def log(input: Tensor, *args: Any, **kwargs: Any) -> Any:
            of = exponential_of(input) if isinstance(input, Tensor) else None
            if of is not None and not sys._getframe(1).f_code.co_filename.startswith(TORCH):
                at = self.scene.here()
                self.scene.judge.observe(LogTaken(at, "log", of, at))
            return original(input, *args, **kwargs)

        return log
