"""The benchmark of fixes looks with eyes of its own: what it would call damage, it does call so."""

from __future__ import annotations

from pathlib import Path

import case_files
import fixing
import mending
import pytest
from checking import settings

from lintrain.findings import Edit, FileReport
from lintrain.fixing import Change

CORE = case_files.CORE


def change(before: bytes, after: bytes, path: str = "a.py") -> Change:
    return Change(path, before, after, (), FileReport(path))


def test_a_tree_is_mended_in_a_copy(tmp_path: Path) -> None:
    case = case_files.CASES / "missing-zero-grad" / "bad_while_loop.py"
    (tmp_path / "train.py").write_bytes(case.read_bytes())
    done = mending.mend(tmp_path, settings())
    assert done == mending.Mended(done.found, ())
    assert dict(done.found) == {"missing-zero-grad": 1}
    assert (tmp_path / "train.py").read_bytes() == case.read_bytes()


def test_what_python_cannot_read_is_broken() -> None:
    assert mending.parses(change(b"x = 1\n", b"x = 2\n"))
    assert not mending.parses(change(b"x = 1\n", b"x = \n"))
    assert not mending.parses(change(b"{}", b"{", "a.ipynb"))


@pytest.mark.parametrize(
    ("fixes", "after", "strays"),
    [
        ([[Edit(0, 1, "y")]], b"y = 1\r\n", False),
        ([[Edit(0, 1, "y")]], b"y  = 1\r\n", True),
        ([[Edit(0, 1, "y")]], b"y = 1\n", True),
        ([[Edit(0, 0, "a\n")], [Edit(0, 0, "b\n")]], b"b\r\na\r\nx = 1\r\n", False),
        ([[Edit(0, 1, "y")], [Edit(0, 2, "z ")]], b"z = 1\r\n", False),
        ([], b"x = 1\r\n\r\n", True),
    ],
)
def test_every_byte_is_accounted_for(fixes: list[list[Edit]], after: bytes, strays: bool) -> None:
    assert mending.strays(change(b"x = 1\r\n", after), fixes) is strays


def test_a_notebook_keeps_all_but_its_cells() -> None:
    before = b'{"cells": [{"source": ["x = 1"], "outputs": [1]}]}'
    fixes = [[Edit(0, 1, "y", cell=1)]]
    assert not mending.strays(change(before, before.replace(b"x", b"y"), "a.ipynb"), fixes)
    assert mending.strays(change(before, before.replace(b"x", b"z"), "a.ipynb"), fixes)
    assert mending.strays(
        change(before, before.replace(b"x", b"y").replace(b"[1]", b"[2]"), "a.ipynb"), fixes
    )


def test_the_page_of_fixes() -> None:
    clean = mending.mend(case_files.CASES / "double-unscale", settings(everything=True))
    first, _, head, *_ = fixing.report([clean], []).splitlines()
    assert "0 files that no longer parse, 0 new findings, 0 files that a second run changes" in first
    assert head == "| rule | cases | | real code | |"
    assert list(fixing.damaged([mending.Mended(clean.found, (), broken=("a.py",))])) == [
        "files that no longer parse: a.py"
    ]


@pytest.mark.parametrize("rule", CORE)
def test_nine_of_ten_findings_of_the_seven_are_fixed(rule: str) -> None:
    reports = [case_files.report(path) for path in case_files.files(rule, "bad_*.py")]
    found = [finding for report in reports for finding in report.findings if finding.name == rule]
    assert sum(finding.fix is not None for finding in found) >= 0.9 * len(found)
