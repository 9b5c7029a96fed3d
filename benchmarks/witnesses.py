"""Sets both witnesses on generated programs: each is linted, run under observation, fixed, and run again.

    python benchmarks/witnesses.py [--programs 20000] [--seed 0] [--mistake NAME] [--write]

Each disagreement is printed with the simplest program that shows it. ``--write`` puts what was counted into
``WITNESSES.md``. Exit code 1 if the witnesses disagree.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import torch
from generated.drawing import NAMES, plans, simplest
from generated.examining import Court, Disagreement, Examined
from generated.mistakes import BY_NAME
from generated.plan import CHOICES, Plan
from generated.repairing import complaints, repaired
from hypothesis import HealthCheck, Phase, given, seed, settings

from lintrain.rule import find_rule

REPORT = Path(__file__).with_name("WITNESSES.md")
CHUNK = 500
"""Programs that are drawn with one seed: drawing gets slower with their number."""
Key = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """What was counted."""

    mistakes: Counter[str] = field(default_factory=Counter)
    fixed: Counter[str] = field(default_factory=Counter)
    features: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreements: dict[Key, list[Plan]] = field(default_factory=dict)

    @property
    def programs(self) -> int:
        """How many programs were examined."""
        return self.mistakes.total()


def main() -> None:
    """Examine programs, and print or write what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--programs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mistake", choices=NAMES, help="programs with this mistake only; not with --write")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    court, tally, began = Court(), Tally(), time.monotonic()
    names = (arguments.mistake,) if arguments.mistake else NAMES
    for number in range(0, arguments.programs, CHUNK):
        draw(court, tally, names, min(CHUNK, arguments.programs - number), arguments.seed + number)
        print(f"{tally.programs} programs, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    shown(court, tally)
    text = report(tally, arguments.seed)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    sys.exit(bool(tally.disagreements))


def draw(court: Court, tally: Tally, names: tuple[str, ...], count: int, start: int) -> None:
    """Draw so many programs, and examine each."""

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plans(names))
    def each(plan: Plan) -> None:
        tally.mistakes[plan.mistake] += 1
        tally.features.update((name, getattr(plan, name)) for name in CHOICES)
        for disagreement in examined(court, plan, tally):
            known = tally.disagreements.setdefault((*disagreement.key, plan.mistake), [])
            known.append(plan)
            if len(known) == 1:
                print(disagreement, plan.chosen(), file=sys.stderr, flush=True)

    each()


def examined(court: Court, plan: Plan, tally: Tally | None = None) -> list[Disagreement]:
    """Examine a program as it is, and as it is after its fix."""
    told = court.examine(plan)
    found = told.disagreements
    if found or plan.mistake == "none":
        return found
    return list(_after(court, told, tally))


def _after(court: Court, told: Examined, tally: Tally | None) -> list[Disagreement]:
    fixed = repaired(court, told)
    if fixed is None:
        return []
    if tally is not None:
        tally.fixed[told.plan.mistake] += 1
    return list(complaints(fixed))


def shown(court: Court, tally: Tally) -> None:
    """Print the simplest program for each kind of disagreement."""
    for key, several in tally.disagreements.items():

        def shows(plan: Plan, key: Key = key) -> bool:
            return any((*each.key, plan.mistake) == key for each in examined(court, plan))

        print(len(several), *key, simplest(several[0], shows).chosen(), sep=" | ")


def report(tally: Tally, start: int) -> str:
    """Return what was counted, as a document."""
    bad = tally.programs - tally.mistakes["none"]
    lines = [
        "# The witnesses against each other",
        "",
        f"{tally.programs} generated programs (seed {start}): each was linted, and run for three epochs",
        f"under observation. {tally.mistakes['none']} are correct, {bad} have one known mistake, of which",
        f"{tally.fixed.total()} were fixed and run again for twelve epochs.",
        "",
        f"Disagreements: **{sum(map(len, tally.disagreements.values()))}**.",
        "",
        "| mistake | rule | programs | fixed, and run clean |",
        "| --- | --- | ---: | ---: |",
    ]
    for name, mistake in BY_NAME.items():
        known = filter(None, map(find_rule, mistake.rules))
        rules = ", ".join(f"{rule.code} {rule.name}" for rule in known)
        lines.append(f"| {name} | {rules} | {tally.mistakes[name]} | {tally.fixed[name]} |")
    lines += ["", "| choice | programs |", "| --- | --- |"]
    for name, values in CHOICES.items():
        shares = ", ".join(f"{value} {tally.features[name, value]}" for value in values)
        lines.append(f"| {name} | {shares} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
