"""What fixing makes of every bad case, and where a fixer declines."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import case_files
import pytest

from lintrain.analysis import analyse
from lintrain.applying import write_changes
from lintrain.config import Config
from lintrain.engine import Fixes, Report, check_paths
from lintrain.findings import Applicability, Edit, FileReport, Finding
from lintrain.fixer import fixer_of
from lintrain.fixing import Wanted, repair
from lintrain.rule import find_rule
from lintrain.syntax.edit import apply

BAD = [path for rule in case_files.RULES for path in case_files.files(rule, "bad_*.py")]
FIXED = [path for path in BAD if case_files.repaired(path) is not None]
LEFT = [path for path in BAD if case_files.repaired(path) is None]
FOLDERS = [path for rule in case_files.RULES for path in case_files.folders(rule, "bad_*")]


def own(path: Path) -> list[Finding]:
    """Return the findings of the rule that the case is about."""
    return [f for f in case_files.report(path).findings if f.name == path.parent.name]


def edits(path: Path) -> list[Edit]:
    found = {edit for finding in own(path) if finding.fix is not None for edit in finding.fix.edits}
    return sorted(found, key=lambda edit: (edit.start, edit.end))


def expected(path: Path) -> Path:
    result = case_files.repaired(path)
    assert result is not None
    return result


def check(data: bytes, rule: str) -> FileReport:
    return analyse("case.py", data, case_files.asked(rule))


def mended(data: bytes, rule: str) -> bytes:
    """Return what the command would write, unsafe fixes included."""
    found = find_rule(rule)
    assert found is not None
    wanted = Wanted(frozenset((found.code,)), unsafe=True, suppressions=False)
    judged = partial(check, rule=rule)
    _, change = repair(judged(data), data, wanted, judged)
    return data if change is None else change.after


@pytest.mark.parametrize("path", FIXED, ids=case_files.name)
def test_the_fix_is_the_expected_one(path: Path) -> None:
    text = path.read_bytes().decode()
    assert own(path)
    assert apply(text, edits(path)) == expected(path).read_bytes().decode()


@pytest.mark.parametrize("path", FIXED, ids=case_files.name)
def test_the_fix_says_how_far_it_may_be_trusted(path: Path) -> None:
    wanted = Applicability.SAFE if expected(path).name.endswith(".fixed.py") else Applicability.UNSAFE
    fixes = [finding.fix for finding in own(path)]
    assert fixes
    for fix in fixes:
        assert fix is not None
        assert fix.applicability is wanted
        assert fix.title
        assert fix.reason.endswith(".")


@pytest.mark.parametrize("path", FIXED, ids=case_files.name)
def test_nothing_changes_outside_the_edits(path: Path) -> None:
    before, after = path.read_bytes().decode(), expected(path).read_bytes().decode()
    old = new = 0
    for edit in edits(path):
        kept = before[old : edit.start]
        assert after[new : new + len(kept)] == kept
        old, new = edit.end, new + len(kept) + len(edit.text)
    assert after[new:] == before[old:]


@pytest.mark.parametrize("path", FIXED, ids=case_files.name)
def test_what_is_fixed_needs_no_second_fix(path: Path) -> None:
    result = expected(path)
    compile(result.read_bytes(), str(result), "exec")
    assert [f for f in case_files.report(result).findings if f.name == path.parent.name] == []
    assert mended(result.read_bytes(), path.parent.name) == result.read_bytes()


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", FIXED, ids=case_files.name)
def test_the_fix_passes_its_transaction(path: Path, newline: bytes) -> None:
    before, after = (p.read_bytes().replace(b"\n", newline) for p in (path, expected(path)))
    assert mended(before, path.parent.name) == after


@pytest.mark.parametrize("path", LEFT, ids=case_files.name)
def test_no_fix_is_proposed(path: Path) -> None:
    rule, findings = find_rule(path.parent.name), own(path)
    assert rule is not None and findings
    reasoned = fixer_of(rule) is not None
    assert all(finding.fix is None and bool(finding.fix_withheld) is reasoned for finding in findings)


# Folders


def programs(folder: Path) -> dict[str, str]:
    """Return the files of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in folder.rglob("*.py")}


def fixed(rule: str, fix: Fixes) -> Report:
    """Fix the working directory."""
    return write_changes(check_paths(["."], replace(Config.DEFAULT, rules=case_files.asked(rule)), fix=fix))


@pytest.mark.parametrize("path", FOLDERS, ids=case_files.name)
def test_folders(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be fixed is, unsafe or not; what is not to be, says why; and nothing else changes."""
    rule, result = path.parent.name, case_files.repaired(path)
    shutil.copytree(path, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    before = programs(Path())
    if result is None or result.suffix == ".unsafe":
        assert fixed(rule, Fixes.SAFE).changes == ()
    report = fixed(rule, Fixes.SAFE if result and result.suffix == ".fixed" else Fixes.ALL)
    assert not report.problems
    left = [finding for finding in report.findings if finding.name == rule]
    assert programs(Path()) == (before if result is None else programs(result))
    assert bool(left) is (result is None)
    assert all(finding.fix is None and finding.fix_withheld for finding in left)
    assert fixed(rule, Fixes.ALL).changes == ()
