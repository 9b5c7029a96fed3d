"""The shape of a dialect: what a library's calls mean, in the words of the gradient life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lintrain.model.kinds import Kind


class Verb(Enum):
    """One thing that a call does. The values are what users write in ``[tool.lintrain.events]``."""

    ZERO_GRAD = "zero-grad"
    BACKWARD = "backward"
    UNSCALE = "unscale"
    CLIP = "clip"
    EDIT_GRADS = "edit-grads"
    STEP = "step"
    SCALER_UPDATE = "scaler-update"
    SCHEDULER_STEP = "scheduler-step"
    TRAIN = "train"
    EVAL = "eval"


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument: at ``position``, or under one of the keywords."""

    position: int
    keywords: tuple[str, ...]


def slot(position: int, *keywords: str) -> Slot:
    """Return the argument at ``position``, or under one of ``keywords``."""
    return Slot(position, keywords)


@dataclass(frozen=True, slots=True)
class If:
    """What follows in the row happens only where this argument is true; ``otherwise`` is its default."""

    argument: Slot
    otherwise: bool


class Gives(Enum):
    """What a call returns, where that is none of its arguments."""

    UNKNOWN = "something nobody knows"
    ARGUMENTS = "its arguments, wrapped: the one, or all of them in a tuple"
    CONTEXT = "a context manager that touches no gradients"
    UNSYNCED = "a context manager in which the receiver averages nothing over the ranks"
    LOSS_CONTEXT = "a context manager that yields its first argument"
    PARAMETERS = "the parameters of the optimizer that it was given"
    MEMBER = "something that the receiver keeps: the same each time"


LOSS = slot(0, "loss")


@dataclass(frozen=True, slots=True)
class Row:
    """What one call does, in order, and what it returns.

    - ``loss``: the argument that goes backward; ``optimizer``: the one that is stepped, cleared and
      clipped (``None``: every optimizer among the arguments, else those that the object was built with).
    - ``managed``: the call divides or scales the loss by itself, so that nothing is asked of the loss.
    - ``unscales``: its clip returns the gradients to their true size first.
    - ``settled``: it happens whenever it is called; otherwise the library decides, and afterwards nothing
      is known about the gradients.
    - ``hooks``: from here on gradients are used out of sight.
    - ``calls``: a function that is called first; ``repeats``: one that is called again and again from now on.
    - ``gives``: what is returned: one of the arguments, several (``None`` for something else), or see
      :class:`Gives`; ``becomes`` is the class of the first.
    """

    verbs: tuple[Verb | If, ...] = ()
    loss: Slot | None = LOSS
    optimizer: Slot | None = None
    managed: bool = True
    unscales: bool = True
    settled: bool = True
    hooks: bool = False
    calls: Slot | None = None
    repeats: Slot | None = None
    gives: Gives | Slot | tuple[Slot | None, ...] = Gives.UNKNOWN
    becomes: str = ""


QUIET = Row()
"""Touches no gradients, modes or losses."""
CONTEXT = Row(gives=Gives.CONTEXT)
WRAPS = Row(gives=slot(0, "module", "model"))
"""Returns its first argument: the same parameters, the same gradients."""


def quiet(*names: str) -> dict[str, Row]:
    """Return rows for calls that touch no gradients, modes or losses."""
    return dict.fromkeys(names, QUIET)


@dataclass(frozen=True, slots=True)
class Base:
    """A class that users derive from, and the methods of theirs that the library calls.

    - ``training`` are called for every batch, in training mode.
    - ``evaluation`` are called in evaluation mode without gradients.
    - ``manual`` is the attribute that is false where the user goes backward, steps and clears by hand;
      the library then does neither.
    """

    module: bool = True
    training: frozenset[str] = frozenset()
    evaluation: frozenset[str] = frozenset()
    manual: str = ""


@dataclass(frozen=True, slots=True)
class Builder:
    """Functions or classes of one library that build models, and what all of these certainly hold.

    - ``name``: a regular expression for the qualified name.
    - ``model``: one for the text that names the model, where one function builds all kinds: its first
      argument, or the keyword ``called``.
    - ``norms``: layers that normalise, with weights of their own; ``sensitive``: those that mind the mode.
    - ``switches``: keywords with which a model may hold others instead.
    - ``mode``: it is returned in training mode, as modules are built; otherwise that is not known.
    """

    name: str
    norms: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    model: str = ""
    called: str = "model_name"
    switches: frozenset[str] = frozenset()
    mode: bool = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """One library's calls.

    - ``roles``: classes by qualified name, and what an object of each is.
    - ``rows``: functions and methods (``package.Class.method``) by qualified name. A class that has rows
      and no role is an engine.
    - ``methods``: methods of whatever plays a role, whoever built it.
    - ``bases``: classes to derive from.
    - ``builders``: what builds models whose layers are known; the first that fits.
    - ``aliases``: other spellings of the qualified names, by prefix.
    """

    name: str
    roles: Mapping[str, Kind] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    methods: Mapping[Kind, Mapping[str, Row]] = field(default_factory=dict)
    bases: Mapping[str, Base] = field(default_factory=dict)
    builders: tuple[Builder, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)


def of(cls: str, rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows of a class's methods under their qualified names."""
    return {f"{cls}.{name}": row for name, row in rows.items()}
