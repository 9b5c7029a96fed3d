"""Looks for known bugs of public repositories: is each found before its fix, and gone after it?

    python benchmarks/recall.py FOLDER [--write] [--rule RULE]

``recall.tsv`` lists them. ``FOLDER`` holds a clone ``owner+name`` of each repository, with a work tree or
bare; what is missing is fetched into it with git. ``--write`` puts the table into ``RECALL.md``. Exit code 2
if a bug whose rule exists could not be looked for.
"""

from __future__ import annotations

import argparse
import ast
import csv
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from checking import Checked, check, fail, git, settings

from lintrain.findings import Finding
from lintrain.rule import find_rule

TABLE = Path(__file__).with_name("recall.tsv")
REPORT = Path(__file__).with_name("RECALL.md")
KEPT = (".py", ".pyw", ".ipynb", ".toml", ".cfg")
"""What of a commit is written to disk: a linter reads nothing else, and the rest can be large."""


@dataclass(frozen=True, slots=True)
class Bug:
    """One row of the table: ``rule`` holds at ``fix``, and is violated in ``paths`` at its parent."""

    rule: str
    repository: str
    fix: str
    parent: str
    paths: tuple[str, ...]
    note: str

    @property
    def link(self) -> str:
        """The fix, as a link."""
        return f"[{self.repository}](https://github.com/{self.repository}/commit/{self.fix}) `{self.fix[:7]}`"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands, in words that survive a change of other lines."""

    path: str
    function: str
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Result:
    """What was found at the parent, what of it is gone at the fix, and what is found at the fix."""

    bug: Bug
    before: tuple[Spot, ...]
    gone: tuple[Spot, ...]
    after: tuple[Spot, ...]

    @property
    def verdict(self) -> str:
        """The result in a word or two."""
        if not self.before:
            return "missed"
        if not self.gone:
            return "caught, not resolved"
        return "caught, resolved" + (f"; {len(self.after)} left at the fix" if self.after else "")


def main() -> None:
    """Look for all bugs, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the clones are, or are to be")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--rule", help="only the bugs of this rule; not with --write")
    arguments = parser.parse_args()
    if arguments.write and arguments.rule:
        parser.error(f"{REPORT.name} holds all rules")
    bugs = [b for b in read(TABLE.read_text(encoding="utf-8")) if arguments.rule in (None, b.rule)]
    results = [look(bug, arguments.folder) for bug in bugs if find_rule(bug.rule)]
    text = report(results, [bug for bug in bugs if not find_rule(bug.rule)])
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


def read(text: str) -> list[Bug]:
    """Read the table. Its first line names the columns."""
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    expected = ["rule", "repository", "fix", "parent", "paths", "note"]
    if (head := next(rows, [])) != expected:
        fail(f"{TABLE.name}: the columns are {head}, not {expected}")
    return [
        Bug(rule, repository, fix, parent, tuple(paths.split(";")), note)
        for rule, repository, fix, parent, paths, note in rows
    ]


# Clones and trees


def look(bug: Bug, folder: Path) -> Result:
    """Check the trees of both commits."""
    print(f"{bug.rule}: {bug.repository}", file=sys.stderr)
    repository = clone(bug.repository, folder)
    before, after = (spots(bug, repository, commit) for commit in (bug.parent, bug.fix))
    return Result(bug, before, tuple(gone(before, after)), after)


def clone(name: str, folder: Path) -> Path:
    """Return the clone of a repository; fetch it where there is none."""
    path = folder.resolve() / name.replace("/", "+")
    for place in (path, path / "repo"):
        if (place / ".git").exists() or (place / "HEAD").is_file():
            return place
    if path.exists():
        fail(f"{path} is no git repository")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as scratch:
        fresh = Path(scratch, "fresh")
        git(path.parent, "clone", "-q", "--mirror", f"https://github.com/{name}", str(fresh))
        fresh.rename(path)
    return path


def spots(bug: Bug, repository: Path, commit: str) -> tuple[Spot, ...]:
    """Check the whole tree of a commit, so that imports lead somewhere. Returns what concerns the bug."""
    with TemporaryDirectory() as scratch:
        tree = Path(scratch)
        missing = export(repository, commit, tree)
        if lost := missing.intersection(bug.paths):
            fail(f"{repository} lacks {', '.join(sorted(lost))} of {commit}")
        checked = check(tree, settings([bug.rule], everything=True))
        complain(bug, checked)
        return tuple(spot(tree, finding) for finding in checked.findings if concerns(bug, finding))


def complain(bug: Bug, checked: Checked) -> None:
    """Stop where a file of the bug itself could not be parsed: silence about it says nothing."""
    for problem in checked.unparsable:
        if problem.path in bug.paths:
            fail(f"{bug.repository}: {problem.path}: {problem.message}")


def export(repository: Path, commit: str, tree: Path) -> set[str]:
    """Write the files of a commit that a linter reads. Returns those whose content the clone lacks."""
    blobs = list(listed(git(repository, "ls-tree", "-r", "-z", commit)))
    names = "".join(f"{blob}\n" for _, blob in blobs).encode()
    command = ["git", "cat-file", "--batch"]
    data = subprocess.run(command, cwd=repository, input=names, capture_output=True, check=True).stdout
    missing: set[str] = set()
    for path, _ in blobs:
        head, _, data = data.partition(b"\n")
        if head.endswith(b" missing"):
            missing.add(path)
            continue
        size = int(head.rpartition(b" ")[2])
        put(tree, path, data[:size])
        data = data[size + 1 :]
    return missing


def listed(text: str) -> Iterator[tuple[str, str]]:
    """Yield path and blob of the regular files among those that ``ls-tree -z`` lists, if they are of use."""
    for entry in filter(None, text.split("\0")):
        facts, _, path = entry.partition("\t")
        mode, _, blob = facts.split(" ")
        if mode.startswith("100") and path.endswith(KEPT):
            yield path, blob


def put(tree: Path, path: str, content: bytes) -> None:
    """Write one file under ``tree``, and nowhere else."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        fail(f"{path} leads out of its tree")
    target = tree / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


# Findings


def concerns(bug: Bug, finding: Finding) -> bool:
    """Tell whether a finding, or one of the places that prove it, stands in the bug's files."""
    return not {finding.path, *(item.path for item in finding.related)}.isdisjoint(bug.paths)


def spot(tree: Path, finding: Finding) -> Spot:
    """Return where a finding stands."""
    row = finding.span.start.row
    if not finding.path.endswith((".py", ".pyw")):
        return Spot(finding.path, "", finding.message, row)
    with tokenize.open(tree / finding.path) as file:
        source = file.read()
    return Spot(finding.path, enclosing(source, row), source.splitlines()[row - 1].strip(), row)


def enclosing(source: str, row: int) -> str:
    """Return the dotted name of the function or class that a row stands in, empty at module level."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    around = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, scopes) and node.lineno <= row <= (node.end_lineno or node.lineno)
    ]
    return ".".join(node.name for node in sorted(around, key=lambda node: node.lineno))


Likeness = Callable[[Spot], tuple[str, ...]]

LIKENESSES: tuple[Likeness, ...] = (
    lambda spot: (spot.path, spot.function, spot.text),
    lambda spot: (spot.path, spot.function),  # the line was rewritten
    lambda spot: (spot.path, spot.text),  # the line was moved
)


def gone(before: Sequence[Spot], after: Sequence[Spot]) -> list[Spot]:
    """Return the findings that a fix has resolved: those that none of the remaining ones can be."""
    rest, left = list(before), list(after)
    for likeness in LIKENESSES:
        rest, left = unmatched(rest, left, likeness), unmatched(left, rest, likeness)
    return rest


def unmatched(some: Sequence[Spot], others: Sequence[Spot], likeness: Likeness) -> list[Spot]:
    """Return those of ``some`` for which ``others`` has none that is alike; each stands for one only."""
    alike = Counter(map(likeness, others))
    alike.subtract(map(likeness, some))
    surplus = {key: -number for key, number in alike.items()}
    found: list[Spot] = []
    for one in reversed(some):
        if surplus[likeness(one)] > 0:
            surplus[likeness(one)] -= 1
            found.insert(0, one)
    return found


# The table


def report(results: Sequence[Result], unknown: Sequence[Bug]) -> str:
    """Return the page: a sentence with the sums, and a row for each bug."""
    lines = [
        total(results, unknown),
        "",
        "| rule | fix | result | found at the parent | the bug |",
        "| --- | --- | --- | --- | --- |",
        *(row(r.bug, r.verdict, ", ".join(places(r))) for r in results),
        *(row(bug, "no rule yet", "") for bug in unknown),
    ]
    return "\n".join(lines) + "\n"


def total(results: Sequence[Result], unknown: Sequence[Bug]) -> str:
    """Return one sentence with the sums."""
    solved = sum(bool(result.gone) for result in results)
    share = f" ({100 * solved / len(results):.0f} %)" if results else ""
    return (
        f"{solved} of {len(results)} bugs{share} are caught at the parent and resolved by the fix; "
        f"{len(unknown)} more have no rule yet."
    )


def row(bug: Bug, verdict: str, found: str) -> str:
    """Return one row of the table."""
    return f"| {bug.rule} | {bug.link} | {verdict} | {found} | {bug.note} |"


def places(result: Result) -> Iterator[str]:
    """Yield a link to each finding at the parent."""
    tree = f"https://github.com/{result.bug.repository}/blob/{result.bug.parent}"
    for spot in result.before:
        yield f"[{PurePosixPath(spot.path).name}:{spot.row}]({tree}/{spot.path}#L{spot.row})"


if __name__ == "__main__":
    main()
