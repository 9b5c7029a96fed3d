from __future__ import annotations

from collections.abc import Iterator

from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.rule import Rule, Verdict


class NoClear(Rule):
    """Something about backward.

    ## What it does
    It stands in.
    """

    code = "T102"
    name = "no-clear"
    severity = Severity.ERROR
    default = True
    screen = ((b"backward(",),)

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        yield from ()
