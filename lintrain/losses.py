"""What a program does with its losses wherever they stand: facts that need no path.

They are events without a state, as those of :mod:`lintrain.structure`.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Event, Place


@dataclass(frozen=True, slots=True)
class LossKept(Event):
    """A loss is added to something that outlives the pass of the loop, with its graph, after its backward.

    ``text`` is what it is added to, ``loss`` what is added, ``backward`` where backward is called on that.
    ``listed``: it is put into a list. ``number``: whoever reads the sum would be content with a number.
    """

    loss: str
    backward: Place
    listed: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class LossUnstable(Event):
    """A loss that goes ``backward`` is computed by a ``function`` that nothing keeps from its edge."""

    function: str
    backward: Place


@dataclass(frozen=True, slots=True)
class LogTaken(Event):
    """The logarithm of ``of`` is computed: of a ``softmax``, a ``sigmoid``, or a ``sum of exponentials``.

    ``inner`` is where that is computed.
    """

    of: str
    inner: Place
