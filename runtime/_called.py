"""The models that a program calls: which layers mind the mode, and what their last forward pass was."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from functools import cached_property

from torch import nn
from torch.nn.parallel import DistributedDataParallel

from lintrain.events import Mode, Place

from ._names import fresh

_BATCH_NORM = nn.modules.batchnorm._BatchNorm
_DROPOUT = nn.modules.dropout._DropoutNd
NORMS = (
    _BATCH_NORM,
    nn.modules.instancenorm._InstanceNorm,
    nn.GroupNorm,
    nn.LayerNorm,
    *((nn.RMSNorm,) if hasattr(nn, "RMSNorm") else ()),
)


def minds_mode(layer: nn.Module) -> bool:
    """Tell whether a layer computes something else in evaluation mode."""
    if isinstance(layer, _BATCH_NORM):
        return bool(layer.track_running_stats)
    if isinstance(layer, _DROPOUT):
        return float(layer.p) > 0
    if isinstance(layer, nn.RNNBase | nn.MultiheadAttention):
        return float(layer.dropout) > 0
    return isinstance(layer, nn.RReLU)


@dataclass(eq=False)
class Called:
    """One model that is called from outside of any other.

    - ``forward``: where its last forward pass with gradients was called; ``reduced``: whether data
      parallelism will average the gradients of that pass, ``None`` where there is none.
    - ``quiet``: forward passes without gradients since the last backward, per place.
    - ``evaluated``: it was called without gradients, in evaluation mode, since the last step.
    - ``held``: an optimizer that is gone has trained it.
    - ``key``: the number under which the judge knows it.
    """

    reference: weakref.ref[nn.Module]
    name: str
    set_by: Mode | None = None
    trained: Place | None = None
    forward: Place | None = None
    frozen: tuple[str, ...] = ()
    reduced: bool | None = None
    quiet: dict[Place, int] = field(default_factory=dict)
    evaluated: bool = False
    held: bool = False
    key: int = field(default_factory=fresh)

    @property
    def module(self) -> nn.Module | None:
        """Return the model, unless it is gone."""
        return self.reference()

    @cached_property
    def sensitive(self) -> tuple[weakref.ref[nn.Module], ...]:
        """Return the layers that mind the mode."""
        module = self.module
        return tuple(weakref.ref(m) for m in module.modules() if minds_mode(m)) if module is not None else ()

    @cached_property
    def ids(self) -> frozenset[int]:
        """Return the identities of its parameters."""
        module = self.module
        return frozenset(map(id, module.parameters())) if module is not None else frozenset()

    @cached_property
    def names(self) -> dict[int, str]:
        """Return its parameters' names by their identities."""
        module = self.module
        return {id(value): name for name, value in module.named_parameters()} if module is not None else {}

    @cached_property
    def modules(self) -> dict[int, str]:
        """Return the names of the modules in it by their identities; its own is the empty string."""
        module = self.module
        return {id(value): name for name, value in module.named_modules()} if module is not None else {}

    def layers(self, *, training: bool) -> tuple[str, ...]:
        """Return the classes of the layers that mind the mode and are in training mode, or are not."""
        alive = (layer for reference in self.sensitive if (layer := reference()) is not None)
        return tuple(dict.fromkeys(type(layer).__name__ for layer in alive if layer.training is training))

    @property
    def parallel(self) -> DistributedDataParallel | None:
        """Return the model as a data-parallel one over several ranks, if it is."""
        module = self.module
        if isinstance(module, DistributedDataParallel) and module.process_group.size() > 1:
            return module
        return None
