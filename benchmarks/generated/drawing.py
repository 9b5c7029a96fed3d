"""Programs at random, and the simplest that shows the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from generated.mistakes import BY_NAME, allowed, fits
from generated.plan import CHOICES, Plan, settled

NAMES = ("none", *BY_NAME)


def plans(mistakes: tuple[str, ...] = NAMES) -> st.SearchStrategy[Plan]:
    """Return a strategy of settled plans, with one of ``mistakes`` each."""
    return st.sampled_from(mistakes).flatmap(_plans).filter(fits)


def _plans(mistake: str) -> st.SearchStrategy[Plan]:
    choices = {name: _choice(values) for name, values in allowed(mistake).items()}
    return st.builds(Plan, **choices, mistake=st.just(mistake)).map(settled)


def _choice(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Every other choice is the simplest: in a program that has everything, one thing hides the other."""
    return st.just(values[0]) | st.sampled_from(values)


def simplest(plan: Plan, shows: Callable[[Plan], bool]) -> Plan:
    """Make one choice after the other simpler, as long as the plan still shows what it shows."""
    while True:
        for simpler in _simpler(plan):
            if shows(simpler):
                plan = simpler
                break
        else:
            return plan


def _simpler(plan: Plan) -> list[Plan]:
    choices = allowed(plan.mistake)
    tried: list[Plan] = []
    for name in CHOICES:
        for value in choices[name]:
            if value == getattr(plan, name):
                break
            other = settled(replace(plan, **{name: value}))
            if other != plan and fits(other) and other not in tried and _size(other) < _size(plan):
                tried.append(other)
    return tried


def _size(plan: Plan) -> int:
    return sum(choices.index(getattr(plan, name)) for name, choices in CHOICES.items())
