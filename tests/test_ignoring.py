"""``--add-ignore``: comments for all that is told, and no other change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from notebooks import LOOP, SETUP, lintrain, notebook
from stand_in.command import Outcome, run

from lintrain.ignoring import NotIgnorable, with_ignores

REASON = "only the norm is logged"


def added(text: str, *found: tuple[int, str], reason: str = "why", code: str | None = None) -> str:
    return with_ignores(text, found, reason, code)


@pytest.mark.parametrize(
    ("before", "row", "after"),
    [
        ("clip()\n", 1, "clip()  # lintrain: ignore[late] why\n"),
        ("clip()", 1, "clip()  # lintrain: ignore[late] why"),
        ("a\r\nclip()  \r\nb\r\n", 2, "a\r\nclip()  # lintrain: ignore[late] why\r\nb\r\n"),
        ("clip()  # noqa: E501\n", 1, "clip()  # noqa: E501  # lintrain: ignore[late] why\n"),
        ("clip(\n    1,\n)\n", 1, "clip(  # lintrain: ignore[late] why\n    1,\n)\n"),
        ("x = '''\nc\n''' + \\\n  y\n", 2, "x = '''\nc\n''' + \\\n  y  # lintrain: ignore[late] why\n"),
        ("if x:  # a\n    pass\n", 1, "if x:  # a  # lintrain: ignore[late] why\n    pass\n"),
        ("clip()  # lintrain: ignore[x] y # z\n", 1, "clip()  # lintrain: ignore[x, late] y # z\n"),
        ("clip()  # lintrain: ignore[]\n", 1, "clip()  # lintrain: ignore[late]\n"),
        (
            "clip('# lintrain: ignore[x]')\n",
            1,
            "clip('# lintrain: ignore[x]')  # lintrain: ignore[late] why\n",
        ),
    ],
)
def test_where_the_comment_goes(before, row, after):
    assert added(before, (row, "late")) == after


def test_several_of_one_statement_share_a_comment():
    found = [(1, "a"), (1, "b"), (2, "a")]
    assert added("clip(\n1)\n", *found) == "clip(  # lintrain: ignore[a, b] why\n1)\n"


def test_no_reason():
    assert added("clip()\n", (1, "late"), reason="") == "clip()  # lintrain: ignore[late]\n"


def test_a_row_that_is_no_python_is_left():
    assert (
        added("%m\nclip()\n", (2, "late"), code="0\nclip()\n") == "%m\nclip()  # lintrain: ignore[late] why\n"
    )
    with pytest.raises(NotIgnorable, match="row 1 is a row that only IPython understands"):
        added("!clip\n", (1, "late"), code="0\n")


LATE = "def train():\n    step()\n    clip(1.0)\n"


def test_the_command(tmp_path):
    (tmp_path / "late.py").write_bytes(b"\xef\xbb\xbf" + LATE.replace("\n", "\r\n").encode())
    (tmp_path / "more.py").write_text("decay(everything)\n" + LATE)
    outcome = run("check", "--add-ignore", REASON, cwd=tmp_path)
    assert outcome == Outcome(
        0,
        "All checks passed! 2 files checked.\n"
        "3 findings suppressed by comments.\n"
        "Added comments for 3 findings in 2 files.\n",
        "",
    )
    expected = LATE.replace("1.0)", f"1.0)  # lintrain: ignore[late-clip] {REASON}").replace("\n", "\r\n")
    assert (tmp_path / "late.py").read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert run("check", cwd=tmp_path).code == 0
    assert run("check", "--no-ignores", cwd=tmp_path).code == 1


def test_with_a_fix_only_what_is_left_is_silenced(tmp_path):
    (tmp_path / "more.py").write_text("decay(everything)\n" + LATE)
    assert run("fix", "--add-ignore", "", cwd=tmp_path).code == 0
    text = (tmp_path / "more.py").read_text()
    assert text.startswith("decay(everything)  # lintrain: ignore[broad-decay]\n")
    assert text.count("lintrain:") == 1


def test_what_is_in_the_baseline_is_not_silenced(tmp_path):
    (tmp_path / "late.py").write_text(LATE)
    run("check", "--write-baseline", cwd=tmp_path)
    run("check", "--baseline", "lintrain-baseline.json", "--add-ignore", "x", cwd=tmp_path)
    assert (tmp_path / "late.py").read_text() == LATE


def test_a_file_that_cannot_be_written_is_told_and_its_findings_stay(tmp_path):
    (tmp_path / "late.py").write_text(LATE)
    (tmp_path / "late.py").chmod(0o444)
    outcome = run("check", "--add-ignore", "x", cwd=tmp_path, ordinary=True)
    assert outcome.code == 2
    assert "Found 1 error in 1 file" in outcome.out
    assert "Added comments for 0 findings in 0 files." in outcome.out
    assert (tmp_path / "late.py").read_text() == LATE


def test_a_reason_that_the_encoding_cannot_hold(tmp_path):
    text = f"# coding: latin-1\n{LATE}# é\n".encode("latin-1")
    (tmp_path / "late.py").write_bytes(text)
    outcome = run("check", "--add-ignore", "名", cwd=tmp_path)
    assert (outcome.code, (tmp_path / "late.py").read_bytes()) == (2, text)


@pytest.mark.parametrize("more", [("-",), ("--diff",), ("--no-ignores",), ("--add-ignore", "a\nb")])
def test_what_it_cannot_be_combined_with(tmp_path, more):
    outcome = run("check", "--add-ignore", "x", *more, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "`--add-ignore`" in outcome.err


def test_a_notebook(tmp_path: Path):
    text = notebook(SETUP, f"%matplotlib inline\n{LOOP}")
    (tmp_path / "n.ipynb").write_text(text)
    exit_code, out, _ = lintrain("check", "--add-ignore", REASON, "n.ipynb", cwd=tmp_path)
    assert (exit_code, out.splitlines()[-1]) == (0, "Added comments for 1 finding in 1 file.")
    cells = json.loads((tmp_path / "n.ipynb").read_text())["cells"]
    expected = LOOP.replace("1.0)", f"1.0)  # lintrain: ignore[clip-after-step] {REASON}")
    assert "".join(cells[1]["source"]) == f"%matplotlib inline\n{expected}"
    assert lintrain("check", "n.ipynb", cwd=tmp_path)[0] == 0
