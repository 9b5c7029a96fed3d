"""Which rules are on: codes, names, code prefixes, sets, severities and ``ALL``, with ruff's precedence.

The more specific selector wins (a code beats ``LT1`` beats ``ALL``); between equals, ``ignore`` wins.
A set (``amp``) and a severity (``advice``) are as specific as the codes of one hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lintrain.findings import Severity
from lintrain.rule import SETS, Rule, all_rules

Rules = frozenset[type[Rule]]

GROUPS = (*SETS.values(), *(severity.value for severity in Severity))
"""What means many rules by one word that is no part of their codes."""


class UnknownRule(ValueError):
    """A selector that selects nothing. The message names it and suggests the nearest that does.

    ``also`` are words that would do besides the codes and names of rules.
    """

    def __init__(self, selector: str, also: Sequence[str] = ()) -> None:
        near = suggestion(selector, also)
        super().__init__(f"unknown rule `{selector}`" + (f". Did you mean `{near}`?" if near else ""))


@dataclass(frozen=True, slots=True)
class Selection:
    """One layer's wishes. ``select=None`` keeps what lower layers selected."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def apply(self, enabled: Rules) -> Rules:
        """Return the rules that are on after this layer."""
        wanted = (*(self.select or ()), *self.extend_select)
        result = set(enabled if self.select is None else ())
        for level in sorted({_specificity(key) for key in (*wanted, *self.ignore)}):
            result.update(*(expand(key) for key in wanted if _specificity(key) == level))
            result.difference_update(*(expand(key) for key in self.ignore if _specificity(key) == level))
        return frozenset(result)


def default_rules() -> Rules:
    """Return the rules that are on when nobody says anything."""
    return frozenset(rule for rule in all_rules() if rule.default)


def ordered(rules: Iterable[type[Rule]]) -> tuple[type[Rule], ...]:
    """Return rules in the order of their codes."""
    return tuple(sorted(rules, key=lambda rule: rule.code))


def expand(selector: str) -> Rules:
    """Return the rules that a selector means. Raises :class:`UnknownRule` where it means none."""
    key = selector.lower()
    found = frozenset(rule for rule in all_rules() if _means(key, rule))
    if not found:
        raise UnknownRule(selector, GROUPS)
    return found


def unknown(selectors: Iterable[str]) -> list[UnknownRule]:
    """Return an error for every selector that means no rule."""
    rules = all_rules()
    return [UnknownRule(key, GROUPS) for key in selectors if not any(_means(key.lower(), r) for r in rules)]


def suggestion(selector: str, also: Sequence[str] = ()) -> str | None:
    """Return the code or name nearest to what was written, if any is near."""
    from difflib import get_close_matches

    names = {name.lower(): name for rule in all_rules() for name in (rule.code, rule.name)}
    names |= {name.lower(): name for name in also}
    near = get_close_matches(selector.lower(), names, n=1, cutoff=0.5)
    return names[near[0]] if near else None


def _means(key: str, rule: type[Rule]) -> bool:
    if key in GROUPS:
        return key == rule.severity.value or key in rule.sets()
    return key == "all" or key == rule.name or (key.isalnum() and rule.code.lower().startswith(key))


def _specificity(selector: str) -> int:
    key = selector.lower()
    if key == "all":
        return 0
    if key in GROUPS:
        return max(len(rule.code) for rule in all_rules()) - 2
    return len(key) if any(rule.code.lower().startswith(key) for rule in all_rules()) else 99
