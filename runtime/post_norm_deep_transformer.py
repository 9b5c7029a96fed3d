"""post-norm-deep-transformer, at run time: the layers of a model, and the rate at its first steps."""

from __future__ import annotations

from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lintrain.architecture import PostNorm
from lintrain.events import Place

from ._called import Called
from ._observer import Observer
from ._owned import Owned

STEPS = 4
"""A warm-up that counts steps has raised the rate by then."""
STACKS = (nn.TransformerEncoder, nn.TransformerDecoder)
WARMS = frozenset(("RAdam",))
"""Optimizers that begin slowly by themselves."""


class PostNormDeepTransformer(Observer):
    """Told at the fourth step of an optimizer whose rates are still those that it was built with, and that no
    schedule of torch belongs to.
    """

    rules = ("LT708",)

    def install(self) -> None:
        """Begin to observe."""
        self._scheduled: set[int] = set()
        self._steps: dict[int, int] = {}
        self.scene.on_schedule.append(self._built)
        self.scene.on_advance.append(self._built)
        self.scene.on_commit.append(self._commit)

    def _built(self, scheduler: LRScheduler, at: Place) -> None:
        self._scheduled.add(id(getattr(scheduler, "optimizer", None)))

    def _commit(self, owned: Owned, at: Place) -> None:
        steps = self._steps.get(owned.key, 0)
        optimizer = owned.reference()
        if steps < 0 or optimizer is None:
            return
        steady = id(optimizer) not in self._scheduled and _is_as_built(optimizer)
        self._steps[owned.key] = steps + 1 if steady and steps + 1 < STEPS else -1
        if steady and steps + 1 == STEPS:
            for called in self.scene.models_of(owned.ids):
                self._look(called)

    def _look(self, called: Called) -> None:
        module = called.module
        stacks = [each for each in module.modules() if isinstance(each, STACKS)] if module is not None else []
        depth = max((len(stack.layers) for stack in stacks if _is_behind(stack)), default=0)
        if depth and called.forward is not None:
            self.scene.judge.observe(PostNorm(called.forward, called.name, depth, trained=True))


def _is_behind(stack: nn.Module) -> bool:
    """Tell whether each layer of a stack is torch's, and normalises behind its residual sum."""
    layers = list(stack.layers) if isinstance(stack, STACKS) else []
    return all(getattr(layer, "norm_first", None) is False for layer in layers)


def _is_as_built(optimizer: Optimizer) -> bool:
    """Tell whether nobody has set another rate than the one that the optimizer was given."""
    given = optimizer.defaults.get("lr")
    rates = [group.get("lr") for group in optimizer.param_groups]
    if type(optimizer).__name__ in WARMS or not isinstance(given, int | float):
        return False
    return given > 0 and all(isinstance(rate, int | float) and rate == given for rate in rates)
