"""Trees that nobody made for a linter: bad files are named, others are checked, nothing is interpreted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lintrain.config import Config
from lintrain.engine import check_source

MISTAKE = """\
import torch
from torch import nn


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
"""
WORDS = "\n# import torch optim zero_grad backward() step() clip_grad_ softmax CrossEntropyLoss eval train\n"
"""What keeps a file from being passed over unread."""


def lintrain(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lintrain", *arguments, "--isolated"]
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    environment = clean | {"PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment)


def test_what_is_no_file_is_named_and_the_others_are_checked(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(MISTAKE)
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "self").symlink_to(".")
    (tmp_path / "gone.py").symlink_to("nowhere")
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    done = lintrain(tmp_path, "check")
    assert done.returncode == 1 and "Found 1 error in 1 file (1 file checked).\n" in done.stdout
    skipped = "4 files skipped: 2 are broken symbolic links, 1 is a device, 1 is a pipe."
    assert done.stdout.splitlines()[-1] == skipped


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("nul.py", b"x = 1\0\n", "null bytes"),
        ("utf16.py", MISTAKE.encode("utf-16"), "encoding"),
        ("cookie.py", b"# -*- coding: klingon -*-\n", "unknown encoding: klingon"),
        ("utf8.py", b"# \xff\xfe\n", "encoding"),
        ("brackets.py", b"x = " + b"[" * 3000 + b"]" * 3000 + b"\n", "nested too deeply"),
        ("calls.py", b"x = " + b"f(" * 500 + b")" * 500 + b"\n", "nested too deeply"),
        ("half.ipynb", b'{"cells": [', "not JSON"),
        ("list.ipynb", b"[]", "not a JSON object"),
        ("deep.ipynb", b'{"cells":' + b"[" * 100_000, "nested too deeply"),
        ("number.ipynb", b'{"cells": [{"cell_type": "code", "source": 5}], "metadata": {}}', "no source"),
        (
            "lone.ipynb",
            b'{"cells": [{"cell_type": "code", "source": "x = 1\\ud800"}], "metadata": {}}',
            "character",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(name: str, data: bytes, why: str) -> None:
    if name.endswith(".py"):
        data += WORDS.encode()
    problems = check_source(name, data, Config.DEFAULT).problems
    assert len(problems) == 1 and why in problems[0].message


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_are_a_problem_or_a_clean_file(data: bytes, talks: bool) -> None:
    """Never a finding, and never a failure of lintrain itself."""
    for name in ("any.py", "any.ipynb"):
        report = check_source(name, data + (WORDS.encode() if talks else b""), Config.DEFAULT)
        assert not report.findings
        assert not [problem for problem in report.problems if "lintrain failed" in problem.message]


NAMES = [
    "name\nof two lines.py",
    "red \x1b[31m.py",
    "[bold]markup[blink].py",
    "100%,::error::hi.py",
    "<b>&amp;]]>.py",
    os.fsdecode(b"lone\xff.py"),
]


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree whose names and lines want to be more than names and lines."""
    folder = tmp_path_factory.mktemp("strange")
    line = "optimizer.step()  # \x1b]0;title\x07 [bold red]x[/] ::error::hi %0A ]]> </failure> \u202e"
    for name in NAMES:
        (folder / name).write_text(MISTAKE.replace("optimizer.step()", line), encoding="utf-8")
    return folder


@pytest.mark.skipif(sys.platform == "darwin", reason="APFS takes no names that are not UTF-8")
@pytest.mark.parametrize(
    "output",
    [
        "full",
        "concise",
        "grouped",
        "json",
        "json-lines",
        "github",
        "gitlab",
        "junit",
        "sarif",
        "rdjson",
        "azure",
    ],
)
def test_names_and_lines_are_shown_and_never_interpreted(strange: Path, output: str) -> None:
    done = lintrain(strange, "check", "--select", "LT103", "--output-format", output)
    assert done.returncode == 1, done.stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)
    if output in ("json", "gitlab", "sarif", "rdjson"):
        json.loads(done.stdout)
    elif output == "json-lines":
        assert len([json.loads(line) for line in done.stdout.splitlines()]) == len(NAMES)
    elif output == "junit":
        suites = ElementTree.fromstring(done.stdout)
        assert len(suites.findall(".//failure")) == len(NAMES)
    elif output == "github":
        lines = [line for line in done.stdout.splitlines() if line.startswith("::")]
        assert len(lines) == len(NAMES) and all(line.startswith("::error title=LT103") for line in lines)
    elif output == "azure":
        lines = [line for line in done.stdout.splitlines() if line.startswith("##vso[")]
        assert len(lines) == len(NAMES)
