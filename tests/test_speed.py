"""The benchmark of speed, with stand-ins for the tools: what it calls, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SPEED = Path(__file__).parents[1] / "benchmarks" / "speed.py"


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A tool that writes down how it is called."""
    path = tmp_path / "fake"
    path.write_text(f'#!/bin/sh\necho fake 1.2\necho "$@" >> {tmp_path}/calls\n')
    path.chmod(0o755)
    return path


def speed(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SPEED), *map(str, arguments), "--runs=1"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)


def test_all_take_turns(tmp_path, fake):
    (tmp_path / "owner+name").mkdir()
    tree = tmp_path / "owner+name"
    peers = [f"--peer={name}={fake}" for name in ("torchfix", "ruff")]
    done = speed("--lintrain", fake, "--tree", tree, *peers)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("`lintrain check` takes 0.") and "TorchFix 1.2 takes 0." in first
    assert "### owner/name" in rest and "### small work" in rest
    names = [row.split(" | ")[0].removeprefix("| ") for row in rest if " | 1.2 | " in row]
    assert names == [
        *("lintrain, cold", "lintrain, warm", "torchfix", "ruff"),
        *("2000 files, one changed", "a file with a training loop", "a file without", "--version"),
    ]
    calls = [call for call in (tmp_path / "calls").read_text().splitlines() if str(tree) in call]
    assert len(calls) == 8 and calls[:4] == calls[4:]  # once to warm up, then in turns
    assert "--no-cache" in calls[0] and "--cache-dir=" in calls[1]


def test_a_peer_may_be_left_out_on_a_tree(tmp_path, fake):
    done = speed("--lintrain", fake, "--tree", tmp_path, f"--peer=ruff={fake}", f"--skip=ruff:{tmp_path}")
    assert done.returncode == 0 and "| ruff |" not in done.stdout
    assert speed("--lintrain", fake, "--tree", tmp_path, "--peer=flake9=x").returncode == 2


def test_a_tool_that_fails_is_no_result(tmp_path, fake):
    fake.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    done = speed("--lintrain", fake, "--tree", tmp_path)
    assert done.returncode == 1 and "exited with 3:\nbroken" in done.stderr
