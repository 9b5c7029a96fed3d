"""dropout-always-on, at run time: dropout that acts in a module in evaluation mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch._jit_internal import is_scripting

from lintrain.events import Dropped

from ._observer import Observer

FUNCTIONS = ("dropout", "dropout1d", "dropout2d", "dropout3d")
"""Those that drop unless they are told otherwise."""
UNSAID: Any = 1
"""The default of ``training``: true, and not the object that somebody passes who writes ``True``."""


class DropoutAlwaysOn(Observer):
    """The functions under ``torch.nn.functional``; layers come through them, too.

    Whoever passes ``training=True`` in so many words means it, and so does who puts a dropout layer of the
    model into training mode. One that ``forward`` has just built is in that mode whatever the model is in.
    """

    rules = ("LT604",)

    def install(self) -> None:
        """Begin to observe."""
        functional = nn.functional
        for name in FUNCTIONS:
            self.scene.patches.swap(getattr(functional, name), self._dropping(name), (0.5, UNSAID, False))
        self.scene.patches.replace(
            functional,
            "scaled_dot_product_attention",
            self._attending(functional.scaled_dot_product_attention),
        )

    def _dropping(self, name: str) -> Callable[[Callable[..., Tensor]], Callable[..., Tensor]]:
        def wrapper(original: Callable[..., Tensor]) -> Callable[..., Tensor]:
            def dropout(input: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
                if training and not torch.is_grad_enabled():
                    self._dropped(name, p, training is UNSAID)
                return original(input, p, bool(training), inplace)

            return dropout

        return wrapper

    def _attending(self, original: Callable[..., Tensor]) -> Callable[..., Tensor]:
        def scaled_dot_product_attention(
            query: Tensor,
            key: Tensor,
            value: Tensor,
            attn_mask: Tensor | None = None,
            dropout_p: float = 0.0,
            is_causal: bool = False,
            scale: float | None = None,
            enable_gqa: bool = False,
        ) -> Tensor:
            if is_scripting():
                return original(
                    query, key, value, attn_mask, dropout_p, is_causal, scale=scale, enable_gqa=enable_gqa
                )
            if dropout_p > 0 and not torch.is_grad_enabled():
                self._dropped("scaled_dot_product_attention", dropout_p, True)
            if enable_gqa:  # torch 2.4 does not know it
                return original(
                    query, key, value, attn_mask, dropout_p, is_causal, scale=scale, enable_gqa=True
                )
            return original(query, key, value, attn_mask, dropout_p, is_causal, scale=scale)

        return scaled_dot_product_attention

    def _dropped(self, function: str, rate: float, untold: bool) -> None:
        modules = self.scene.local.modules
        if not modules or rate <= 0:
            return
        inner, outer = modules[-1], modules[-2] if len(modules) > 1 else None
        if untold and not inner.training:
            self._tell(function, rate, inner)
        elif outer is not None and not outer.training and _is_fresh(inner, modules[0]):
            self._tell(type(inner).__name__, rate, outer)

    def _tell(self, call: str, rate: float, module: nn.Module) -> None:
        event = Dropped(self.scene.here(), call, call, rate, type(module).__name__)
        self.scene.judge.observe(event)


def _is_fresh(layer: nn.Module, root: nn.Module) -> bool:
    """Tell whether a dropout layer is none of the model's own."""
    dropout = isinstance(layer, nn.modules.dropout._DropoutNd)
    return dropout and layer.training and all(each is not layer for each in root.modules())
