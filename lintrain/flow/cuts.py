"""Tensors that no gradient leads through, and what becomes of that when they are computed with."""

from __future__ import annotations

from collections.abc import Iterable

from lintrain.events import Cut, Reduction
from lintrain.flow.machine import Here
from lintrain.model.values import Constant, Group, Tensor, Unknown, Value
from lintrain.plain import replace

HARD = {"argmax", "round", "sign", "floor", "ceil", "trunc"}
"""Functions of a tensor without a useful derivative: none at all, or zero nearly everywhere."""
TURNS_ON = {"enable_grad", "set_grad_enabled"}
READS = {"item", "tolist", "numpy"}
"""Methods of a tensor that return plain numbers."""


def severed(here: Here, tensor: Tensor, how: str, at: int, *, hard: bool = False) -> Tensor:
    """Return what ``how`` makes of a tensor: the same values, or other ones, and no way back."""
    if tensor.cut is not None or not tensor.models:
        return replace(tensor, models=frozenset())
    cut = Cut(how, here.place(at), hard, is_loss(tensor))
    kept = Tensor() if hard else Tensor(frozenset(), tensor.squashed, scores=tensor.scores)
    return replace(kept, cut=cut)


def number(here: Here, tensor: Tensor, how: str, at: int, result: Unknown) -> Unknown:
    """Return the number that ``loss.item()`` reads, or an array of them."""
    found = severed(here, tensor, how, at).cut
    return replace(result, cut=found)


def copied(here: Here, given: Value | None, at: int) -> Tensor | None:
    """Return what ``torch.tensor`` makes of tensors, or of numbers that were read from them."""
    for value in given.items if isinstance(given, Group) else (given,):
        if isinstance(value, Unknown) and value.cut is not None:
            return Tensor(cut=value.cut)
        if isinstance(value, Tensor):
            return severed(here, value, "tensor", at)
    return None


def records(here: Here) -> bool:
    """Tell whether autograd may record here: it does not where that is certainly turned off.

    A file that turns it on as well may do so by a decorator, or by a statement.
    """
    if here.state.grad_enabled:
        return True
    return any(TURNS_ON & frame.names.module.words for frame in here.frame.chain())


def ungraded(here: Here, value: Value, at: int) -> Value:
    """Return a result of a model that was computed here: cut off, where autograd does not record."""
    if records(here):
        return value
    match value:
        case Tensor(cut=None):
            return replace(value, cut=Cut("no_grad", here.place(at)))
        case Group(kind=kind, items=items):
            return Group(kind, tuple(ungraded(here, item, at) for item in items))
        case _:
            return value


def forced(here: Here, tensor: Tensor) -> Tensor:
    """Return a tensor that is told to require a gradient.

    What is no loss may be a leaf on purpose, and so may a loss be whose own gradient is read.
    """
    cut = tensor.cut
    if cut is None or "grad" in here.frame.code.words or not (cut.whole or cut.hard):
        return replace(tensor, cut=None)
    return replace(tensor, forced=True)


def is_loss(tensor: Tensor) -> bool:
    """Tell whether a tensor was computed by a loss function, or reduced to a number."""
    return tensor.reduction is not Reduction.UNKNOWN


def carries_none(value: Value | None) -> bool:
    """Tell whether certainly no gradient leads through a value."""
    match value:
        case Constant():
            return True
        case Tensor(cut=cut) | Unknown(data=False, cut=cut):
            return cut is not None
        case Unknown():
            return True
        case _:
            return False


def common(values: Iterable[Value | None]) -> Cut | None:
    """Return why no gradient leads through what is computed from ``values``; ``None`` where one may."""
    values = list(values)
    if not all(map(carries_none, values)):
        return None
    return next((v.cut for v in values if isinstance(v, Tensor | Unknown) and v.cut is not None), None)
