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
from lintrain.engine import Report, check_paths
from lintrain.findings import FileReport
from lintrain.rule import static_rules

CASES = Path(__file__).parent / "cases"
RULES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
REPAIRED = (".fixed.py", ".unsafe.py")

_EXPECTATION = re.compile(r"#\s*error:\s*([\w-]+(?:,\s*[\w-]+)*)")


def is_repaired(path: Path) -> bool:
    """Tell whether a file is what a fix should produce."""
    return path.name.endswith(REPAIRED)


def files(rule: str, pattern: str) -> list[Path]:
    """Return the files of a rule by pattern, without the results of fixes."""
    return [path for path in sorted((CASES / rule).glob(pattern)) if not is_repaired(path)]


def folders(rule: str, pattern: str) -> list[Path]:
    """Return the cases of a rule that are folders."""
    return [path for path in sorted((CASES / rule).glob(pattern)) if path.is_dir()]


def repaired(path: Path) -> Path | None:
    """Return the hand-written result of fixing ``path``; ``None`` where nothing may be fixed."""
    return next((p for p in (path.with_suffix(end) for end in REPAIRED) if p.exists()), None)


def name(path: Path) -> str:
    """Return a short name for a test's parameter."""
    return f"{path.parent.name}/{path.name.removesuffix('.py')}"


@cache
def report(path: Path) -> FileReport:
    """Return what all rules find in a case."""
    return analyse(str(path), path.read_bytes(), static_rules())


@cache
def folder_report(path: Path) -> Report:
    """Return what all rules find in a case of several files."""
    return check_paths([str(path)], replace(Config.DEFAULT, rules=static_rules()))


def expectations(path: Path) -> set[tuple[int, str]]:
    """Return the rows that are marked ``# error: rule-name``, each with its rule."""
    rows = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    marks = ((row, found[1]) for row, line in rows for found in _EXPECTATION.finditer(line))
    return {(row, rule.strip()) for row, rules in marks for rule in rules.split(",")}
