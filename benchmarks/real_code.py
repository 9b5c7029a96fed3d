"""Runs lintrain on public repositories at pinned commits, and prints what it finds as a table.

    python benchmarks/real_code.py FOLDER [--write]

``FOLDER`` holds a checkout ``owner+name`` of each; what is missing is fetched into it with git. ``--write``
puts the table into ``benchmarks/REAL_CODE.md``. Exit code 2 if a file could not be checked.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

REPORT = Path(__file__).with_name("REAL_CODE.md")

Finding = dict[str, Any]
"""An object of lintrain's JSON."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on GitHub, and the commit to check."""

    name: str
    commit: str

    @property
    def url(self) -> str:
        """The address of the repository."""
        return f"https://github.com/{self.name}"


REPOSITORIES = (
    Repository("eriklindernoren/PyTorch-GAN", "36d3c77e5ff20ebe0aeefd322326a134a279b93e"),
    Repository("huggingface/pytorch-image-models", "aa4b5850c1543fa488abf260f18390eda46cf85d"),
    Repository("karpathy/minGPT", "37baab71b9abea1b76ab957409a1cc2fbfba8a26"),
    Repository("karpathy/nanoGPT", "3adf61e154c3fe3fca428ad6bc3818b27a3b8291"),
    Repository("kuangliu/pytorch-cifar", "49b7aa97b0c12fe0d4054e670403a16b6b834ddd"),
    Repository("pytorch/examples", "77f55b912142e11fcfdf5b530231fb9c52f181e8"),
    Repository("ultralytics/yolov5", "5081342f04fb287fc2e5f2b5a4e06752b7937b1c"),
    Repository("weiaicunzai/pytorch-cifar100", "11d8418f415b261e4ae3cb1ffe20d06ec95b98e4"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What lintrain says about one repository."""

    repository: Repository
    files: int
    findings: tuple[Finding, ...]


def main() -> None:
    """Check all repositories, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the checkouts are, or are to be")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    results = [check(repository, checkout(repository, arguments.folder)) for repository in REPOSITORIES]
    text = f"{total(results)}\n\n{table(results)}"
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text, end="")


def checkout(repository: Repository, folder: Path) -> Path:
    """Return the checkout of a repository; fetch it where there is none."""
    path = folder.resolve() / repository.name.replace("/", "+")
    if not path.exists():
        fetch(repository, path)
    if not (path / ".git").exists():
        print(f"note: {path} is no git checkout: taken to be {repository.commit}", file=sys.stderr)
    elif (head := git(path, "rev-parse", "HEAD")) != repository.commit:
        fail(f"{path} is at {head}, not at {repository.commit}")
    return path


def fetch(repository: Repository, path: Path) -> None:
    """Fetch one commit. Nothing is left behind if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder, "fresh")
        fresh.mkdir()
        git(fresh, "init", "-q")
        git(fresh, "fetch", "-q", "--depth=1", repository.url, repository.commit)
        git(fresh, "checkout", "-q", "FETCH_HEAD")
        fresh.rename(path)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder. Returns what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8")
    if done.returncode:
        fail(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def check(repository: Repository, path: Path) -> Result:
    """Run the real command on one checkout. Its own configuration says nothing here."""
    command = [sys.executable, "-m", "lintrain", "check", "--isolated", "--output-format=json", str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    files = re.search(r"(\d+) files? checked", done.stderr)
    if done.returncode not in (0, 1) or not files:
        fail(f"{repository.name}: {done.stderr.strip()}")
    found = [item | {"filename": relative(item["filename"], path)} for item in json.loads(done.stdout)]
    return Result(repository, int(files[1]), tuple(found))


def relative(filename: str, path: Path) -> str:
    """Return a finding's file as its repository names it."""
    return Path(filename).relative_to(path).as_posix()


def fail(message: str) -> NoReturn:
    """Say what could not be checked, and exit 2."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def total(results: list[Result]) -> str:
    """Return one sentence with the sums."""
    files = sum(result.files for result in results)
    findings = [finding for result in results for finding in result.findings]
    where = {(result.repository, f["filename"]) for result in results for f in result.findings}
    fixes = [finding["fix"]["applicability"] for finding in findings if finding["fix"]]
    return (
        f"{len(findings)} findings in {len(where)} of {files} files; "
        f"{fixes.count('safe')} have a safe fix, {fixes.count('unsafe')} an unsafe one."
    )


def table(results: list[Result]) -> str:
    """Return the table: a row per repository and rule, a link per finding."""
    head = "| repository | files | rule | findings |\n| --- | ---: | --- | --- |\n"
    return head + "".join(row for result in results for row in rows(result))


def rows(result: Result) -> Iterator[str]:
    """Yield the rows of one repository."""
    repository = result.repository
    tree = f"{repository.url}/tree/{repository.commit}"
    first = f"[{repository.name}]({tree}) `{repository.commit[:7]}` | {result.files}"
    by_rule = sorted(result.findings, key=lambda finding: str(finding["name"]))
    for name, found in groupby(by_rule, key=lambda finding: finding["name"]):
        yield f"| {first} | {name} | {', '.join(links(repository, list(found)))} |\n"
        first = " | "
    if not result.findings:
        yield f"| {first} | | none |\n"


def links(repository: Repository, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a link to each row of source; the first in a file names the file."""
    places = Counter((f["filename"], f["cell"], f["location"]["row"]) for f in findings)
    previous = ""
    for (filename, cell, row), times in places.items():
        place = f"cell {cell}:{row}" if cell else str(row)
        text = place if filename == previous else f"{Path(filename).name}:{place}"
        previous = filename
        again = f" ×{times}" if times > 1 else ""
        anchor = "" if cell else f"#L{row}"
        yield f"[{text}]({repository.url}/blob/{repository.commit}/{filename}{anchor}){again}"


if __name__ == "__main__":
    main()
