"""A newcomer's way, from nothing to a clean commit, by commands alone: no step needs the source read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from editor_client import Editor
from test_precommit import BAD, GOOD, commits, git, published

__all__ = ["published"]

pytestmark = pytest.mark.slow


def test_install_init_check_fix_commit_and_edit(tmp_path: Path, published: Path) -> None:
    fresh = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(fresh)], check=True)
    lintrain(fresh, tmp_path, "-m", "pip", "install", "--quiet", f"{published}[server]")
    project = tmp_path / "project"
    project.mkdir()
    git("init", "-q", cwd=project)
    (project / "train.py").write_text(BAD)

    started = lintrain(fresh, project, "-m", "lintrain", "init")
    assert "lintrain.toml is new" in started.stdout and ".pre-commit-config.yaml is new" in started.stdout
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=project, check=True, capture_output=True
    )

    checked = lintrain(fresh, project, "-m", "lintrain", "check", expect=1)
    assert "train.py:13:9" in checked.stdout and "clip-after-step" in checked.stdout
    blocked = commit(fresh, project)
    assert blocked.returncode == 1 and "clip-after-step" in blocked.stdout + blocked.stderr
    assert commits(project) == 0

    editor = Editor(project, python=fresh / "bin" / "python")
    uri = (project / "train.py").as_uri()
    assert [finding["code"] for finding in editor.open(uri, BAD)] == ["LT101"]

    fixed = lintrain(fresh, project, "-m", "lintrain", "fix")
    assert "Fixed train.py: 1 LT101 clip-after-step" in fixed.stdout
    assert (project / "train.py").read_text() == GOOD
    assert editor.change(uri, 2, {"text": GOOD}) == []
    assert editor.close() == (0, "")
    assert commit(fresh, project).returncode == 0
    assert commits(project) == 1


def lintrain(fresh: Path, folder: Path, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run something with the fresh Python, and nothing of this environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON"))}
    command = [str(fresh / "bin" / "python"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=clean, timeout=600)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def commit(fresh: Path, project: Path) -> subprocess.CompletedProcess[str]:
    """Commit everything, in a shell in which the fresh environment is active."""
    git("add", "-A", cwd=project)
    return git("commit", "-m", "try", cwd=project, check=False, bin_=fresh / "bin")
