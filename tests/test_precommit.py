"""The hooks, as a user has them: the real pre-commit installs this repository and stops a commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from notebooks import notebook

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow

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

GOOD = BAD.replace("        optimizer.step()\n", "") + "        optimizer.step()\n"


def git(
    *arguments: str, cwd: Path, check: bool = True, bin_: Path = Path(sys.executable).parent
) -> subprocess.CompletedProcess[str]:
    identity = {
        f"GIT_{role}_{what}": "x@y.z" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))
    }
    environment |= identity | {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["git", *arguments],
        cwd=cwd,
        check=check,
        capture_output=True,
        text=True,
        env=environment,
        timeout=600,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree, committed in a repository of its own."""
    copy = tmp_path_factory.mktemp("published") / "lintrain"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    git("init", "-q", cwd=copy)
    git("add", "-A", cwd=copy)
    git("commit", "-qm", "published", cwd=copy)
    return copy


@pytest.fixture
def user(tmp_path: Path, published: Path) -> Path:
    """A repository that uses the hooks; a function call away from its first commit."""
    revision = git("rev-parse", "HEAD", cwd=published).stdout.strip()
    git("init", "-q", cwd=tmp_path)
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {published}\n  rev: {revision}\n  hooks:\n  - id: HOOK\n"
    )
    return tmp_path


def commit(
    repository: Path, hook: str, source: str, name: str = "train.py"
) -> subprocess.CompletedProcess[str]:
    config = repository / ".pre-commit-config.yaml"
    config.write_text(config.read_text().replace("HOOK", hook))
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=repository, check=True, capture_output=True
    )
    (repository / name).write_text(source)
    git("add", "-A", cwd=repository)
    return git("commit", "-m", "try", cwd=repository, check=False)


def commits(repository: Path) -> int:
    return len(git("log", "--oneline", "--all", cwd=repository, check=False).stdout.splitlines())


def test_the_check_blocks_a_commit(user):
    blocked = commit(user, "lintrain", BAD)
    assert blocked.returncode == 1
    assert "train.py:13:9" in blocked.stderr + blocked.stdout
    assert "clip-after-step" in blocked.stderr + blocked.stdout
    assert commits(user) == 0
    assert (user / "train.py").read_text() == BAD
    assert commit(user, "lintrain", GOOD).returncode == 0
    assert commits(user) == 1


def test_the_fix_repairs_what_it_blocks(user):
    blocked = commit(user, "lintrain-fix", BAD)
    assert blocked.returncode == 1
    assert "files were modified by this hook" in blocked.stderr + blocked.stdout
    assert commits(user) == 0
    assert (user / "train.py").read_text() == GOOD
    git("add", "-A", cwd=user)
    assert git("commit", "-m", "again", cwd=user, check=False).returncode == 0
    assert commits(user) == 1


def test_notebooks_are_checked_too(user):
    blocked = commit(user, "lintrain", notebook(BAD), "train.ipynb")
    assert blocked.returncode == 1
    assert "train.ipynb:cell 1:13:9" in blocked.stderr + blocked.stdout
    assert commits(user) == 0
    assert (user / "train.ipynb").read_text() == notebook(BAD)


def test_notebooks_are_fixed_too(user):
    assert commit(user, "lintrain-fix", notebook(BAD), "train.ipynb").returncode == 1
    assert commits(user) == 0
    assert (user / "train.ipynb").read_text() == notebook(GOOD)


def test_excluded_files_are_left_alone_though_pre_commit_names_them(user):
    (user / "lintrain.toml").write_text('exclude = ["train.py"]\n')
    assert commit(user, "lintrain", BAD).returncode == 0
    assert commits(user) == 1
