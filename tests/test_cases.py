"""What the rules say about the programs in ``tests/cases``: all that is marked, and nothing else."""

from __future__ import annotations

from pathlib import Path

import case_files
import pytest

from lintrain.rule import static_rules

BAD = [path for rule in case_files.RULES for path in case_files.files(rule, "bad_*.py")]
GOOD = [path for rule in case_files.RULES for path in case_files.files(rule, "good_*.py")]
BAD_FOLDERS = [path for rule in case_files.RULES for path in case_files.folders(rule, "bad_*")]
GOOD_FOLDERS = [path for rule in case_files.RULES for path in case_files.folders(rule, "good_*")]
REPAIRED = [path for path in sorted(case_files.CASES.glob("*/*.py")) if case_files.is_repaired(path)]


def found(path: Path) -> set[tuple[int, str]]:
    report = case_files.report(path)
    assert not report.problems
    return {(finding.span.start.row, finding.name) for finding in report.findings}


def found_in_folder(folder: Path) -> set[tuple[Path, int, str]]:
    report = case_files.folder_report(folder)
    assert not report.problems
    return {(Path(f.path).resolve(), f.span.start.row, f.name) for f in report.findings}


def marked_in_folder(folder: Path) -> set[tuple[Path, int, str]]:
    return {(p, row, rule) for p in folder.rglob("*.py") for row, rule in case_files.expectations(p)}


def test_each_rule_has_cases() -> None:
    assert sorted(rule.name for rule in static_rules()) == case_files.RULES


@pytest.mark.parametrize("rule", case_files.RULES)
def test_there_are_enough_cases(rule: str) -> None:
    bad, good = (8, 12) if rule in case_files.CORE else (4, 6)
    assert len(case_files.files(rule, "bad_*.py") + case_files.folders(rule, "bad_*")) >= bad
    assert len(case_files.files(rule, "good_*.py") + case_files.folders(rule, "good_*")) >= good


@pytest.mark.parametrize("rule", case_files.RULES)
def test_every_file_is_a_case(rule: str) -> None:
    everything = set((case_files.CASES / rule).glob("*.py"))
    cases = {path for path in BAD + GOOD + REPAIRED if path.parent.name == rule}
    assert everything == cases
    assert all((path.parent / f"{path.name.partition('.')[0]}.py").exists() for path in cases)


@pytest.mark.parametrize("path", BAD, ids=case_files.name)
def test_bad(path: Path) -> None:
    expected = case_files.expectations(path)
    assert path.parent.name in {rule for _, rule in expected}
    assert found(path) == expected


@pytest.mark.parametrize("path", GOOD, ids=case_files.name)
def test_good(path: Path) -> None:
    assert not case_files.expectations(path)
    assert found(path) == set()


@pytest.mark.parametrize("folder", BAD_FOLDERS, ids=case_files.name)
def test_bad_over_several_files(folder: Path) -> None:
    expected = marked_in_folder(folder)
    assert folder.parent.name in {rule for *_, rule in expected}
    assert found_in_folder(folder) == expected


@pytest.mark.parametrize("folder", GOOD_FOLDERS, ids=case_files.name)
def test_good_over_several_files(folder: Path) -> None:
    assert not marked_in_folder(folder)
    assert found_in_folder(folder) == set()


@pytest.mark.parametrize("rule", case_files.RULES)
def test_every_folder_is_a_case(rule: str) -> None:
    cases = {path for path in BAD_FOLDERS + GOOD_FOLDERS if path.parent.name == rule}
    cases |= {result for path in cases if (result := case_files.repaired(path))}
    assert cases == {path for path in (case_files.CASES / rule).iterdir() if path.is_dir()}
    assert cases or rule not in case_files.CORE


@pytest.mark.parametrize("path", REPAIRED, ids=case_files.name)
def test_repaired(path: Path) -> None:
    assert found(path) == set()


@pytest.mark.parametrize("path", BAD + GOOD, ids=case_files.name)
def test_begins_with_a_sentence(path: Path) -> None:
    begins_with_a_sentence(path, 5)


@pytest.mark.parametrize("folder", BAD_FOLDERS + GOOD_FOLDERS, ids=case_files.name)
def test_every_file_of_a_folder_begins_with_a_sentence(folder: Path) -> None:
    for path in folder.rglob("*.py"):
        begins_with_a_sentence(path, 2)


def begins_with_a_sentence(path: Path, words: int) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# ")
    assert len(first.split()) > words
