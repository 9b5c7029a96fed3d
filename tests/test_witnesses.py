"""Generated programs before both witnesses: what one claims the other must see; what is right is silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generated.drawing import NAMES, plans, simplest
from generated.examining import Court, Examined
from generated.mistakes import BY_NAME, MISTAKES, Mistake, fits
from generated.plan import Plan, settled
from generated.repairing import complaints, falls, repaired
from generated.writing import write
from hypothesis import given, settings

from lintrain.rule import find_rule

UNFIXABLE = ("stepped twice", "no step")
"""What only the author can repair."""
COURT = Court()
SHORT = [mistake for mistake in MISTAKES if mistake.name != "graphs kept"]
"""Those that a run of three epochs shows: graphs have to grow for longer."""


def clear(plan: Plan) -> Examined:
    """Examine a program, and return it if the witnesses agree."""
    examined = COURT.examine(plan)
    if examined.disagreements:
        key = examined.disagreements[0].key
        plan = simplest(plan, lambda each: key in {d.key for d in COURT.examine(each).disagreements})
        pytest.fail(f"{key}\n{plan.chosen()}\n{write(plan)}")
    return examined


@pytest.mark.parametrize("mistake", SHORT, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_the_simplest_program_with_each_mistake_is_claimed(mistake: Mistake) -> None:
    simple = Plan(**{name: values[0] for name, values in mistake.needs.items()}, mistake=mistake.name)
    examined = clear(settled(simple))
    right = COURT.examine(settled(replace(simple, mistake="none")))
    assert examined.text != right.text and not right.disagreements


@pytest.mark.parametrize("mistake", SHORT, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_what_is_fixed_runs_clean_and_learns(mistake: Mistake) -> None:
    simple = Plan(**{name: values[0] for name, values in mistake.needs.items()}, mistake=mistake.name)
    fixed = repaired(COURT, COURT.examine(settled(simple)))
    assert (fixed is None) == (mistake.name in UNFIXABLE)
    assert fixed is None or (not list(complaints(fixed)) and len(fixed.history) >= 6)


def test_a_fall_is_told_from_a_rise() -> None:
    assert falls((3.0, 2.5, 2.0, 1.5, 1.2, 1.0))
    assert not falls((1.0, 1.2, 1.5, 2.0, 2.5, 3.0))
    assert not falls((1.0, 1.0, 1.0, 1.0, 1.0, 1.0))


def test_every_mistake_names_rules_that_exist() -> None:
    assert len(BY_NAME) == len(MISTAKES) and "none" not in BY_NAME
    assert all(find_rule(rule) for mistake in MISTAKES for rule in (*mistake.rules, *mistake.also))


def test_a_program_that_is_wrong_is_not_taken_for_a_right_one() -> None:
    """The test of the test: the same text under another name disagrees on every count."""
    wrong = COURT.examine(Plan(mistake="never cleared"))
    disguised = replace(wrong, plan=Plan())
    kinds = {(each.kind, each.rule) for each in disguised.disagreements}
    assert kinds == {
        ("unexpected in the source", "missing-zero-grad"),
        ("unexpected in the run", "missing-zero-grad"),
    }
    silent = replace(wrong, static=())
    assert {each.kind for each in silent.disagreements} == {"only in the run", "missed in the source"}
    unseen = replace(wrong, seen=())
    assert {each.kind for each in unseen.disagreements} == {"only on paper", "missed in the run"}


def test_the_simplest_program_is_found() -> None:
    """Whatever else is chosen, what makes the difference is left."""
    plan = Plan(structure="main", norm="batch", clip="norm", clear="loop", evaluate="inline", log="total")
    assert simplest(plan, lambda each: "clip_grad_norm_" in write(each)) == Plan(clip="norm")


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(plans(NAMES))
def test_programs_are_settled_and_can_be_compiled(plan: Plan) -> None:
    assert settled(plan) == plan and fits(plan)
    compile(write(plan), "program.py", "exec")
