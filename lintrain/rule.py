"""How a rule is declared, and how its predicate becomes a verdict.

A rule is one module in ``rules/`` with one class. Its docstring is the user's manual, in fixed
sections. A rule about order states its invariant as a predicate over ``(state before, event)``; the
static witness evaluates it on every state that reaches the event, the runtime witness on the one
state that really was.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import ClassVar, Generic, TypeVar, cast

from lintrain import packs
from lintrain.events import Event, Place
from lintrain.facts import Facts, Sighting, State
from lintrain.findings import Severity

E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=State | None)


@dataclass(frozen=True, slots=True)
class Witness:
    """One place that proves a verdict. ``role`` is how a fixer finds it (``step``, ``backward``)."""

    role: str
    at: Place
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's claim, before places become positions. ``at`` is what gets underlined.

    ``severity`` is given where this case is milder than the rule says.
    """

    at: Place
    message: str
    help: str
    witness: tuple[Witness, ...] = ()
    severity: Severity | None = None

    def place(self, role: str) -> Place | None:
        """Return the first place that plays ``role``."""
        return next((w.at for w in self.witness if w.role == role), None)

    def text(self, role: str) -> str:
        """Return the text noted for ``role``, or the empty string."""
        return next((w.text for w in self.witness if w.role == role), "")


_CODE = re.compile(r"[A-Z]{1,3}[0-9]{3}")
SETS = {
    "1": "order", "2": "amp", "3": "accumulation", "4": "loss", "5": "optimizer", "6": "mode",
    "7": "model", "8": "distributed", "9": "state", "R": "health",
}  # fmt: skip
"""The sets that rules can be selected by, each with the hundred of its codes: LT101, LTR01."""


class Rule(ABC):
    """One invariant. The docstring of the subclass is its manual."""

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    default: ClassVar[bool] = True
    static: ClassVar[bool] = True
    """Whether the source is judged by it."""
    runtime: ClassVar[bool] = True
    """Whether a run is judged by it."""
    screen: ClassVar[tuple[tuple[bytes, ...], ...]] = ()
    """A file is looked at only if it holds, for every group, one of the group's byte strings."""
    also_in: ClassVar[tuple[str, ...]] = ()
    """Sets that it belongs to besides that of its code."""
    yields_to: ClassVar[tuple[str, ...]] = ()
    """The names of more specific rules: where one of them tells of the same place, this one is silent."""

    @abstractmethod
    def examine(self, facts: Facts) -> Iterator[Verdict]:
        """Yield what is wrong in one file."""

    @classmethod
    def manual(cls) -> str:
        """Return the manual: the docstring, dedented."""
        return inspect.getdoc(cls) or ""

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the manual."""
        return cls.manual().partition("\n")[0]

    @classmethod
    def sets(cls) -> tuple[str, ...]:
        """Return the sets that it can be selected by."""
        return (SETS[cls.code[-3]], *cls.also_in) if cls._is_ours() else cls.also_in

    @classmethod
    def url(cls) -> str:
        """Return the address of the rule's page in the documentation; a plug-in's is empty, or its own."""
        return f"https://lintrain.readthedocs.io/rules/{cls.name}" if cls._is_ours() else ""

    @classmethod
    def _is_ours(cls) -> bool:
        return packs.pack_of(cls.__module__) == packs.OWN


class StateRule(Rule, Generic[S, E]):
    """A predicate over (state before, event).

    The static witness reports it where every state that it concerns violates it, so that unknown or
    uncorrelated branches stop a claim instead of starting one. The runtime witness asks
    :meth:`concerns` and :meth:`violates` for the one state that really was.
    """

    event: ClassVar[type[Event]]

    def concerns(self, before: S, event: E) -> bool:
        """Tell whether this state can say anything about the invariant."""
        return True

    @abstractmethod
    def violates(self, before: S, event: E) -> bool:
        """Tell whether ``event`` in this state breaks the invariant."""

    @abstractmethod
    def verdict(self, before: S, event: E) -> Verdict:
        """Say what is wrong, with the witness, for a state that violates."""

    def borne_out(self, sighting: Sighting, facts: Facts) -> bool:
        """Tell whether the rest of the file bears out what the source shows at one place."""
        return True

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        """Yield a verdict for each place where all states that are concerned violate."""
        if not self.static:
            return
        for sighting in facts.sightings:
            concerned = [(s, e) for s, e in self._views(sighting) if self.concerns(s, e)]
            certain = concerned and all(self.violates(s, e) for s, e in concerned)
            if certain and self.borne_out(sighting, facts):
                told = ((self.verdict(s, e), self.detour(s, e)) for s, e in concerned)
                yield min(told, key=self._rank)[0]

    def detour(self, before: S, event: E) -> int:
        """Of several states that violate, the one that shows it best has the least; see :meth:`_rank`."""
        return 0

    def _rank(self, told: tuple[Verdict, int]) -> tuple[int, int]:
        """The worst of several verdicts on one place is told, and the plainest of those; then the first."""
        verdict, detour = told
        return list(Severity).index(verdict.severity or self.severity), detour

    def _views(self, sighting: Sighting) -> Iterator[tuple[S, E]]:
        for view in sighting.views:
            if isinstance(view.event, self.event):
                # The event class fixes which kind of state comes with it.
                yield cast(S, view.before), cast(E, view.event)


@packs.remembered
def all_rules() -> tuple[type[Rule], ...]:
    """Find the rules by walking ``lintrain.rules``: adding one edits no list. Sorted by code.

    Those of the plug-ins that are used are among them.
    """
    package = importlib.import_module("lintrain.rules")
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")]
    found = [r for name in names for r in _rules(importlib.import_module(f"{package.__name__}.{name}"))]
    for module in packs.modules("rules"):
        for rule in _rules(module):
            _refuse_unfit(rule, found)
            found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


def _rules(module: ModuleType) -> list[type[Rule]]:
    values = vars(module).values()
    classes = [value for value in values if isinstance(value, type) and issubclass(value, Rule)]
    return [rule for rule in classes if rule.__module__ == module.__name__ and not inspect.isabstract(rule)]


def _refuse_unfit(rule: type[Rule], known: Iterable[type[Rule]]) -> None:
    """Raise where a plug-in's rule cannot be told from others."""
    pack, code, name = packs.pack_of(rule.__module__), rule.code, rule.name
    if not _CODE.fullmatch(code) or code.startswith("LT"):
        raise packs.BrokenPack(f"the plug-in `{pack}`: `{code}` is no code such as MY001, and LT is not free")
    if rule.__module__.rpartition(".")[2] != name.replace("-", "_"):
        raise packs.BrokenPack(f"the plug-in `{pack}`: `{name}` stands in a module of another name")
    for other in known:
        if other.code == code or other.name == name:
            raise packs.BrokenPack(f"the plug-in `{pack}`: `{name}` ({code}) is taken by {other.__module__}")


def static_rules() -> tuple[type[Rule], ...]:
    """Return the rules by which source is judged, sorted by code."""
    return tuple(rule for rule in all_rules() if rule.static)


def events_of(rules: Iterable[type[Rule]]) -> frozenset[type[Event]]:
    """Return the types of the events that ``rules`` are about."""
    return frozenset(rule.event for rule in rules if issubclass(rule, StateRule))


def runtime_rules() -> tuple[type[Rule], ...]:
    """Return the rules by which a run is judged, sorted by code."""
    return tuple(rule for rule in all_rules() if rule.runtime)


def find_rule(key: str) -> type[Rule] | None:
    """Return the rule with this code or name, in any case, or ``None``."""
    wanted = key.strip().lower()
    return next((r for r in all_rules() if wanted in (r.code.lower(), r.name)), None)
