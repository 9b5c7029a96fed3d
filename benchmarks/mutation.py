"""Plants mistakes into the loops of public repositories: how many are caught, and how many repaired?

    python benchmarks/mutation.py FOLDER [--rule RULE] [--most 25] [--write]

``FOLDER`` holds the checkouts. Only files with a correct loop are used, that is, with no finding of the rule.
Files are changed in memory. What was missed, or found and not repaired, is printed while it goes on.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from checking import settings
from planting import PLANTINGS, Mutant, mutants

from lintrain.engine import Fixes, Report, Session
from lintrain.rule import find_rule

REPORT = Path(__file__).with_name("MUTATION.md")
SEVEN = tuple(list(PLANTINGS)[:7])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutant."""

    rule: str
    path: str
    row: int
    caught: bool
    repaired: bool
    why: str = ""


def main() -> None:
    """Plant, check and fix; print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the checkouts are")
    parser.add_argument("--rule", action="append", help="only mistakes of this rule; not with --write")
    parser.add_argument("--most", type=int, default=25, help="so many mutants of each rule")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    outcomes = plant(arguments.folder, arguments.rule or list(PLANTINGS), arguments.most)
    text = report(outcomes)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


def plant(folder: Path, rules: list[str], most: int) -> list[Outcome]:
    """Plant the mistakes of ``rules`` into the files under ``folder``; at most two of a rule into a file."""
    session, outcomes = Session(), list[Outcome]()
    done: Counter[str] = Counter()
    for path in sorted(folder.glob("*/**/*.py")):
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        if ".backward(" not in text or "\r" in text:
            continue
        here: Counter[str] = Counter()
        for mutant in _mutants(text):
            rule = mutant.rule
            if rule not in rules or done[rule] >= most or here[rule] >= 2:
                continue
            here[rule] += 1
            outcome = examine(session, path, text, mutant, folder)
            if outcome is not None:
                done[rule] += 1
                outcomes.append(outcome)
                if not outcome.repaired:
                    print(
                        f"{_short(outcome)}: {outcome.path}:{outcome.row} {outcome.why}",
                        file=sys.stderr,
                        flush=True,
                    )
    return outcomes


def _mutants(text: str) -> list[Mutant]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(mutants(text))
        except SyntaxError:  # Python 2
            return []


def examine(session: Session, path: Path, text: str, mutant: Mutant, folder: Path) -> Outcome | None:
    """Check a mutant, and fix it; ``None`` where the rule has something to say of the file as it is."""
    asked = settings([mutant.rule])
    if _told(session.check_source(str(path), text.encode(), asked), mutant.rule):
        return None
    fixed = session.check_source(str(path), mutant.text.encode(), asked, Fixes.ALL)
    left = [f for f in fixed.findings if f.name == mutant.rule]
    applied = [f for f in fixed.applied if f.name == mutant.rule]
    where = path.relative_to(folder).as_posix()
    caught, repaired = bool(left or applied), bool(applied and not left)
    return Outcome(mutant.rule, where, mutant.row, caught, repaired, next((f.fix_withheld for f in left), ""))


def _short(outcome: Outcome) -> str:
    return f"{outcome.rule} {'not repaired' if outcome.caught else 'missed'}"


def _told(report: Report, rule: str) -> bool:
    return any(finding.name == rule for finding in report.findings)


def report(outcomes: list[Outcome]) -> str:
    """Return the table."""
    lines = [
        "# Mistakes planted into real loops",
        "",
        "Into correct loops of public repositories one mistake each was planted: see `planting.py` for the",
        "conditions under which a change is certainly a mistake. Unsafe fixes are applied, too.",
        "",
        "| rule | mutants | caught | repaired |",
        "| --- | ---: | ---: | ---: |",
    ]
    groups = {rule: [o for o in outcomes if o.rule == rule] for rule in PLANTINGS}
    for rule, several in groups.items():
        known = find_rule(rule)
        if several and known:
            lines.append(f"| {known.code} {rule} | {_row(several)} |")
    lines += [f"| the seven | {_row([o for o in outcomes if o.rule in SEVEN])} |"]
    lines += [f"| the others | {_row([o for o in outcomes if o.rule not in SEVEN])} |"]
    return "\n".join(lines) + "\n"


def _row(several: list[Outcome]) -> str:
    caught, repaired, count = sum(o.caught for o in several), sum(o.repaired for o in several), len(several)
    return f"{count} | {_share(caught, count)} | {_share(repaired, count)}"


def _share(some: int, count: int) -> str:
    return f"{some} ({some / count:.0%})" if count else "-"


if __name__ == "__main__":
    main()
