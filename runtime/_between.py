"""What happens between two backwards: micro-batches of one batch differ in their data alone.

Several losses of one place are one batch in parts, whose losses are averaged, or they are tasks, time steps
or players, whose sum is meant. Only where nothing speaks for the second is there a window.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn
from torch.multiprocessing.reductions import StorageWeakRef

from lintrain.events import Place

from ._sampling import leaves

OUTPUTS = 64
"""So many outputs of models are recognised when they are given to a model again."""

Call = tuple[int, Place, tuple[object, ...]]
"""A model, where it was called, and what it was given that is no tensor."""


@dataclass(slots=True)
class Segment:
    """What happened from one backward to the next.

    - ``calls``: the forward passes with gradients; ``data``: the data sets whose batches were taken.
    - ``carried``: a model was given what some model had made before the last backward.
    - ``loss``: the operation that made the loss in the end.
    - ``differentiated``: gradients were asked for by ``torch.autograd.grad``.
    """

    calls: list[Call] = field(default_factory=list)
    data: set[int] = field(default_factory=set)
    carried: bool = False
    loss: str = ""
    differentiated: bool = False


class Between:
    """Collects the segment at hand."""

    def __init__(self) -> None:
        self.segment = Segment()
        self._number = 0
        self._made: deque[tuple[int, StorageWeakRef]] = deque(maxlen=OUTPUTS)

    def call(
        self, key: int, at: Place, args: tuple[Any, ...], kwargs: dict[str, Any], *, again: bool
    ) -> None:
        """A model is called with gradients. ``again``: a backward has come before it, and no step since."""
        given = (*args, *kwargs.items())
        self.segment.calls.append((key, at, tuple(_plain(given))))
        if again and not self.segment.carried:  # of a window's first segment nobody asks
            earlier = {made.cdata for number, made in self._made if number < self._number}
            self.segment.carried = any(t.untyped_storage()._cdata in earlier for t in leaves(given))

    def made(self, output: Any) -> None:
        """A model has returned, with gradients or without."""
        for tensor in leaves(output):
            held = StorageWeakRef(tensor.untyped_storage())  # type: ignore[no-untyped-call]  # torch's own
            self._made.append((self._number, held))

    def close(self) -> Segment:
        """A backward ends the segment: return it, and begin another one."""
        closed, self.segment = self.segment, Segment()
        self._number += 1
        return closed


def _plain(given: Iterable[object], depth: int = 2) -> Iterable[object]:
    """Yield the texts and numbers among what a model was given: they tell a task from another."""
    for each in given:
        if isinstance(each, str | int | bool | None):
            yield each
        elif depth > 0 and isinstance(each, list | tuple):
            yield from _plain(each, depth - 1)


def alike(segments: Sequence[Segment]) -> bool:
    """Tell whether the same models were called in each of them, on parts of the same data."""
    first, *rest = segments
    if any(s.carried for s in rest) or any(s.differentiated for s in segments):
        return False
    if any(s.calls != first.calls or s.loss != first.loss for s in rest):
        return False
    data = set[int]().union(*(s.data for s in segments))
    return len(data) <= 1 or all(s.data == first.data for s in rest)


def remembers(model: nn.Module) -> bool:
    """Tell whether some module keeps what it has computed: its next call may go on from there."""
    kept = (value for module in model.modules() for name, value in vars(module).items() if name[:1] != "_")
    return any(
        isinstance(tensor, Tensor) and not isinstance(tensor, nn.Parameter) and tensor.grad_fn is not None
        for value in kept
        for tensor in (value if isinstance(value, list | tuple) else (value,))
    )
