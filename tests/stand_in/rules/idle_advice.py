from __future__ import annotations

from collections.abc import Iterator

from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.rule import Rule, Verdict


class IdleAdvice(Rule):
    """Something about advice.

    ## What it does
    It stands in.
    """

    code = "T301"
    name = "idle-advice"
    severity = Severity.ADVICE
    default = False
    screen = ((b"advice(",),)

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        yield from ()
