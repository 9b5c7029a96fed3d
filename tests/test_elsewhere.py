"""Parts of all files, and executors of somebody else's: the same report, whoever does the work."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from stand_in.command import run
from test_session import MODEL, USER

import lintrain
from lintrain.elsewhere import Order, done_here
from lintrain.shards import Shard, parse_shard

LATE = "def train():\n    step()\n    clip(1.0)\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(6):
        (tmp_path / f"a{number}.py").write_text(USER.format(module="b") + f"# {number}\n")
    (tmp_path / "b.py").write_text(MODEL)
    (tmp_path / "plain.py").write_text("x = 1\n")
    return tmp_path


# Parts


@pytest.mark.parametrize("count", [1, 3])
def test_the_parts_are_the_whole(tmp_path, count):
    for number in range(12):
        (tmp_path / f"late{number}.py").write_text(LATE)
    whole = run("check", "--output-format=concise", "--no-cache", cwd=tmp_path)
    parts = [
        run("check", f"--shard={number}/{count}", "--output-format=concise", cwd=tmp_path).out
        for number in range(1, count + 1)
    ]
    found = [row for part in parts for row in part.splitlines() if row.startswith("late")]
    assert sorted(found) == [row for row in whole.out.splitlines() if row.startswith("late")]
    assert len(found) == 12


def test_a_file_stays_in_its_part_whatever_else_there_is(tmp_path):
    names = [f"f{number}.py" for number in range(40)]
    mine = [name for name in names if Shard(2, 3).has(name)]
    assert [name for name in names[::-1] if Shard(2, 3).has(name)] == mine[::-1]
    assert 5 < len(mine) < 25
    assert Shard(1, 2).has("a/b.py") is Shard(1, 2).has(os.path.join("a", "b.py"))


def test_each_part_is_kept_by_itself(tmp_path):
    for number in range(6):
        (tmp_path / f"late{number}.py").write_text(LATE)
    parts = [run("check", f"--shard={number}/2", cwd=tmp_path) for number in (1, 2)]
    assert [run("check", f"--shard={number}/2", cwd=tmp_path) for number in (1, 2)] == parts
    assert parts[0] != parts[1] != run("check", cwd=tmp_path)


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "-1/2", "1/2/3", ""])
def test_what_is_no_part(text):
    with pytest.raises(ValueError, match="third of eight"):
        parse_shard(text)


def test_what_is_no_part_is_said(tmp_path):
    outcome = run("check", "--shard=9/8", cwd=tmp_path)
    assert outcome.code == 2 and "`9/8` is no part of a whole: write 3/8" in outcome.err


# Executors


def test_threads_and_processes_find_the_same(here):
    alone = lintrain.check(".")
    assert len(alone.findings) == 6
    with ThreadPoolExecutor(3) as executor:
        assert lintrain.check(".", executor=executor) == alone
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert lintrain.check([here], executor=executor) == alone
        (here / "b.py").write_text(MODEL.replace(", nn.Softmax(dim=-1)", ""))
        assert lintrain.check(here / ".", executor=executor).findings == []  # workers look again


def test_the_configuration_counts(here):
    (here / "lintrain.toml").write_text('exclude = ["a1.py"]')
    assert len(lintrain.check(here).findings) == 5
    assert len(lintrain.check(here, isolated=True).findings) == 6
    (here / "lintrain.toml").write_text("exclude = 1")
    from lintrain.config import ConfigError

    with pytest.raises(ConfigError):
        lintrain.check(here)


class Broken(Executor):
    """Loses every job."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        future.set_exception(RuntimeError("out of memory"))
        return future


def test_what_an_executor_loses_is_named(here):
    report = lintrain.check(".", executor=Broken())
    assert [problem.path for problem in report.problems] == [f"a{number}.py" for number in range(6)]
    assert {p.message for p in report.problems} == {
        "cannot be checked: the executor failed: RuntimeError: out of memory"
    }


def test_a_worker_must_be_the_same_and_see_the_same(here):
    from lintrain.config import Config
    from lintrain.jobs import job_for
    from lintrain.report import Fixes

    job = job_for("a1.py", (here / "a1.py").read_bytes(), Config.DEFAULT, Fixes.NONE)

    def said(order: Order) -> str:
        (problem,) = done_here(order, job)[0].problems
        return problem.message

    version, folder = lintrain.__version__, str(here)
    assert "the worker has lintrain" in said(Order("0.0", folder, "1"))
    assert "the worker does not see /nowhere" in said(Order(version, "/nowhere", "1"))
    (here / "deep").mkdir()
    assert "the worker sees another file" in said(Order(version, str(here / "deep"), "1"))
    assert os.getcwd() == folder
    assert not done_here(Order(version, folder, "1"), job)[0].problems


def test_a_local_cluster_of_two_workers_says_the_same(here):
    """The whole command, on Dask: byte for byte what it says without."""
    script = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    wanted = dict(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with LocalCluster("127.0.0.1", **wanted) as it:
        from lintrain.cli import main
        main(["check", "--isolated", "--no-cache", "--dask", it.scheduler_address])
"""
    (here.parent / "cluster.py").write_text(script)
    environment = os.environ | {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}
    command = [sys.executable, "-W", "ignore", str(here.parent / "cluster.py")]
    there = subprocess.run(
        command, cwd=here, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    alone = subprocess.run(
        [sys.executable, "-m", "lintrain", "check", "--isolated", "--no-cache"],
        cwd=here, capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert (there.returncode, there.stdout) == (alone.returncode, alone.stdout), there.stderr
    assert there.returncode == 1 and "Found 6 errors" in there.stdout


def test_a_cluster_that_does_not_answer(here, monkeypatch):
    monkeypatch.setattr("lintrain.cli.CONNECT", 1)
    from click.testing import CliRunner

    from lintrain.cli import cli

    pytest.importorskip("distributed")
    done = CliRunner().invoke(cli, ["check", "--isolated", "--no-cache", "--dask", "tcp://127.0.0.1:1"])
    assert done.exit_code == 2 and "no cluster answers" in done.output
