"""The programs in ``tests/cases``: a folder per rule, and what fixing makes of them.

A case is a file, or a folder of files that import each other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from lintrain.analysis import analyse
from lintrain.config import Config
from lintrain.engine import check_paths
from lintrain.findings import FileReport
from lintrain.report import Report
from lintrain.rule import Rule, static_rules

CASES = Path(__file__).parent / "cases"
RULES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
REPAIRED = (".fixed.py", ".unsafe.py")
REPAIRED_FOLDERS = (".fixed", ".unsafe")
CORE = (
    "clip-after-step", "missing-zero-grad", "clip-without-unscale", "unscaled-accumulation-loss",
    "softmax-before-cross-entropy", "weight-decay-on-norm", "missing-eval",
)  # fmt: skip
"""The mistakes that are made most, of which most is asked."""

_EXPECTATION = re.compile(r"#\s*error:\s*([\w-]+(?:,\s*[\w-]+)*)")


def is_repaired(path: Path) -> bool:
    """Tell whether a file is what a fix should produce."""
    return path.name.endswith(REPAIRED)


def files(rule: str, pattern: str) -> list[Path]:
    """Return the files of a rule by pattern, without the results of fixes."""
    return [path for path in sorted((CASES / rule).glob(pattern)) if not is_repaired(path)]


def folders(rule: str, pattern: str) -> list[Path]:
    """Return the cases of a rule that are folders."""
    found = (path for path in sorted((CASES / rule).glob(pattern)) if path.is_dir())
    return [path for path in found if path.suffix not in REPAIRED_FOLDERS]


def repaired(path: Path) -> Path | None:
    """Return the hand-written result of fixing ``path``; ``None`` where nothing may be fixed."""
    ends = REPAIRED_FOLDERS if path.is_dir() else REPAIRED
    return next((p for p in (path.with_suffix(end) for end in ends) if p.exists()), None)


def name(path: Path) -> str:
    """Return a short name for a test's parameter."""
    return f"{path.parent.name}/{path.name.removesuffix('.py')}"


def asked(rule: str) -> tuple[type[Rule], ...]:
    """Return the rules by which the cases of ``rule`` are judged: those that are on, and itself."""
    return tuple(each for each in static_rules() if each.default or each.name == rule)


@cache
def report(path: Path) -> FileReport:
    """Return what is found in a case."""
    return analyse(str(path), path.read_bytes(), asked(path.parent.name))


@cache
def folder_report(path: Path) -> Report:
    """Return what is found in a case of several files."""
    return check_paths([str(path)], replace(Config.DEFAULT, rules=asked(path.parent.name)))


def expectations(path: Path) -> set[tuple[int, str]]:
    """Return the rows that are marked ``# error: rule-name``, each with its rule."""
    rows = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    marks = ((row, found[1]) for row, line in rows for found in _EXPECTATION.finditer(line))
    return {(row, rule.strip()) for row, rules in marks for rule in rules.split(",")}
