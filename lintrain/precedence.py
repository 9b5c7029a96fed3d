"""One defect, one finding: of two rules that tell of the same place the more specific one speaks."""

from __future__ import annotations

from collections.abc import Iterable

from lintrain.rule import Rule, Verdict

Claim = tuple[type[Rule], Verdict]


def outspoken(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims less those that leave the word to another: see :attr:`Rule.yields_to`.

    Two claims are about one defect if one blames a place that the other blames, or calls as its witness.
    """
    claims = list(claims)
    told: dict[str, list[Verdict]] = {}
    for rule, verdict in claims:
        told.setdefault(rule.name, []).append(verdict)
    return [
        (rule, verdict)
        for rule, verdict in claims
        if not any(_same(verdict, other) for name in rule.yields_to for other in told.get(name, ()))
    ]


def _same(one: Verdict, two: Verdict) -> bool:
    return one.at in {two.at, *(w.at for w in two.witness)} or two.at in {w.at for w in one.witness}
