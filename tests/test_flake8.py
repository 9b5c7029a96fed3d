"""The real flake8, with lintrain installed beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BAD = """\
import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""
CLIP = "clip_grad_norm_(model.parameters(), 1.0)"
TOLD = "LT101 clip-after-step: gradients are clipped after the optimizer step has used them"


def flake8(folder: Path, *arguments: str, stdin: str | None = None) -> tuple[int, list[str], str]:
    command = [sys.executable, "-m", "flake8", "--isolated", "-j1", *arguments]
    result = subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    return result.returncode, result.stdout.splitlines(), result.stderr


@pytest.fixture
def train(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_text(BAD)
    return path


def test_it_is_found_and_reports(train):
    assert flake8(train.parent, "train.py") == (1, [f"train.py:13:9: {TOLD}"], "")
    version = flake8(train.parent, "--version")[1][0]
    assert "LT: " in version or "lintrain: " in version


def test_flake8_decides_what_is_shown(train):
    assert flake8(train.parent, "--extend-ignore=LT1", "train.py") == (0, [], "")
    assert flake8(train.parent, "--per-file-ignores=train.py:LT101", "train.py") == (0, [], "")


def test_comments(tmp_path):
    comments = ("# noqa: LT101", "# noqa", "# lintrain: ignore[clip-after-step]", "# noqa: LT103")
    for number, comment in enumerate(comments):
        (tmp_path / f"train_{number}.py").write_text(BAD.replace(CLIP, f"{CLIP}  {comment}"))
    told = [f"./train_{number}.py:13:9: {TOLD}" for number in range(4)]
    assert flake8(tmp_path, "--select=LT") == (1, told[3:], "")
    assert flake8(tmp_path, "--select=LT", "--disable-noqa") == (1, told, "")


def test_its_own_configuration_counts(tmp_path):
    texts = (
        'ignore = ["LT101"]',
        'exclude = ["train.py"]',
        'per-file-ignores = {"t*" = ["LT1"]}',
        "ignored = []",
    )
    for number, text in enumerate(texts):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "train.py").write_text(BAD)
        (tmp_path / str(number) / "pyproject.toml").write_text(f"[tool.lintrain]\n{text}\n")
    code, (line, *others), errors = flake8(tmp_path)
    assert (code, others, errors) == (1, [], "")
    assert line.startswith("./3/train.py:1:1: LT000 ")
    assert "`tool.lintrain.ignored` is not a setting" in line


def test_standard_input(train):
    assert flake8(train.parent, "-", stdin=BAD) == (1, [f"stdin:13:9: {TOLD}"], "")
    (train.parent / "lintrain.toml").write_text('per-file-ignores = {"other.py" = ["LT101"]}\n')
    assert flake8(train.parent, "--stdin-display-name=other.py", "-", stdin=BAD) == (0, [], "")


def test_columns_and_encodings(train):
    text = "# -*- coding: latin-1 -*-\n" + BAD.replace(
        "torch.nn.utils.clip", 'print("\u00e9\u00e8"), torch.nn.utils.clip'
    )
    train.write_bytes(text.encode("latin-1"))
    assert flake8(train.parent, "--select=LT", "train.py")[1] == [f"train.py:14:22: {TOLD}"]
    train.write_bytes(b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode())
    assert flake8(train.parent, "--select=LT", "train.py")[1] == [f"train.py:13:9: {TOLD}"]


def test_a_file_that_cannot_be_parsed_is_flake8s_business(train):
    (train.parent / "broken.py").write_text("def broken(:\n")
    code, lines, errors = flake8(train.parent, "-j2")  # in several processes
    assert (code, errors) == (1, "")
    assert [line.split()[1] for line in lines] == ["E999", "LT101"]
