"""Comments that silence nothing: told when asked for, and taken away by a fix."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stand_in.command import Outcome, run

LATE = "def train():\n    step()\n    clip(1.0)"
ASKED = "--report-unused-ignores"


def told(folder: Path, text: str, *arguments: str) -> list[str]:
    """The places and messages of comments that silence nothing."""
    (folder / "a.py").write_text(text)
    outcome = run("check", ASKED, "--output-format", "json", *arguments, cwd=folder)
    return [
        f"{f['location']['row']}:{f['location']['column']} {f['message'].partition('silences ')[2]}"
        for f in json.loads(outcome.out)
        if f["code"] == "LT001"
    ]


def fixed(folder: Path, text: str) -> str:
    (folder / "a.py").write_bytes(text.encode())
    run("check", "--fix", ASKED, cwd=folder)
    after = (folder / "a.py").read_bytes().decode()
    assert told(folder, after) == []
    return after


def test_nothing_is_told_unless_it_is_asked_for(tmp_path):
    (tmp_path / "a.py").write_text("x = 1  # lintrain: ignore[late-clip]\n")
    assert run("check", cwd=tmp_path).code == 0
    (tmp_path / "lintrain.toml").write_text("report-unused-ignores = true\n")
    assert run("check", cwd=tmp_path).code == 1
    assert run("check", "--no-ignores", cwd=tmp_path).code == 0


def test_how_it_is_shown(tmp_path):
    (tmp_path / "a.py").write_text("x = 1  # lintrain: ignore[late-clip] old\n")
    assert run("check", ASKED, cwd=tmp_path) == Outcome(
        1,
        """\
advice[LT001] unused-ignore: the comment silences nothing: `late-clip` is not found here
 --> a.py:1:8
  |
1 | x = 1  # lintrain: ignore[late-clip] old
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
help: What only a run shows is not found in the source: then say so in the reason, and keep the comment.
safe fix: Remove the comment
  |
1 - x = 1  # lintrain: ignore[late-clip] old
  + x = 1
  |

Found 1 advice in 1 file (1 file checked).
[*] 1 fixable with `--fix`.
""",
        "",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{LATE}  # lintrain: ignore[late-clip] why\n",
        f"{LATE}  # lintrain: ignore[T101]\n",
        f"{LATE}  # lintrain: ignore\n",
        "def train():\n    step()\n    # lintrain: ignore[late-clip]\n    clip(1.0)\n",
        "def train():\n    step()\n    clip(  # lintrain: ignore[late-clip]\n        1.0)\n",
        "x = '# lintrain: ignore[late-clip]'\n",
        "x = 1  # noqa: T101\n",
        "x = 1  # lintrain: ignore[no-such-rule]\n",  # a warning says so
        "x = 1  # lintrain: ignore[idle-advice]\n",  # off: nobody has looked for it
    ],
)
def test_silent(tmp_path, text):
    assert told(tmp_path, text) == []


def test_a_rule_that_was_not_asked_for_may_be_there(tmp_path):
    text = "x = 1  # lintrain: ignore[late-clip]\ny = 2  # lintrain: ignore\n"
    assert told(tmp_path, text, "--select", "T2") == []
    assert len(told(tmp_path, text)) == 2
    assert told(tmp_path, text, "--config", 'per-file-ignores={"a.py"=["T101"]}') == []


def test_only_what_silences_nothing_is_named(tmp_path):
    text = f"{LATE}  # lintrain: ignore[no-clear, late-clip, broad-decay] why\n"
    assert told(tmp_path, text) == ["3:16 nothing: `no-clear`, `broad-decay` are not found here"]
    assert fixed(tmp_path, text) == f"{LATE}  # lintrain: ignore[late-clip] why\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # lintrain: ignore[late-clip] why\n", "x = 1\n"),
        ("x = 1  # lintrain: ignore", "x = 1"),
        ("a\r\n  # lintrain: ignore[late-clip]\r\nb\r\n", "a\r\nb\r\n"),
        ("# lintrain: ignore[late-clip]\n", ""),
        ("x = 1  # noqa: E501  # lintrain: ignore[late-clip]\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # lintrain: ignore[late-clip] why # noqa: E501\n", "x = 1  # noqa: E501\n"),
        ("if x:  # lintrain: ignore\n    pass\n", "if x:\n    pass\n"),
        ("x = 1  # lintrain: ignore[late-clip]\ny = 2  # lintrain: ignore[no-clear]\n", "x = 1\ny = 2\n"),
    ],
)
def test_what_is_left(tmp_path, before, after):
    assert fixed(tmp_path, before) == after


def test_a_comment_is_unused_once_its_finding_is_repaired(tmp_path):
    text = "def train():\n    clip(1.0)  # lintrain: ignore[late-clip]\n    step()\ndecay(everything)\n"
    (tmp_path / "a.py").write_text(text)
    outcome = run("fix", "--unsafe-fixes", ASKED, cwd=tmp_path)
    assert (tmp_path / "a.py").read_text() == "def train():\n    clip(1.0)\n    step()\ndecay(weights)\n"
    assert outcome.out == (
        "Fixed a.py: 1 T201 broad-decay\n"
        "Fixed a.py: 1 LT001 unused-ignore\n"
        "Found 2 findings (2 fixed, 0 remaining).\n"
    )


def test_a_diff_writes_nothing(tmp_path):
    (tmp_path / "a.py").write_text("x = 1  # lintrain: ignore[late-clip]\n")
    assert run("fix", "--diff", ASKED, cwd=tmp_path).code == 1
    assert (tmp_path / "a.py").read_text() == "x = 1  # lintrain: ignore[late-clip]\n"


def test_a_file_that_cannot_be_written_keeps_its_findings(tmp_path):
    (tmp_path / "a.py").write_text("x = 1  # lintrain: ignore[late-clip]\n")
    (tmp_path / "a.py").chmod(0o444)
    outcome = run("fix", ASKED, cwd=tmp_path, ordinary=True)
    assert (outcome.code, "Found 1 advice" in outcome.out) == (2, True)
