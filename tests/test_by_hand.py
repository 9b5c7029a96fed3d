"""What a user types: beginning, watching, completing, and words that are nearly right."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stand_in.command import Outcome, run

from lintrain.beginning import HOOK, SECTION, steps

CLEAN = "import torch\n"
BAD = """\
import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""
HOOKS = ".pre-commit-config.yaml"


def take(folder: Path) -> dict[str, str]:
    """Do what `lintrain init` does in a folder; return what was done, by the names of the files."""
    done = list(steps(str(folder)))
    for step in done:
        step.take()
    return {Path(step.path).name: step.what for step in done}


def lintrain(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lintrain", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | environment,
    )


# Beginning


def test_a_new_project(tmp_path):
    (tmp_path / ".git").mkdir()
    told = (
        "lintrain.toml is new: the configuration\n.pre-commit-config.yaml is new: run `pre-commit install`\n"
    )
    assert run("init", "--dry-run", cwd=tmp_path) == Outcome(0, f"{told}Nothing is written.\n", "")
    assert {path.name for path in tmp_path.iterdir()} == {".git"}
    assert run("init", cwd=tmp_path) == Outcome(0, told, "")
    (tmp_path / "a.py").write_text("advice()\n")
    assert run("check", cwd=tmp_path).code == 0  # and so the configuration can be read
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    again = run("init", cwd=tmp_path)
    assert (
        again.out
        == "lintrain.toml is left as it is\n.pre-commit-config.yaml is left as it is: it has a hook\n"
    )
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_project_with_a_pyproject(tmp_path):
    project = '[project]\r\nname = "x" # tool.lintrain\r\n'
    (tmp_path / "pyproject.toml").write_bytes(project.encode())
    assert take(tmp_path) == {
        "pyproject.toml": "gets a table [tool.lintrain]",
        HOOKS: "is not written: this is no git repository",
    }
    section = f"[tool.lintrain]\n{SECTION}".replace("\n", "\r\n")
    assert (tmp_path / "pyproject.toml").read_bytes().decode() == f"{project}\r\n{section}"
    assert "left" in take(tmp_path)["pyproject.toml"]


@pytest.mark.parametrize(
    "table", ["[tool.lintrain]", "[ tool . lintrain ]", '[tool."lintrain"]', "[tool.lintrain.events]"]
)
def test_a_table_is_left_alone(tmp_path, table):
    (tmp_path / "pyproject.toml").write_text(f"{table}\n")
    assert "left" in take(tmp_path)["pyproject.toml"]
    assert (tmp_path / "pyproject.toml").read_text() == f"{table}\n"


@pytest.mark.parametrize("indent", ["", "  "])
def test_a_hook_joins_others(tmp_path, indent):
    rows = ("- repo: https://example.org/x", "  rev: v1", "  hooks:", "  - id: x")
    text = "\n".join(["repos:", *(indent + row for row in rows)])
    (tmp_path / HOOKS).write_text(text)
    assert take(tmp_path)[HOOKS] == "gets the hook"
    added = "".join(f"{indent}{row}\n" for row in HOOK.splitlines())
    assert (tmp_path / HOOKS).read_text() == f"{text}\n{added}"


@pytest.mark.parametrize(
    "text", ["repos: []\n", "repos:\n- repo: local\n  hooks: []\nfail_fast: true\n", "x: 1\n"]
)
def test_hooks_that_are_written_otherwise_are_left_to_their_author(tmp_path, text):
    (tmp_path / HOOKS).write_text(text)
    told = take(tmp_path)[HOOKS]
    assert told.startswith("is left as it is; add under `repos` by hand:\n    - repo: local\n")
    assert (tmp_path / HOOKS).read_text() == text


# Watching


class Watching:
    """`lintrain check --watch`, and what it prints."""

    def __init__(self, folder: Path) -> None:
        self._out = folder.parent / "out.txt"
        with self._out.open("w") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lintrain", "check", "--watch", "--output-format", "concise"],
                cwd=folder,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def until(self, text: str) -> None:
        """Wait for something to be printed, and begin anew after it."""
        end = time.monotonic() + 60
        while text not in self._out.read_text():
            assert time.monotonic() < end, self._out.read_text()
            assert self._process.poll() is None, self._out.read_text()
            time.sleep(0.05)
        self.forget()

    def forget(self) -> None:
        os.truncate(self._out, 0)

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)


def test_it_checks_again_after_each_change(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "train.py").write_text(CLEAN)
    watching = Watching(folder)
    watching.until("Watching for changes.")
    time.sleep(0.5)  # until it does
    (folder / "train.py").write_text(BAD)
    watching.until("train.py:12:9: LT101")
    (folder / "lintrain.toml").write_text("ignored = []\n")
    watching.until("`ignored` is not a setting")
    (folder / "lintrain.toml").write_text('ignore = ["LT101"]\n')
    watching.until("All checks passed!")
    assert watching.stop() == 130


@pytest.mark.parametrize("other", [["--fix"], ["--diff"], ["-"], ["-o", "x"]])
def test_what_it_cannot_be_combined_with(tmp_path, other):
    outcome = run("check", "--watch", *other, cwd=tmp_path)
    assert outcome.code == 2
    assert "`--watch` cannot be combined with" in outcome.err


# Completing


def test_completion_in_bash(tmp_path):
    command = tmp_path / "lintrain"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lintrain "$@"\n')
    command.chmod(0o755)
    script = """
        eval "$(lintrain completion bash)"
        complete -p lintrain
        for line in "ex" "rule LT10" "check --select LT201,clip-wi" "check --wat"; do
            COMP_WORDS=(lintrain $line) COMPREPLY=()
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _lintrain_completion lintrain
            echo ${COMPREPLY[@]:0:3}
        done
    """
    bash = shutil.which("bash")
    assert bash
    result = subprocess.run(
        [bash, "--norc", "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )
    rows = result.stdout.splitlines()
    assert rows[0].endswith("-F _lintrain_completion lintrain"), result.stderr
    assert rows[1:] == ["explain-file", "LT101 LT102 LT103", "LT201,clip-without-unscale", "--watch"]


@pytest.mark.parametrize(
    ("shell", "sign"), [("zsh", "#compdef lintrain"), ("fish", "complete --no-files --command lintrain")]
)
def test_completion_elsewhere(tmp_path, shell, sign):
    assert sign in run("completion", shell, cwd=tmp_path).out


# Words that are nearly right


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(["chekc"], "check"), (["check", "--watsh"], "--watch"), (["rule", "late-clap"], "late-clip")],
)
def test_the_nearest_is_named(tmp_path, typed, meant):
    outcome = run(*typed, cwd=tmp_path)
    assert outcome.code == 2
    assert meant in outcome.err.partition("Error: ")[2]


# Manuals


def test_a_manual_is_rendered_for_a_terminal_alone(tmp_path):
    plain = lintrain("rule", "clip-after-step", cwd=tmp_path, NO_COLOR="1").stdout
    assert plain.startswith("# clip-after-step (LT101)\n")
    assert "\x1b" not in plain
    rendered = lintrain(
        "rule", "clip-after-step", cwd=tmp_path, NO_COLOR="", FORCE_COLOR="1", TERM="xterm"
    ).stdout
    assert "\x1b[" in rendered
    assert "# clip-after-step" not in rendered
    assert "```" not in rendered
    assert "At run time" in rendered
    assert "-----------" not in rendered
