"""One file from bytes to an explanation: what its check saw, and what the rules said to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from lintrain.analysis import Trees
from lintrain.config import Settings
from lintrain.engine import check_source
from lintrain.events import LoadWeights, Mode, Place, Updated
from lintrain.explaining.explanation import (
    Explanation,
    Spot,
    ToldContext,
    ToldDoubt,
    ToldEvent,
    ToldFunction,
    ToldRole,
    ToldRule,
)
from lintrain.explaining.followed import files_of
from lintrain.explaining.judging import Asked, judge, judgements, screened, switched_off, told
from lintrain.explaining.wording import detail_of, is_plain, is_unknown, name_of, state_words
from lintrain.facts import Sighting
from lintrain.findings import Finding, Problem
from lintrain.flow.explain import Account, Context, Dropped, Met, Role, Scope, account
from lintrain.flow.journal import Why
from lintrain.flow.witness import Trail, witness
from lintrain.model.project import Project
from lintrain.notebooks import check_notebook
from lintrain.rule import Rule, events_of, static_rules
from lintrain.screen import missing, needles, starts
from lintrain.source.imports import import_statements
from lintrain.source.lines import split_rows
from lintrain.source.notebook import Module, Notebook, is_notebook, read_notebook
from lintrain.source.reading import read
from lintrain.survey import survey
from lintrain.syntax.tree import SyntaxProblem, parse

REASONS = {
    Why.UNSEEN: "given to `{}`, which cannot be seen into",
    Why.OWNER: "it is not known whose gradients `{}` is about",
    Why.HOOK: "`{}` may act on gradients at any time: nothing more is claimed about them in this file",
    Why.NOT_FOLLOWED: "not followed into {}",
    Why.MERGED: "more different states meet here than are kept apart: some were taken together",
    Why.LOST: "what `{}` does is not known",
}
LOST = {"gradients": "gradients of `{}`", "size": "size of the gradients of `{}`", "mode": "mode of `{}`"}


def explain_path(path: str, settings: Settings) -> Explanation:
    """Explain the file at ``path``."""
    data = read(path)
    if isinstance(data, Problem):
        return Explanation(path, problems=(data,))
    return explain(path, data, settings)


def explain(path: str, data: bytes, settings: Settings) -> Explanation:
    """Explain what the check of one file finds, and what it does not."""
    checked = check_source(path, data, settings)
    problems = (*checked.problems, *checked.skipped)
    found = Explanation(path, tuple(checked.findings), problems, checked.suppressed)
    project = Project(needles(static_rules()), settings.events, quick=False)
    notebook = read_notebook(path, data) if is_notebook(path) else None
    if notebook is not None and (notebook.unread or notebook.skipped):
        return found  # the check has said why
    text, module = (data, None) if notebook is None else _as_module(path, notebook, project)
    try:
        tree = parse(path, text, project.next_number)
    except SyntaxProblem:
        return found  # so has it here
    unit = project.adopt(path, text, tree.code, len(tree.nodes))
    trail = Trail()
    witness(unit, project, trail)
    surveyed = survey(unit, project, events_of(settings.rules_for(path)))
    spots = _Spots(path, Trees(path, text, project, tree), module)
    writer = _Writer(account(trail), spots, (*trail.concluded, *surveyed))
    absolute = os.path.abspath(path)
    reached = project.reach(absolute, import_statements(text)) if starts(text) else frozenset[bytes]()
    asked = [rule for rule in settings.rules_for(path) if rule.static]
    screens = {rule: missing(rule, text, reached, settings.events) for rule in asked}
    rules = writer.rules(screens, found.findings)
    assert trail.program is not None  # the witness fills it
    files = files_of(trail.program, project, project.imports(absolute, text))
    return replace(found, rules=rules, doubts=writer.doubts(), files=files, functions=writer.functions())


def _as_module(path: str, notebook: Notebook, project: Project) -> tuple[bytes, Module]:
    """Return the cells of a notebook as one module of Python."""
    _, module = check_notebook(path, notebook, (), project)
    return module.text.encode(), module


class _Spots:
    """Turns places into rows and columns; those of a notebook into rows of its cells."""

    def __init__(self, path: str, trees: Trees, module: Module | None) -> None:
        self._path, self._trees, self._module = path, trees, module

    def __call__(self, place: Place) -> Spot:
        start = self._trees[place.path].span(place.key).start
        if self._module is None or place.path != self._path:
            return Spot(place.path, None, start.row, start.column)
        cell, row = self._module.place(start.row)
        return Spot(place.path, cell, row, start.column)

    def text(self, place: Place) -> str:
        """Return a place as it is told in a sentence."""
        return self(place).seen_from(self._path)

    def source(self, place: Place) -> str:
        """Return the row of source where a place begins."""
        row = self._trees[place.path].span(place.key).start.row
        return split_rows(self._trees[place.path].text)[row - 1].strip()


class _Writer:
    """Writes an account down: places as spots, states as words, with what the rules say."""

    def __init__(self, account: Account, spots: _Spots, more: tuple[Sighting, ...]) -> None:
        self._account, self._spots, self._more = account, spots, more
        self._asked: list[type[Rule]] = []

    # --- rules ---

    def rules(
        self, screens: dict[type[Rule], tuple[tuple[bytes, ...], ...]], found: tuple[Finding, ...]
    ) -> tuple[ToldRule, ...]:
        """Return what came of each rule, given the words that each one that is selected misses.

        Those that may speak are remembered for the events.
        """
        lines = []
        for rule in static_rules():
            if rule not in screens:
                lines.append(switched_off(rule))
            elif screens[rule]:
                lines.append(screened(rule, screens[rule]))
            else:
                self._asked.append(rule)
                lines.append(self._told(rule, [f for f in found if f.code == rule.code]))
        return tuple(lines)

    def _told(self, rule: type[Rule], found: list[Finding]) -> ToldRule:
        asked: dict[tuple[str, str], Asked] = {}
        hooked = False
        for met in self._met():
            hooked |= met.wild
            judged = judge(rule, met)
            if judged is not None:
                where = self._spots.text(met.event.at)
                asked.setdefault((where, met.owner), Asked(where, met, judged, self._since(met)))
        return told(rule, list(asked.values()), hooked, found)

    def _met(self) -> Iterator[Met]:
        for scope in self._account.scopes:
            for context in scope.contexts:
                yield from context.events
        for sighting in self._more:
            yield Met(sighting.views[0].event, sighting.owner, sighting.views)

    def _since(self, met: Met) -> str:
        """Say since where the state of an event is not known."""
        if not any(is_unknown(view.before) for view in met.views):
            return ""
        dropped = (d for s in self._account.scopes for d in s.dropped.values())
        causes = {self._spots(d.at) for d in dropped if met.ident in d.idents}
        if not causes:
            return ""
        return " since " + ", ".join(spot.seen_from(self._account.path) for spot in sorted(causes)[:2])

    # --- what was not understood ---

    def doubts(self) -> tuple[ToldDoubt, ...]:
        """Return everything that was not understood, in the order of the source."""
        found = [self._doubt(scope, d) for scope in self._account.scopes for d in scope.dropped.values()]
        return tuple(sorted(found, key=lambda doubt: (doubt.at, doubt.text)))

    def _doubt(self, scope: Scope, dropped: Dropped) -> ToldDoubt:
        lost = tuple(LOST[what].format(name) for what, name in dropped.lost)
        why = Why.LOST if dropped.why is Why.UNSEEN and not dropped.text else dropped.why
        about = self._spots.source(dropped.at) if why is Why.LOST else dropped.text
        text = REASONS[why].format(about)
        return ToldDoubt(self._spots(dropped.at), why.value, text, lost, scope.name)

    # --- functions ---

    def functions(self) -> tuple[ToldFunction, ...]:
        """Return all functions, those of this file in the order of the source."""
        return tuple(map(self._function, self._account.scopes))

    def _function(self, scope: Scope) -> ToldFunction:
        return ToldFunction(
            scope.name,
            self._spots(scope.at) if scope.at is not None else None,
            scope.left_out,
            scope.note,
            scope.alone,
            tuple(map(self._role, scope.roles.values())),
            tuple(map(self._context, scope.contexts)),
        )

    def _role(self, role: Role) -> ToldRole:
        at = self._spots(role.at) if role.at is not None else None
        return ToldRole(role.name, role.kind, role.detail, role.confidence, role.reason, at)

    def _context(self, context: Context) -> ToldContext:
        told = ((met, self._event(met)) for met in context.events if not is_plain(met.event))
        # That a model is trained is said by the backward: it is told where a rule has something to say.
        events = [event for met, event in told if event.judged or not isinstance(met.event, Updated)]
        events.sort(key=lambda event: (event.at, event.owner))
        at = self._spots(context.called_at) if context.called_at is not None else None
        return ToldContext(context.callers, at, tuple(dict.fromkeys(events)))

    def _event(self, met: Met) -> ToldEvent:
        event = met.event
        before = [view.before for view in met.views if view.before is not None]
        after = [state.after(event) for state in before]
        return ToldEvent(
            self._spots(event.at),
            name_of(event),
            met.owner if isinstance(event, Mode | LoadWeights) else event.text,
            detail_of(event),
            met.owner,
            tuple(dict.fromkeys(map(state_words, before))),
            tuple(dict.fromkeys(map(state_words, after))),
            tuple(judgements(self._asked, met)),
        )
