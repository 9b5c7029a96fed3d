"""weight-decay-on-norm, at run time: the live groups against the layers of the live model."""

from __future__ import annotations

import inspect
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from lintrain.events import OptimizerBuilt, Place

from ._called import NORMS, Called
from ._observer import Observer
from ._owned import Owned


class WeightDecayOnNorm(Observer):
    """Looks once, when an optimizer is about to make its first step: by then the model was called."""

    rules = ("LT501", "LT502")

    def install(self) -> None:
        """Begin to observe."""
        self._seen: set[int] = set()
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        optimizer = owned.reference()
        if owned.key in self._seen or optimizer is None:
            return
        self._seen.add(owned.key)
        for called in self.scene.models_of(owned.ids):
            self._compare(owned, optimizer, called, owned.built or at)

    def _compare(self, owned: Owned, optimizer: Optimizer, called: Called, at: Place) -> None:
        layers = _layers(called)
        for group in optimizer.param_groups:
            decay, held = group.get("weight_decay"), group["params"]
            found = tuple(dict.fromkeys(layers[id(p)] for p in held if p.requires_grad and id(p) in layers))
            mixed = any(p.dim() > 1 for p in held)
            decays = isinstance(decay, int | float) and decay > 0
            event = OptimizerBuilt(
                at,
                owned.name,
                kind=type(optimizer).__name__,
                model=called.name,
                decay=f"{decay:g}" if decays else None,
                default_decay=decays and decay == _default(optimizer),
                norms=found if mixed else (),
                decoupled=bool(group.get("decoupled_weight_decay")),
            )
            self.scene.judge.observe(event)


def _layers(called: Called) -> dict[int, str]:
    """Return the classes of normalisation layers by the identities of their parameters."""
    module = called.module
    found: dict[int, str] = {}
    for layer in module.modules() if module is not None else ():
        parameters = list(layer.parameters(recurse=False))
        if isinstance(layer, NORMS) or _is_own(layer, parameters):
            found |= {id(parameter): type(layer).__name__ for parameter in parameters}
    return found


def _is_own(layer: nn.Module, parameters: list[nn.Parameter] | list[Tensor]) -> bool:
    """Tell whether a class that is called a norm, and has scales and shifts alone, is somebody's own."""
    return type(layer).__name__.endswith("Norm") and all(p.dim() == 1 for p in parameters)


def _default(optimizer: Optimizer) -> Any:
    given = inspect.signature(type(optimizer).__init__).parameters.get("weight_decay")
    return given.default if given is not None else None
