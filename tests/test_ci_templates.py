"""The scripts of the GitHub Action and the GitLab template do what they say; ``.ci/run`` asks the schemas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
ACTION = ROOT / "action.yml"
GITLAB = ROOT / "integrations" / "gitlab-ci.yml"
Done = subprocess.CompletedProcess[str]
FAULTY = ROOT / "examples" / "gan.py"


def test_inputs_reach_the_scripts_of_the_action_through_variables_only() -> None:
    """What stands in ``${{ }}`` is pasted before a shell reads it: a path could bring a command."""
    scripts = [step["run"] for step in _steps() if "run" in step]
    assert scripts and not [script for script in scripts if "${{" in script]


def test_a_finding_is_annotated_and_ends_the_action(tmp_path: Path) -> None:
    checked = _check(tmp_path, paths=str(FAULTY), sarif="true")
    assert f"file={FAULTY.relative_to(ROOT)}" in checked.stdout and "::error title=LT101" in checked.stdout
    assert (tmp_path / "output").read_text() == "exit-code=1\n"
    log = json.loads((tmp_path / "lintrain.sarif").read_text())
    assert {result["ruleId"] for result in log["runs"][0]["results"]} == {"LT101", "LT103"}
    assert _script("Report", tmp_path, CODE="1").returncode == 1


def test_arguments_go_on_to_lintrain_and_clean_files_end_well(tmp_path: Path) -> None:
    checked = _check(tmp_path, paths=f"{FAULTY}\n{ROOT / 'docs'}", args="--select LT201")
    assert "::" not in checked.stdout and not (tmp_path / "lintrain.sarif").exists()
    assert (tmp_path / "output").read_text() == "exit-code=0\n"
    assert _script("Report", tmp_path, CODE="0").returncode == 0


def test_a_path_is_a_path_whatever_stands_in_it(tmp_path: Path) -> None:
    _check(tmp_path, paths=f"$(touch${{IFS}}{tmp_path}/hacked);*")
    assert not (tmp_path / "hacked").exists()
    assert (tmp_path / "output").read_text() == "exit-code=2\n"  # there is no such file


def test_gitlab_gets_its_report_and_the_exit_code(tmp_path: Path) -> None:
    job = yaml.safe_load(GITLAB.read_text())["lintrain"]
    install, check = job["script"]
    assert (
        install == 'python -m pip install --quiet "$LINTRAIN"'
    )  # tried by every other test of an installation
    values = job["variables"] | {"LINTRAIN_PATHS": str(FAULTY)}
    environment = os.environ | values | {"PATH": f"{_commands(tmp_path)}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-ec", check], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    issues = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["check_name"] for issue in issues] == ["missing-zero-grad", "clip-after-step"]


def _steps() -> list[dict[str, object]]:
    steps: list[dict[str, object]] = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    return steps


def _check(
    folder: Path, paths: str, args: str = "", sarif: str = "false"
) -> subprocess.CompletedProcess[str]:
    done = _script("Check", folder, PATHS=paths, ARGS=args, SARIF=sarif)
    assert done.returncode == 0, done.stderr
    return done


def _script(name: str, folder: Path, **variables: str) -> Done:
    """Run a step as GitHub does, with this checkout's command where the action installs one."""
    step = next(step for step in _steps() if step.get("name") == name)
    commands = folder / "lintrain" / "bin"
    if not commands.exists():
        commands.parent.mkdir()
        commands.symlink_to(_commands(folder))
    environment = os.environ | variables
    environment |= {"RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(folder / "output")}
    environment.pop("GITHUB_STEP_SUMMARY", None)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(step["run"])]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def _commands(folder: Path) -> Path:
    """Return a folder with a command ``lintrain`` in it: this checkout's."""
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    script = commands / "lintrain"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lintrain "$@"\n')
    script.chmod(0o755)
    return commands
