"""Parameters that receive gradients, and that no optimizer holds."""

from __future__ import annotations

from collections import Counter

from torch import Tensor

from ._called import Called
from ._owned import Owned
from ._scene import Scene


def orphans(scene: Scene, called: Called) -> dict[str, Tensor]:
    """Return the trainable parameters of a model that have gradients and no optimizer, by name."""
    module = called.module
    held = frozenset().union(*(owned.ids for owned in scene.owned.values()))
    return {
        name: parameter
        for name, parameter in (module.named_parameters() if module is not None else ())
        if parameter.requires_grad and parameter.grad is not None and id(parameter) not in held
    }


def stale(scene: Scene, owned: Owned) -> tuple[Called, tuple[str, ...]] | None:
    """Return the model that an optimizer should have been built for, and those of its parameters.

    Nothing that the optimizer holds has a gradient or is part of any model that was called; the parameters
    of one that was called are without an optimizer, and theirs are the same shapes.
    """
    trainable = [parameter for parameter in owned.parameters if parameter.requires_grad]
    if not trainable or any(p.grad is not None for p in owned.parameters) or scene.models_of(owned.ids):
        return None
    shapes = Counter(parameter.shape for parameter in trainable)
    for called in list(scene.called.values()):
        found = orphans(scene, called) if called.forward is not None else {}
        if found and shapes <= Counter(parameter.shape for parameter in found.values()):
            return called, tuple(found)
    return None
