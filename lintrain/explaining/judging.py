"""What rules say to the events of one file, told even where they say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lintrain.events import Event
from lintrain.explaining.explanation import Judged, Status, ToldRule
from lintrain.explaining.wording import is_unknown, noun_of, state_words
from lintrain.findings import Finding
from lintrain.flow.explain import Met
from lintrain.rule import Rule, StateRule

MOST_WORDS = 4
MOST_STATES = 2
NO_HOOK = "nothing is claimed about its gradients, because of a hook"


@dataclass(frozen=True, slots=True)
class Asked:
    """One event that a rule was asked about: where it stands, and what the rule says to its states."""

    where: str
    met: Met
    judged: Judged
    since: str = ""
    """Where the state that keeps the rule silent came to be unknown."""


def judge(rule: type[Rule], met: Met) -> Judged | None:
    """Return what a rule says to all states of an event; ``None`` where it is about other events."""
    if not issubclass(rule, StateRule) or not met.asked or met.wild or not isinstance(met.event, rule.event):
        return None
    judging: StateRule[Any, Any] = rule()
    concerned = [v for v in met.views if judging.concerns(v.before, v.event)]
    fine = [v for v in concerned if not judging.violates(v.before, v.event)]
    state = fine[0].before if fine else None
    return Judged(
        rule.name,
        len(met.views),
        len(concerned),
        len(concerned) - len(fine),
        state_words(state) if state is not None else "",
        not is_unknown(state),
    )


def told(rule: type[Rule], asked: list[Asked], hooked: bool, findings: list[Finding]) -> ToldRule:
    """Return what came of a rule that may judge the file."""
    status, why = _outcome(rule, asked, hooked, len(findings))
    return ToldRule(rule.code, rule.name, status, why)


def _outcome(rule: type[Rule], asked: list[Asked], hooked: bool, found: int) -> tuple[Status, str]:
    if found:
        return Status.FOUND, count(found, "finding")
    noun = noun_of(_event(rule)) if issubclass(rule, StateRule) else "event"
    if not asked:
        return Status.NOT_ASKED, NO_HOOK if hooked else f"no {noun} was met"
    concerned = [one for one in asked if one.judged.concerned]
    if not concerned:
        met = count(len(asked), noun)
        return Status.NOT_ASKED, f"{met} met, in no state that it is about{_states(asked)}"
    certain = [one for one in concerned if one.judged.violating == one.judged.concerned]
    if certain:
        whole = getattr(rule, "borne_out", None) is not StateRule.borne_out
        by = "comments or by the rest of the file" if whole else "comments"
        return Status.SILENT, f"{count(len(certain), 'finding')}, silenced by {by}"
    return Status.SILENT, _silence(max(concerned, key=_nearness), len(concerned), noun)


def _event(rule: type[StateRule[Any, Any]]) -> type[Event]:
    return rule.event


def _nearness(one: Asked) -> tuple[float, int]:
    """Order by how near an event is to being reported."""
    return one.judged.violating / one.judged.concerned, len(one.since)


def _silence(nearest: Asked, places: int, noun: str) -> str:
    judged = nearest.judged
    asked = f"asked at {count(places, noun)}"
    state = f" ({judged.fine}{nearest.since})" if judged.fine else ""
    at = "at" if places == 1 else "nearest at"
    return f"{asked}; {at} {nearest.where}, {silence(judged)}{state}"


def silence(judged: Judged) -> str:
    """Say which states keep a rule silent."""
    right = judged.concerned - judged.violating
    one = right == 1
    said = f"{'is' if one else 'are'} {'right' if judged.known else 'not known'}"
    if judged.violating:
        return f"{right} of {judged.concerned} states {said}"
    return f"the state {said}" if one else f"{'both' if right == 2 else f'all {right}'} states {said}"


def _states(asked: list[Asked]) -> str:
    words = dict.fromkeys(
        state_words(view.before) for one in asked for view in one.met.views if view.before is not None
    )
    since = next((one.since for one in asked if one.since), "")
    return f" ({' or '.join(list(words)[:MOST_STATES])}{since})" if words else ""


def screened(rule: type[Rule], groups: tuple[tuple[bytes, ...], ...]) -> ToldRule:
    """Return what came of a rule that was not asked, because words are missing."""
    words = tuple(tuple(word.decode() for word in group) for group in groups)
    said = ", nor ".join(_either(group) for group in words)
    why = f"neither the file nor what it imports says {said}"
    return ToldRule(rule.code, rule.name, Status.SCREENED, why, words)


def _either(group: tuple[str, ...]) -> str:
    shown = [f"`{word}`" for word in group[:MOST_WORDS]]
    return " or ".join(shown) + (" or the like" if len(group) > MOST_WORDS else "")


def switched_off(rule: type[Rule]) -> ToldRule:
    """Return what came of a rule that is not selected."""
    return ToldRule(rule.code, rule.name, Status.OFF, "the configuration does not select it here")


def count(number: int, noun: str) -> str:
    """Return ``1 step``, ``2 steps``, ``2 losses``."""
    plural = {"loss": "losses"}.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"


def judgements(rules: list[type[Rule]], met: Met) -> Iterator[Judged]:
    """Yield what rules that are concerned say to an event."""
    for rule in rules:
        judged = judge(rule, met)
        if judged is not None and judged.concerned:
            yield judged
