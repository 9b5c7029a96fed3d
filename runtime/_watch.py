"""Begin to watch, and leave everything as it was."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from torch.optim import Optimizer

from lintrain.rule import Rule, runtime_rules

from ._names import in_sight
from ._observer import Observer, observers
from ._run import Run
from ._scene import Scene, Stop


class watch:
    """Watch a training, and judge it by the invariants that ``lintrain check`` proves on paper.

    ``steps`` ends the ``with`` block after so many optimizer steps (optimizers that take turns make one
    together); without it everything in the block is watched. ``rules`` are those that are on by default,
    unless given. With ``overfit_one_batch`` each data loader gives its first training batch again and again,
    and the loss must fall.

    Nothing of torch is changed any more when the block is left.

    >>> with watch(steps=20) as run:  # doctest: +SKIP
    ...     train(model, loader)
    >>> run.raise_if_errors()  # doctest: +SKIP
    """

    def __init__(
        self,
        steps: int | None = None,
        rules: Sequence[type[Rule]] | None = None,
        *,
        overfit_one_batch: bool = False,
    ) -> None:
        if steps is not None and steps < 1:
            raise ValueError(f"steps must be at least 1, not {steps}")
        self._steps = steps
        self._rules = tuple(rule for rule in runtime_rules() if rule.default) if rules is None else rules
        self._overfit = overfit_one_batch
        self._observers: list[Observer] = []

    def __enter__(self) -> Run:
        """Begin to watch."""
        self._scene = Scene(tuple(self._rules), self._steps, self._overfit)
        self._observers = list(observers(self._scene))
        for optimizer in in_sight(Optimizer):
            self._scene.optimizer(optimizer, known=True)
        try:
            for observer in self._observers:
                observer.install()
        except BaseException:
            self._scene.patches.undo()
            raise
        return Run(self._scene)

    @property
    def replaced(self) -> list[tuple[Any, str]]:
        """Return which attributes of torch stand replaced at this moment, as pairs of owner and name."""
        return self._scene.patches.attributes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Leave torch as it was. The end of a run that has made its steps is no error."""
        # A script that has failed leaves its error in `sys.last_value`, and the interpreter ends in order.
        self._scene.ended = error is None and not hasattr(sys, "last_value") and not self._scene.stopped
        try:
            for observer in self._observers:
                observer.finish()
        finally:
            self._scene.patches.undo()
        return isinstance(error, Stop) and self._scene.stopped
