"""Several processes: the same report, whatever happens to one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stand_in.command import TESTS, run

LATE = "def train():\n    step()\n    clip(1.0)\n"
BROAD = "decay(everything)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, late=LATE, broad=BROAD + LATE, clean="x = 1\n")
    return tmp_path


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name}.py").write_text(text)


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_defect_of_lintrain_is_named_with_its_file(project, workers):
    write(project, defect="clip()\ncrash()\n")
    outcome = run("check", "--workers", workers, "--output-format=concise", cwd=project)
    assert outcome.code == 2
    assert outcome.err.startswith("error: defect.py: cannot be checked: lintrain failed: KeyError: 'crash' (")
    assert outcome.out.splitlines()[-3:] == [
        "Found 2 errors and 1 warning in 2 files (3 files checked).",
        "[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`).",
        "1 file skipped: 1 cannot be checked.",
    ]


def test_a_dead_worker_is_named_with_its_file(project):
    write(project, deadly="clip()\ndie()\n", **{f"more{n}": LATE for n in range(8)})
    outcome = run("check", "--workers", "2", "--output-format=concise", cwd=project)
    assert outcome.code == 2
    assert outcome.err == "error: deadly.py: cannot be checked: the process doing it died\n"
    assert "Found 10 errors and 1 warning in 10 files (11 files checked)." in outcome.out


def test_workers_change_nothing_but_time(tmp_path):
    write(tmp_path, **{f"f{n:02}": LATE + BROAD * (n % 3) + "#" * n for n in range(30)})
    alone = run("check", "--workers", "1", cwd=tmp_path)
    assert run("check", "--workers", "4", cwd=tmp_path) == alone
    assert alone.code == 1


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("group", [True, False], ids=["Ctrl-C", "kill"])
def test_an_interrupt_ends_it_at_once(tmp_path, workers, group):
    write(tmp_path, **{f"f{n}": "clip()\ndoze()\n" for n in range(9)})
    command = [sys.executable, "-m", "stand_in", "check", "--workers", workers, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, env=environment, start_new_session=True
    ) as process:
        while not list(tmp_path.glob("*.dozing")):
            assert process.poll() is None
            time.sleep(0.05)
        (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
        assert process.communicate(timeout=10)[1] == b"\nInterrupted.\n"
    assert process.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def test_workers_do_not_outlive_a_killed_parent(tmp_path):
    write(tmp_path, **{f"f{n}": "clip()\ndoze()\n" for n in range(9)})
    command = [sys.executable, "-m", "stand_in", "check", "--workers", "3", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        while len(list(tmp_path.glob("*.dozing"))) < 3:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.communicate(timeout=20)  # until nobody is left who could write there
