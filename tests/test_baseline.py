"""Baselines: what was there before is not told; counted for each file and rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stand_in.command import Outcome, run

LATE = "def train():\n    step()\n    clip(1.0)\n"
BROAD = "decay(everything)\n"
FILE = "lintrain-baseline.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "old.py").write_text(BROAD + LATE + LATE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "older.py").write_text(LATE)
    assert run("check", "--write-baseline", cwd=tmp_path).code == 0
    return tmp_path


def counts(project: Path) -> dict[str, dict[str, int]]:
    content = json.loads((project / FILE).read_text())
    assert content.keys() == {"version", "files"}
    return content["files"]


def told(project: Path, *arguments: str) -> list[str]:
    """The places and codes that are told."""
    outcome = run("check", "--baseline", FILE, "--output-format", "concise", *arguments, cwd=project)
    return [" ".join(line.split()[:2]) for line in outcome.out.splitlines() if ".py:" in line]


def test_writing_says_what_it_wrote_and_is_no_failure(project):
    (project / FILE).unlink()
    assert run("check", "--write-baseline", cwd=project) == Outcome(
        0,
        "All checks passed! 2 files checked.\n"
        "4 findings in the baseline are not told.\n"
        "Wrote lintrain-baseline.json: 4 findings.\n",
        "",
    )
    assert counts(project) == {"old.py": {"T101": 2, "T201": 1}, "sub/older.py": {"T101": 1}}


def test_what_is_known_is_not_told(project):
    outcome = run("check", "--baseline", FILE, cwd=project)
    expected = "All checks passed! 2 files checked.\n4 findings in the baseline are not told.\n"
    assert outcome == Outcome(0, expected, "")
    (project / "old.py").write_text(f"\n\n\n{LATE}\n{BROAD}\n{LATE}")  # rows move
    assert told(project) == []


def test_of_more_all_of_that_file_and_rule_are_told(project):
    (project / "old.py").write_text(BROAD + LATE + LATE + LATE)
    (project / "new.py").write_text(BROAD)
    assert told(project) == ["new.py:1:1: T201", "old.py:4:5: T101", "old.py:7:5: T101", "old.py:10:5: T101"]
    assert run("check", "--baseline", FILE, cwd=project).code == 1


def test_without_a_baseline_everything_is_told(project):
    assert "3 errors and 1 warning in 2 files" in run("check", cwd=project).out


def test_fewer_is_told_and_can_be_pruned(project):
    (project / "old.py").write_text(LATE)
    (project / "sub" / "older.py").unlink()
    assert run("check", "--baseline", FILE, cwd=project) == Outcome(
        0,
        "All checks passed! 1 file checked.\n1 finding in the baseline are not told.\n".replace("are", "is")
        + "3 findings fewer than in the baseline: `--prune-baseline` takes out what is gone.\n",
        "",
    )
    outcome = run("check", "--baseline", FILE, "--prune-baseline", cwd=project)
    assert outcome.out.endswith("Removed 3 findings that are gone from lintrain-baseline.json.\n")
    assert counts(project) == {"old.py": {"T101": 1}}


def test_pruning_lets_nothing_in(project):
    (project / "old.py").write_text(LATE + LATE + LATE)
    outcome = run("check", "--prune-baseline", cwd=project)
    assert (outcome.code, "Found 3 errors" in outcome.out) == (1, True)
    assert counts(project) == {"old.py": {"T101": 2}, "sub/older.py": {"T101": 1}}


def test_what_was_not_looked_for_is_not_gone(project):
    for arguments in (
        ("--select", "T3"),
        ("sub",),
        ("--config", 'per-file-ignores={"*.py"=["T1"]}', "old.py"),
    ):
        outcome = run("check", "--baseline", FILE, "--prune-baseline", *arguments, cwd=project)
        assert "Removed 0 findings" in outcome.out
    assert counts(project) == {"old.py": {"T101": 2, "T201": 1}, "sub/older.py": {"T101": 1}}


def test_a_file_that_cannot_be_parsed_keeps_its_counts(project):
    (project / "old.py").write_text("def f(:\n")
    assert run("check", "--prune-baseline", "old.py", cwd=project).code == 2
    assert counts(project) == {"old.py": {"T101": 2, "T201": 1}, "sub/older.py": {"T101": 1}}


def test_writing_again_keeps_what_was_not_checked(project):
    (project / "sub" / "older.py").write_text(BROAD)
    assert run("check", "--write-baseline", "sub", cwd=project).code == 0
    assert counts(project) == {"old.py": {"T101": 2, "T201": 1}, "sub/older.py": {"T201": 1}}


def test_the_configuration_names_it_from_where_it_stands(project):
    (project / "lintrain.toml").write_text(f'baseline = "{FILE}"\n')
    assert run("check", ".", cwd=project / "sub").code == 0
    assert run("check", "--config", 'baseline = ""', ".", cwd=project / "sub").code == 1
    assert run("check", "--isolated", ".", cwd=project / "sub").code == 1


def test_it_counts_in_documents_too(project):
    (project / "new.py").write_text(BROAD)
    outcome = run("check", "--baseline", FILE, "--output-format", "json", cwd=project)
    assert [each["code"] for each in json.loads(outcome.out)] == ["T201"]
    assert outcome.err.endswith("4 findings in the baseline are not told.\n")


def test_standard_input_is_compared_under_its_name(project):
    arguments = ("check", "--baseline", FILE, "--stdin-filename", "old.py", "-")
    assert run(*arguments, cwd=project, stdin=LATE).code == 0
    assert run(*arguments, cwd=project, stdin=LATE * 3).code == 1
    assert run("check", "--write-baseline", "-", cwd=project, stdin=LATE).code == 2


def test_what_a_fix_repairs_is_gone(project):
    outcome = run("fix", "--baseline", FILE, cwd=project)
    assert outcome.code == 0
    assert "3 findings fewer than in the baseline" in outcome.out


BROKEN = {
    "": "Expecting value",
    "[]": "it has no `version` 1",
    '{"version": 2, "files": {}}': "it has no `version` 1",
    '{"version": 1, "files": {"a.py": {"T1": 0}}}': "`files` must be a table of counts",
    '{"version": 1, "files": {"a.py": {"T1": true}}}': "`files` must be a table of counts",
    '{"version": 1, "files": {"a.py": 3}}': "`files` must be a table of counts",
}


@pytest.mark.parametrize(("content", "why"), BROKEN.items())
def test_what_is_no_baseline(project, content, why):
    (project / FILE).write_text(content)
    outcome = run("check", "--baseline", FILE, cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: {FILE}: not a baseline: {why}")


def test_a_baseline_that_is_not_there(project):
    outcome = run("check", "--baseline", "gone.json", cwd=project)
    assert outcome == Outcome(
        2, "", "error: gone.json: there is no baseline (`--write-baseline` writes one)\n"
    )
