"""Calls: where methods are searched, and what is left of a caller whose callee is too much to follow."""

from __future__ import annotations

import textwrap

import pytest

from lintrain.analysis import analyse
from lintrain.flow import machine, witness
from lintrain.model.lineage import lineage
from lintrain.rule import static_rules


def found(source: str) -> list[str]:
    on = [rule for rule in static_rules() if rule.default]
    report = analyse("t.py", textwrap.dedent(source).encode(), on)
    assert not report.problems
    return [finding.name for finding in report.findings]


class Top: ...


class Left(Top): ...


class Right(Top): ...


class Inner(Left): ...


class Bottom(Inner, Right): ...


@pytest.mark.parametrize("cls", [Top, Left, Bottom])
def test_methods_are_searched_in_the_order_of_python(cls: type) -> None:
    order = lineage(cls, lambda one: one.__bases__)
    assert order == list(cls.__mro__)


def test_bases_without_an_order_are_taken_as_they_come() -> None:
    bases = {"a": ["b", "c"], "b": ["c", "d"], "c": ["d", "b"], "d": []}
    assert set(lineage("a", lambda one: bases[one])) == {"a", "b", "c", "d"}


def heavy(training: str) -> str:
    """Return a program whose helper has far more paths than can be followed."""
    choices = "\n".join(f"    if a[{i}] > {i}:\n        scale_{i} = a[{i}]" for i in range(60))
    uses = "\n".join(f"        if a[{i}] > {i}:\n            b.grad_{i} = scale_{i}" for i in range(60))
    helper = f"def helper(a, b):\n{choices}\n    for c in b:\n{uses}\n    return b\n"
    return f"import torch\nimport torch.nn.functional as F\n\n\n{helper}\n\n{textwrap.dedent(training)}"


TRAINING = """
def main(model, loader, a, b):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        helper(a, b)
        F.mse_loss(model(x), y).backward()
        optimizer.step()
"""


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a root take so little that the helper is too much for it."""
    monkeypatch.setattr(machine, "BUDGET", 300)
    monkeypatch.setattr(machine, "VISITS", 0)


@pytest.mark.usefixtures("short")
def test_a_helper_that_is_too_much_does_not_silence_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(heavy(TRAINING)) == ["missing-zero-grad"]
    monkeypatch.setattr(witness, "MOST_OPAQUE", 0)
    assert found(heavy(TRAINING)) == []


@pytest.mark.usefixtures("short")
def test_a_helper_that_is_too_much_may_do_anything_with_what_it_gets() -> None:
    assert found(heavy(TRAINING.replace("helper(a, b)", "helper(a, optimizer)"))) == []
