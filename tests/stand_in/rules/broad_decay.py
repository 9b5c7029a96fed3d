from __future__ import annotations

from collections.abc import Iterator

from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.rule import Rule, Verdict


class BroadDecay(Rule):
    """Something about decay.

    ## What it does
    It stands in.
    """

    code = "T201"
    name = "broad-decay"
    severity = Severity.WARNING
    default = True
    screen = ((b"decay(",),)

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        yield from ()
