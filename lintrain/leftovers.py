"""What is made and then left: results nobody takes, iterators used up, gradients without a step.

Facts that hold wherever they stand, beside those of :mod:`lintrain.structure`.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Event, Place

IN_PLACE = frozenset((
    "clamp", "clip", "clamp_min", "clamp_max", "mul", "multiply", "div", "divide", "true_divide", "add",
    "sub", "nan_to_num",
))  # fmt: skip
"""Methods of tensors that have a twin with an underscore, which works in place."""


@dataclass(frozen=True, slots=True)
class DiscardedEdit(Event):
    """A gradient (``text``) goes through an operation that returns its result, and nobody takes it.

    ``instead`` is how the same is written in place: ``clamp_`` of ``clamp``, ``/=`` of ``/``.
    """

    operation: str
    instead: str


@dataclass(frozen=True, slots=True)
class ExhaustedParameters(Event):
    """An iterator over parameters is used although it was used up before: there is nothing in it.

    ``text`` is its name, ``by`` who uses it now, ``used`` where it was used up. It was made at ``made``,
    as far as that is known. ``again`` tells that it is the same line, in the pass of a loop before.
    """

    by: str
    made: Place | None = None
    used: Place | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Unstepped(Event):
    """The gradients of an optimizer (``text``) are made and cleared again and again, and it never steps.

    ``at`` is the clear, ``built`` where the optimizer was constructed, ``backward`` one of the backwards,
    as far as they are known.
    """

    built: Place | None = None
    backward: Place | None = None


@dataclass(frozen=True, slots=True)
class Unclipped(Event):
    """A recurrent or attention model is trained, by a step at ``at``, and nothing limits its gradients.

    ``layer`` is what makes it one. ``spike`` is the largest norm of its gradients, over the usual.
    """

    layer: str
    spike: float | None = None
