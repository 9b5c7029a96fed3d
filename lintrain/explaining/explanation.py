"""Why something was found in a file, or nothing: plain data, made in one place and shown in several."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum

from lintrain.findings import Finding, Problem


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a file, or in a cell of a notebook. Rows and columns count from 1."""

    path: str
    cell: int | None
    row: int
    column: int

    def seen_from(self, home: str) -> str:
        """Return this place as a sentence about the file ``home`` tells it: ``12:5``, ``model.py:12:5``."""
        where = f"{self.row}:{self.column}"
        where = f"cell {self.cell}:{where}" if self.cell is not None else where
        return where if self.path == home else f"{beside(self.path, home)}:{where}"


def beside(path: str, home: str) -> str:
    """Return a path as seen from the folder of the file ``home``, where it is not far."""
    near = os.path.relpath(path, os.path.dirname(home) or ".")
    return path if near.startswith(os.path.join("..", "..")) else near


class Status(str, Enum):
    """What came of a rule."""

    FOUND = "found"
    SILENT = "silent"
    """It was asked at some places, and none is certainly wrong."""
    NOT_ASKED = "not-asked"
    """What it judges happens nowhere in sight."""
    SCREENED = "screened-out"
    """The file lacks words without which the rule can say nothing."""
    OFF = "off"
    """The configuration does not select it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule at one event: in how many states it was met, how many the rule is about, how many violate it."""

    rule: str
    states: int
    concerned: int
    violating: int
    fine: str = ""
    """A state that is concerned, and that keeps the rule silent."""
    known: bool = True
    """Whether that state is known: an unknown one violates nothing."""


@dataclass(frozen=True, slots=True)
class ToldRule:
    """What came of one rule, and why. ``missing`` are groups of words, each lacking altogether."""

    code: str
    name: str
    status: Status
    why: str
    missing: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRole:
    """An object of one function: what it is taken for, how sure that is, and why."""

    name: str
    role: str
    detail: str
    confidence: str
    reason: str
    at: Spot | None


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event, with the states of its owner before and after it."""

    at: Spot
    event: str
    text: str
    detail: str
    owner: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class ToldDoubt:
    """Something that was not understood, and what is therefore not known any more."""

    at: Spot
    kind: str
    text: str
    lost: tuple[str, ...]
    function: str


@dataclass(frozen=True, slots=True)
class ToldContext:
    """What was met on one way to a function; ``called_at`` is where the nearest of its callers does so."""

    callers: tuple[str, ...]
    called_at: Spot | None
    events: tuple[ToldEvent, ...]


@dataclass(frozen=True, slots=True)
class ToldFunction:
    """A module, function, method or lambda. ``left_out`` says why it was not run."""

    name: str
    at: Spot | None
    left_out: str
    note: str
    alone: bool
    roles: tuple[ToldRole, ...]
    contexts: tuple[ToldContext, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Which other files an analysis looked into, and which imported names lead to none."""

    followed: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that explains what was found in one file, and what was not."""

    path: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    suppressed: int = 0
    rules: tuple[ToldRule, ...] = ()
    doubts: tuple[ToldDoubt, ...] = ()
    files: Files = Files()
    functions: tuple[ToldFunction, ...] = ()
