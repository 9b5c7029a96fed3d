"""Applies all fixes to copies of the bad cases and of public repositories, and counts what goes wrong.

    python benchmarks/fixing.py FOLDER [--all] [--write]

``FOLDER`` holds the checkouts of ``real_code.py``; what is missing is fetched into it. Looked
at are files in which ``REAL_CODE.md`` has findings; with ``--all`` it is every file, and all rules are on;
those included that are off by default, which takes half an hour. A case is judged by the rules that are on,
and its own. Unsafe fixes are applied, too. ``--write`` puts the page into ``benchmarks/FIXING.md``. Exit code
1 if a fix did damage.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory

from checking import settings
from mending import Mended, mend
from real_code import REPORT as FOUND
from real_code import REPOSITORIES, Repository, checkout

from lintrain.fixer import fixer_of
from lintrain.rule import Rule, static_rules

REPORT = Path(__file__).with_name("FIXING.md")
CASES = Path(__file__).parents[1] / "tests" / "cases"
REPAIRED = (".fixed.py", ".unsafe.py")
CORE = (
    "clip-after-step", "clip-without-unscale", "missing-zero-grad", "unscaled-accumulation-loss",
    "softmax-before-cross-entropy", "weight-decay-on-norm", "missing-eval",
)  # fmt: skip
"""The seven mistakes that are made most come first."""

DAMAGE = (
    ("broken", "files that no longer parse"),
    ("new", "new findings"),
    ("again", "files that a second run changes"),
    ("strayed", "files with a byte changed outside the edits"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many findings of one rule there are, and why some are left."""

    found: int = 0
    left: tuple[str, ...] = ()

    @property
    def fixed(self) -> int:
        """How many are repaired."""
        return self.found - len(self.left)

    @property
    def part(self) -> str:
        """How many of a hundred these are; never more than there are."""
        return f"{100 * self.fixed // self.found} %" if self.found else ""

    def __str__(self) -> str:
        return f"| {self.fixed} of {self.found} | {self.part}" if self.found else "| |"


def main() -> None:
    """Repair everything, and print or write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the checkouts are, or are to be")
    parser.add_argument("--all", action="store_true", help="turn all rules on")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    cases = list(mended_cases())
    real = [mended_repository(each, arguments.folder, arguments.all) for each in REPOSITORIES]
    if arguments.write:
        REPORT.write_text(report(cases, real), encoding="utf-8", newline="\n")
    else:
        print(report(cases, real), end="")
    if harm := list(damaged([*cases, *real])):
        print("\n".join(harm), file=sys.stderr)
        sys.exit(1)


def mended_repository(repository: Repository, folder: Path, everything: bool) -> Mended:
    """Repair the files of a repository in which something was found, or all with all rules."""
    tree = checkout(repository, folder)
    if everything:
        return mend(tree, settings(["ALL"]))
    blob = re.escape(repository.blob(""))
    names = re.findall(rf"\]\({blob}([^)#]+)", FOUND.read_text(encoding="utf-8").partition("\n## ")[0])
    return mend(tree, settings(), sorted(set(names))) if names else Mended(Counter(), ())


def mended_cases() -> Iterator[Mended]:
    """Repair each bad case of a rule that has a fixer, alone; what the page counts is its own rule."""
    for rule in static_rules():
        if fixer_of(rule) is not None:
            yield from (mended_case(path, rule) for path in bad_cases(rule.name))


def bad_cases(rule: str) -> list[Path]:
    """Return the bad cases of a rule: files and folders."""
    return [path for path in sorted((CASES / rule).glob("bad_*")) if not path.name.endswith(REPAIRED)]


def mended_case(path: Path, rule: type[Rule]) -> Mended:
    """Repair one case. Findings of other rules that are marked in it are repaired, too, and not counted."""
    asked = tuple(each for each in static_rules() if each.default or each is rule)
    with TemporaryDirectory() as folder:
        tree = Path(folder, "case")
        if path.is_dir():
            copytree(path, tree)
        else:
            tree.mkdir()
            copyfile(path, tree / path.name)
        done = mend(tree, replace(settings(everything=True), rules=asked))
    own = Counter({rule.name: done.found[rule.name]})
    return replace(done, found=own, left=tuple(f for f in done.left if f.name == rule.name))


def report(cases: Sequence[Mended], real: Sequence[Mended]) -> str:
    """Return the page. What stands before its first heading goes into the README."""
    head = "| rule | cases | | real code | |\n| --- | ---: | ---: | ---: | ---: |\n"
    return f"{total(cases, real)}\n\n{head}{''.join(rows(cases, real))}\n{''.join(reasons(cases, real))}"


def total(cases: Sequence[Mended], real: Sequence[Mended]) -> str:
    """Return a few sentences with the sums."""
    everything = [*cases, *real]
    harm = ", ".join(f"{sum(len(getattr(m, kind)) for m in everything)} {what}" for kind, what in DAMAGE)
    return (
        f"All fixes were applied, unsafe ones too, to copies of {len(cases)} bad cases and {len(real)} "
        f"public repositories: {harm}. Of the findings whose rule has a fixer, {summed(cases)} are fixed "
        f"in the cases and {summed(real)} in real code."
    )


def summed(trees: Sequence[Mended]) -> str:
    """Return the share of all rules together."""
    shares = [share(trees, rule.name) for rule in fixable()]
    left = tuple(reason for each in shares for reason in each.left)
    whole = Share(sum(each.found for each in shares), left)
    return f"{whole.fixed} of {whole.found} ({whole.part})"


def fixable() -> list[type[Rule]]:
    """Return the rules that have a fixer, the seven first."""
    rules = {rule.name: rule for rule in static_rules() if fixer_of(rule) is not None}
    return [*(rules.pop(name) for name in CORE), *rules.values()]


def share(trees: Sequence[Mended], rule: str) -> Share:
    """Return how much of one rule is repaired in all trees."""
    left = [finding for tree in trees for finding in tree.left if finding.name == rule]
    return Share(
        sum(tree.found[rule] for tree in trees),
        tuple(finding.fix_withheld or "its fix was withdrawn" for finding in left),
    )


def rows(cases: Sequence[Mended], real: Sequence[Mended]) -> Iterator[str]:
    """Yield a row for each rule that has a fixer."""
    for rule in fixable():
        name = f"**{rule.name}**" if rule.name in CORE else rule.name
        yield f"| {name} {share(cases, rule.name)} {share(real, rule.name)} |\n"


def reasons(cases: Sequence[Mended], real: Sequence[Mended]) -> Iterator[str]:
    """Yield, for each rule of which something is left, why."""
    yield "## What is left, and why\n\n"
    for rule in fixable():
        for where, trees in (("case", cases), ("real code", real)):
            for reason, times in Counter(share(trees, rule.name).left).most_common():
                yield f"- {rule.name}, {where}: {reason}{f' ×{times}' if times > 1 else ''}\n"


def damaged(trees: Sequence[Mended]) -> Iterator[str]:
    """Yield what a fix has harmed."""
    for kind, what in DAMAGE:
        yield from (f"{what}: {path}" for tree in trees for path in getattr(tree, kind))


if __name__ == "__main__":
    main()
