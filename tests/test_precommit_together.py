"""`lintrain fix` beside a formatter: the real pre-commit runs both, and the tree comes to rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import case_files
import pytest
from test_precommit import git

from lintrain.config import Config
from lintrain.engine import check_paths
from lintrain.rule import find_rule

pytestmark = pytest.mark.slow

ROUNDS = 3
CONFIG = f"""\
repos:
- repo: local
  hooks:
  - id: lintrain-fix
    name: lintrain fix
    entry: '"{sys.executable}" -m lintrain fix --force-exclude'
    language: system
    types_or: [python, jupyter]
    require_serial: true
  - id: ruff-format
    name: ruff format
    entry: '"{sys.executable}" -m ruff format --isolated --force-exclude'
    language: system
    types_or: [python, jupyter]
    require_serial: true
"""


def fixable() -> list[Path]:
    """Return bad programs that have a safe fix, of all rules that are on: at most three of each."""
    rules = [rule for rule in case_files.RULES if (known := find_rule(rule)) and known.default]
    paths = (path for rule in rules for path in _fixed(rule)[:3])
    return [path for path in paths if path.is_file()]


def _fixed(rule: str) -> list[Path]:
    bad = case_files.files(rule, "bad_*.py")
    return [path for path in bad if path.with_suffix(".fixed.py").exists()]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git("init", "-q", cwd=tmp_path)
    (tmp_path / ".pre-commit-config.yaml").write_text(CONFIG)
    for path in fixable():
        folder = tmp_path / path.parent.name.replace("-", "_")
        folder.mkdir(exist_ok=True)
        (folder / path.name).write_bytes(path.read_bytes())
    git("add", "-A", cwd=tmp_path)
    return tmp_path


def hooks(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=600)


def contents(tree: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in tree.rglob("*.py")}


def test_fixing_and_formatting_come_to_rest(tree):
    before = contents(tree)
    assert len(before) > 50
    runs = []
    while not runs or (runs[-1].returncode and len(runs) < ROUNDS):
        runs.append(hooks(tree))
        git("add", "-A", cwd=tree)
    assert runs[0].returncode == 1
    assert runs[-1].returncode == 0, runs[-1].stdout
    after = contents(tree)
    assert all(after[path] != before[path] for path in before)
    assert hooks(tree).returncode == 0
    assert contents(tree) == after
    assert check_paths([str(tree)], Config.DEFAULT).findings == []
