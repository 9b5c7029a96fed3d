"""What a program is made of: facts that hold wherever they stand, whatever happened before.

They are events without a state (:class:`lintrain.events.Event`): a function of torch is called, a layer
stands in a model. The static witness reads them from the source (:mod:`lintrain.survey`), the runtime one
sees them happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lintrain.events import Event, Place


class Unread(Enum):
    """The value of an argument that is no literal."""

    UNREAD = "unread"


Literal = int | float | complex | str | bytes | bool | None | Unread


@dataclass(frozen=True, slots=True)
class Given:
    """One argument of a call: ``key`` is its position or keyword, ``text`` how it is written.

    ``value`` is what a literal says, a negative number too, ``UNREAD`` where it is none.
    """

    key: int | str
    text: str
    at: Place
    value: Literal = Unread.UNREAD


@dataclass(frozen=True, slots=True)
class Called(Event):
    """A function or class of a library is called.

    ``name`` is its documented name (``torch.nn.utils.clip_grad_norm_``), ``function`` the name of the
    innermost function that the call stands in (empty in a module or class body). ``open`` tells that
    there are starred arguments, whose values nobody can read. ``discarded``: nobody takes the result.
    """

    name: str
    arguments: tuple[Given, ...] = ()
    open: bool = False
    function: str = ""
    discarded: bool = False

    def given(self, position: int, keyword: str) -> Given | None:
        """Return the argument at a position or with a keyword; ``None`` where it is certainly not there.

        Where arguments are starred, ask :attr:`open` too.
        """
        return next((given for given in self.arguments if given.key in (position, keyword)), None)

    @property
    def texts(self) -> Iterator[str]:
        """Yield how the arguments are written."""
        return (given.text for given in self.arguments)


@dataclass(frozen=True, slots=True)
class Replicated(Event):
    """``nn.DataParallel`` copies a model, in a file that trains. ``devices`` is how they are written."""

    devices: str = ""


@dataclass(frozen=True, slots=True)
class AccumulatesNothing(Event):
    """An accelerator that was built with no window is asked to accumulate, at ``used``.

    ``option`` is how the program calls the number that it has for it, ``visible`` that the constructor could
    read it.
    """

    used: Place
    option: str
    visible: bool = False


@dataclass(frozen=True, slots=True)
class StepsEvery(Event):
    """A loop over the data goes backward in each round and steps in each ``size``-th, under a guard.

    The event stands at the condition. ``loader`` and ``counter`` are what the loop enumerates, and by what;
    ``tail`` tells that the batches which are left at the end are stepped, or may be. ``parallel``: the model
    is wrapped for data parallelism, and nothing in the file keeps it from averaging in every round.
    """

    size: str
    loader: str
    counter: str
    backward: Place
    step: Place
    loop: Place
    tail: bool
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class DividedByHand(Event):
    """All gradients of a window are divided by its length, at ``at``, in a loop over the parameters."""

    size: str
    backward: Place
    loop: Place


@dataclass(frozen=True, slots=True)
class ScheduleUnused(Event):
    """A learning-rate schedule of the class ``kind`` is built over ``optimizer`` and never stepped."""

    kind: str
    optimizer: str
    steps: Place
    """Where that optimizer steps, or is handed to who trains."""


@dataclass(frozen=True, slots=True)
class Rebuilt(Event):
    """An optimizer or a schedule of the class ``kind`` is built anew for every batch, and stepped once.

    ``text`` is what it is called. ``loop`` is where that is seen: the loop, or the step of a run.
    """

    kind: str
    loop: Place
    schedule: bool = False
