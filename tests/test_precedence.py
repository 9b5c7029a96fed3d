"""Two rules about one defect: the more specific one speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from case_files import CASES

from lintrain.analysis import analyse
from lintrain.events import Place
from lintrain.facts import Facts
from lintrain.findings import Severity
from lintrain.precedence import outspoken
from lintrain.rule import Rule, Verdict, Witness, static_rules


class Special(Rule):
    """Says exactly what is wrong."""

    code, name, severity = "LT997", "special-mistake", Severity.ERROR

    def examine(self, facts: Facts) -> Iterator[Verdict]:
        return iter(())


class General(Special):
    """Says that something is wrong."""

    code, name = "LT998", "general-mistake"
    yields_to = ("special-mistake",)


def at(key: int, *witness: int) -> Verdict:
    places = tuple(Witness("step", Place("t.py", each), "") for each in witness)
    return Verdict(Place("t.py", key), "wrong", "Repair it.", places)


@pytest.mark.parametrize(
    ("special", "general", "spoken"),
    [
        (at(1), at(1), [Special]),
        (at(1, 2), at(2), [Special]),
        (at(1), at(2, 1), [Special]),
        (at(1), at(2), [Special, General]),
        (at(1, 3), at(2, 3), [Special, General]),
    ],
)
def test_who_speaks(special: Verdict, general: Verdict, spoken: list[type[Rule]]) -> None:
    claims: list[tuple[type[Rule], Verdict]] = [(Special, special), (General, general)]
    assert [rule for rule, _ in outspoken(claims)] == spoken


def test_alone_it_speaks() -> None:
    assert outspoken([(General, at(1))]) == [(General, at(1))]


def test_small_batches_of_ranks_are_one_defect() -> None:
    case = CASES / "unsynced-batchnorm" / "bad_trainer.py"
    rules = [rule for rule in static_rules() if rule.code in ("LT702", "LT803")]
    assert [rule.code for rule in rules] == ["LT702", "LT803"]
    found = [{f.code for f in analyse(str(case), case.read_bytes(), asked).findings}
             for asked in (tuple(rules), tuple(rules[:1]))]  # fmt: skip
    assert found == [{"LT803"}, {"LT702"}]
