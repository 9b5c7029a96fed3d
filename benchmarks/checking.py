"""What the benchmarks share: run git, check a tree, and stop where something could not be checked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from lintrain.config import Config, Settings
from lintrain.engine import check_paths
from lintrain.findings import Finding, Problem

UNPARSABLE = "cannot be parsed"


@dataclass(frozen=True, slots=True)
class Checked:
    """What lintrain says about one tree. ``files`` were checked to the end; paths count from the tree."""

    files: int
    findings: tuple[Finding, ...]
    unparsable: tuple[Problem, ...] = ()


def fail(message: str) -> NoReturn:
    """Say what could not be checked, and exit 2."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder. Returns what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8")
    if done.returncode:
        fail(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def settings(rules: Sequence[str] = (), everything: bool = False) -> Settings:
    """Return lintrain's own settings, with other rules where they are named.

    ``everything`` passes over no file: for trees that were unpacked here and hold nothing else.
    """
    chosen = Config.DEFAULT.apply(Config(select=tuple(rules) or None))
    return replace(chosen, exclude=(), respect_gitignore=False) if everything else chosen


def check(tree: Path, chosen: Settings) -> Checked:
    """Check a tree. A file that cannot be parsed is listed; anything else that goes wrong stops all."""
    root = tree.resolve()
    report = check_paths([str(root)], chosen)
    problems = [problem for problem in report.problems if not problem.message.startswith(UNPARSABLE)]
    for problem in [*problems, *report.skipped]:
        fail(f"{problem.path}: {problem.message}")
    unparsable = [p for p in report.problems if p.message.startswith(UNPARSABLE)]
    if not report.files:
        fail(f"{tree}: no Python files")
    return Checked(
        report.checked,
        tuple(_inside(finding, root) for finding in report.findings),
        tuple(replace(problem, path=relative(problem.path, root)) for problem in unparsable),
    )


def _inside(finding: Finding, root: Path) -> Finding:
    related = tuple(replace(item, path=relative(item.path, root)) for item in finding.related)
    return replace(finding, path=relative(finding.path, root), related=related)


def relative(filename: str, root: Path) -> str:
    """Return a file as its tree names it. Paths inside the working directory come relative to that."""
    return Path(filename).resolve().relative_to(root).as_posix()
