"""An explanation as text: first what came of each rule and what was not understood, then what was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from textwrap import wrap

from lintrain.explaining.explanation import (
    Explanation,
    Judged,
    Spot,
    Status,
    ToldContext,
    ToldDoubt,
    ToldEvent,
    ToldFunction,
    ToldRole,
    ToldRule,
    beside,
)
from lintrain.explaining.judging import count, silence
from lintrain.reporters.formats.json import as_object
from lintrain.reporters.terminal import Piece, Terminal
from lintrain.reporters.visible import visible

STYLES = {Status.FOUND: "error", Status.SILENT: "bold", Status.NOT_ASKED: "", Status.SCREENED: "quiet"}
WORDS = {
    Status.FOUND: "found: ",
    Status.SILENT: "silent: ",
    Status.NOT_ASKED: "not asked: ",
    Status.SCREENED: "not asked: ",
}
ORDER = list(WORDS)
MOST_WAYS = 3
MOST_STATES = 4
WIDEST = 120


def report_explanation(terminal: Terminal, explanation: Explanation) -> None:
    """Print an explanation."""
    if explanation.rules:
        _Text(terminal, explanation).print()


class _Text:
    def __init__(self, terminal: Terminal, explanation: Explanation) -> None:
        self._terminal, self._told = terminal, explanation
        self._width = min(terminal.width, WIDEST)
        self._home = explanation.path
        """The file whose places need not be told with its name."""

    def print(self) -> None:
        """Print everything, the most asked for first."""
        self._head()
        asked = [rule for rule in self._told.rules if rule.status is not Status.OFF]
        for rule in sorted(asked, key=lambda rule: ORDER.index(rule.status)):
            self._rule(rule)
        self._off([rule.name for rule in self._told.rules if rule.status is Status.OFF])
        self._doubts()
        self._functions()
        self._files()
        for function in self._told.functions:
            if function.roles or any(context.events for context in function.contexts):
                self._details(function)

    def _head(self) -> None:
        found = len(self._told.findings)
        silenced = f" ({self._told.suppressed} silenced by comments)" if self._told.suppressed else ""
        said = count(found, "finding") if found else "nothing was found"
        self._terminal.line((visible(self._told.path), "bold"), f": {said}{silenced}")
        self._title("Rules")

    def _rule(self, rule: ToldRule) -> None:
        head = f"  {rule.code} {rule.name:28} "
        text = WORDS[rule.status] + rule.why
        self._hanging([(head, STYLES.get(rule.status, "quiet"))], text, len(head))

    def _off(self, names: list[str]) -> None:
        if names:
            self._hanging([("  not selected here: ", "quiet")], ", ".join(names), 6)

    def _doubts(self) -> None:
        doubts = self._told.doubts
        if not doubts:
            return
        self._title("Not understood, and therefore silenced")
        margin = max(len(self._at(doubt.at)) for doubt in doubts) + 2
        for doubt in doubts:
            at = f"  {self._at(doubt.at):{margin}}"
            self._hanging([(at, "witness")], f"in {doubt.function}: {_doubted(doubt)}", len(at))

    def _functions(self) -> None:
        run = [f for f in self._told.functions if not f.left_out]
        self._title("Functions")
        for function in run:
            self._hanging([(f"  {self._called(function)} ", "bold")], _how(function), 6)
        for reason in dict.fromkeys(f.left_out for f in self._told.functions if f.left_out):
            names = ", ".join(_first([f.name for f in self._told.functions if f.left_out == reason], 20))
            self._hanging([("  left out: ", "quiet")], f"{reason}: {names}", 6)

    def _files(self) -> None:
        files = self._told.files
        lines = [
            ("followed into", files.followed),
            ("not needed", files.passed_over),
            ("not found", files.unresolved),
        ]
        if any(paths for _, paths in lines):
            self._title("Imports")
        for head, paths in lines:
            if paths:
                near = [beside(path, self._home) if head != "not found" else path for path in paths]
                self._hanging([(f"  {head}: ", "quiet")], ", ".join(near), 6)

    # --- one function ---

    def _details(self, function: ToldFunction) -> None:
        self._title(self._called(function))
        self._home = function.at.path if function.at is not None else self._told.path
        self._roles(function.roles)
        doubts = [d for d in self._told.doubts if d.function == function.name]
        for context in function.contexts[:MOST_WAYS]:
            self._context(context, doubts, function)
        more = len(function.contexts) - MOST_WAYS
        if more > 0:
            self._terminal.line((f"  and on {more} more ways to it (the JSON has them)", "quiet"))
        self._home = self._told.path

    def _roles(self, roles: tuple[ToldRole, ...]) -> None:
        shown = [role for role in roles if role.role != "instance"]
        margin = max((len(role.name) for role in shown), default=0)
        for role in shown:
            head = f"  {role.name:{margin}}  {role.role:10}"
            self._hanging([(head, "")], self._why(role), min(len(head), 30))
        others = [role.name for role in roles if role.role == "instance"]
        if others:
            self._hanging([("  other objects of the project: ", "quiet")], ", ".join(others), 6)

    def _why(self, role: ToldRole) -> str:
        at = f" at {self._at(role.at)}" if role.at is not None else ""
        return "; ".join(filter(None, (role.reason + at, role.detail)))

    def _context(self, context: ToldContext, doubts: list[ToldDoubt], function: ToldFunction) -> None:
        if not context.events:
            return
        if context.callers and function.name != "<module>":
            called = f" at {self._at(context.called_at)}" if context.called_at is not None else ""
            self._terminal.line((f"  called by {_path(context.callers)}{called}", "quiet"))
        entries: list[tuple[Spot, ToldEvent | ToldDoubt]] = [(e.at, e) for e in context.events]
        entries += [(d.at, d) for d in doubts]
        margin = max(len(self._at(spot)) for spot, _ in entries) + 2
        for spot, entry in sorted(entries, key=lambda item: item[0]):
            at: Piece = (f"  {self._at(spot):{margin}}", "witness")
            if isinstance(entry, ToldDoubt):
                self._hanging([at, ("?  ", "warning")], _doubted(entry), len(at[0]) + 3)
            else:
                self._event(at, entry)

    def _event(self, at: Piece, event: ToldEvent) -> None:
        indent = len(at[0]) + 3
        acting = "" if event.text in ("", event.event) else f" `{event.text}`"
        head = f"{event.event}{acting}" + (f" ({event.detail})" if event.detail else "")
        self._hanging([at], f"{head}{_moved(event)}", indent)
        for said, rules in _said(event.judged).items():
            self._hanging([(" " * indent, "")], f"{', '.join(rules)}: {said}", indent + 3, "quiet")

    # --- pieces ---

    def _called(self, function: ToldFunction) -> str:
        at = f" ({self._at(function.at)})" if function.at is not None else ""
        return f"{function.name}{at}"

    def _at(self, spot: Spot) -> str:
        return spot.seen_from(self._home)

    def _title(self, text: str) -> None:
        self._terminal.line()
        self._terminal.line((visible(text), "bold"))

    def _hanging(self, head: list[Piece], text: str, indent: int, style: str = "") -> None:
        """Print ``text`` behind ``head``, further lines indented."""
        first = sum(len(piece) for piece, _ in head)
        rows = wrap(
            visible(text),
            max(30, self._width),
            initial_indent=" " * first,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for index, row in enumerate(rows):
            pieces = [(visible(piece), how) for piece, how in head] if index == 0 else []
            self._terminal.line(*pieces, (row[first:] if index == 0 else row, style))


def _how(function: ToldFunction) -> str:
    callers = dict.fromkeys(_path(c.callers) for c in function.contexts if c.callers)
    ways = "run" if function.name == "<module>" else "run by itself" if function.alone else ""
    by = f"called by {', '.join(_first(callers, MOST_WAYS))}" if callers and not function.alone else ""
    return "; ".join(filter(None, (ways, by, function.note))) or "run"


def _first(names: Iterable[str], most: int) -> Iterator[str]:
    found = list(names)
    yield from found[:most]
    if len(found) > most:
        yield f"and {len(found) - most} more"


def _path(callers: tuple[str, ...]) -> str:
    return " < ".join(callers[:-1] if callers[1:] and callers[-1] == "<module>" else callers)


def _doubted(doubt: ToldDoubt) -> str:
    lost = f"; not known any more: {', '.join(doubt.lost)}" if doubt.lost else ""
    return doubt.text + lost


def _said(judgements: tuple[Judged, ...]) -> dict[str, list[str]]:
    """Return the rules by what they say."""
    said: dict[str, list[str]] = {}
    for judged in judgements:
        right = judged.concerned - judged.violating
        said.setdefault(f"silent, {silence(judged)}" if right else "violated", []).append(judged.rule)
    return said


def _moved(event: ToldEvent) -> str:
    owner = f"; {event.owner}" if event.owner and event.owner != event.text else ""
    if not event.before:
        return ""
    if event.before == event.after:
        return f"{owner}: {_states(event.before)}"
    return f"{owner}: {_states(event.before)} -> {_states(event.after)}"


def _states(states: tuple[str, ...]) -> str:
    return " | ".join(_first(states, MOST_STATES))


def report_explanation_json(terminal: Terminal, explanation: Explanation) -> None:
    """Print an explanation as one JSON object, without what it takes to repair the findings."""
    told = asdict(explanation)
    told["findings"] = [as_object(replace(finding, fix=None), {}) for finding in explanation.findings]
    terminal.stream.write(json.dumps(told, indent=2) + "\n")
