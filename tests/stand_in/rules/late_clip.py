from __future__ import annotations

from collections.abc import Iterator

from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.rule import Rule, Verdict


class LateClip(Rule):
    """Something about clip.

    ## What it does
    It stands in.
    """

    code = "T101"
    name = "late-clip"
    severity = Severity.ERROR
    default = True
    screen = ((b"clip(",),)

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        yield from ()
