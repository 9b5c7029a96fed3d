"""What a watched run has to say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from lintrain.events import Place
from lintrain.facts import State
from lintrain.findings import Finding, Related, Severity
from lintrain.precedence import outspoken

from ._judge import Told, Traced
from ._measured import Measurement
from ._scene import Scene


class TrainingMistake(AssertionError):
    """A watched run has findings of severity ``error``: the message tells them."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the trace, told with its place in the source.

    ``row`` counts from 1, ``step`` is the index of the optimizer step that the event leads to. ``violated``
    are the codes of the rules that it violated, each with the path and the row that is blamed.
    """

    event: str
    text: str
    owner: str
    path: str
    row: int
    step: int
    before: State | None
    after: State | None
    violated: tuple[tuple[str, str, int], ...] = ()


class Run:
    """A run that is being watched, or was. Asking for findings in between is allowed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.on_step = scene.on_step
        """Functions to call after each optimizer step, with its index."""

    @property
    def steps(self) -> int:
        """Return how many steps were made; optimizers that take turns make one together."""
        return self._scene.steps

    @property
    def stopped(self) -> bool:
        """Tell whether the run was ended because it had made the steps it was to make."""
        return self._scene.stopped

    @property
    def forwards(self) -> int:
        """Return how many forward passes with gradients were made."""
        return self._scene.forwards

    @property
    def backwards(self) -> int:
        """Return how many times gradients were produced."""
        return self._scene.backwards

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found so far, sorted by place."""
        told = {(each.rule, each.verdict): each for each in list(self._scene.judge.told.values())}
        found = (self._finding(told[claim]) for claim in outspoken(told))
        return tuple(sorted(found, key=lambda finding: finding.sort_key))

    @property
    def trace(self) -> tuple[Happened, ...]:
        """Return the events in the order in which they happened."""
        return tuple(map(self._happened, list(self._scene.judge.trace)))

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Return what was measured about each step, as far as the numbers have arrived."""
        return tuple(self._scene.measured)

    @property
    def reached(self) -> frozenset[tuple[str, int]]:
        """Return the places of all events, as path and row."""
        return frozenset((site.path, site.row) for site in self._scene.sites)

    @property
    def judged(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """Return, by a rule's code, where its invariant could be judged, as path and row."""
        sites = self._scene.sites
        return {
            code: frozenset((sites[place].path, sites[place].row) for place in places)
            for code, places in self._scene.judge.judged.items()
        }

    def raise_if_errors(self) -> None:
        """Raise :class:`TrainingMistake` if something was found whose severity is ``error``."""
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        if errors:
            raise TrainingMistake("\n".join(map(_line, errors)))

    def _happened(self, traced: Traced) -> Happened:
        sites = self._scene.sites
        return Happened(
            type(traced.event).__name__,
            traced.event.text,
            traced.owner or self._scene.judge.names.get(traced.key, ""),
            sites[traced.event.at].path,
            sites[traced.event.at].row,
            traced.step,
            traced.before,
            traced.after,
            tuple((code, sites[at].path, sites[at].row) for code, at in traced.violated),
        )

    def _finding(self, told: Told) -> Finding:
        verdict, rule = told.verdict, told.rule
        site = self._scene.sites[verdict.at]
        related = tuple(self._related(w.label, w.at) for w in verdict.witness if w.label)
        return Finding(
            site.path,
            site.span,
            rule.code,
            rule.name,
            verdict.severity or rule.severity,
            verdict.message,
            verdict.help,
            related,
            seen=told.seen,
        )

    def _related(self, label: str, at: Place) -> Related:
        site = self._scene.sites[at]
        return Related(label, site.path, site.span)


def _line(finding: Finding) -> str:
    at = f"{os.path.relpath(finding.path)}:{finding.span.start.row}:{finding.span.start.column}"
    step = f" (at step {finding.seen.step})" if finding.seen is not None else ""
    return f"{at}: {finding.code} {finding.name} {finding.message}{step}"
