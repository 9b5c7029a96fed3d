"""A session analyses again what depends on what has changed, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from lintrain import engine, jobs
from lintrain.config import Config
from lintrain.engine import Session, check_paths

MODEL = """\
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=-1))
"""
USER = """\
import torch
from {module} import build


def train(loader):
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
"""
LOGITS = MODEL.replace(", nn.Softmax(dim=-1)", "")

Check = Callable[..., set[str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.py").write_text(MODEL)
    (tmp_path / "a.py").write_text(USER.format(module="b"))
    (tmp_path / "c.py").write_text(USER.format(module="later"))
    (tmp_path / "plain.py").write_text("x = 1\n")
    return tmp_path


@pytest.fixture
def check(here: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check all again; return which files were looked into, after comparing with a check from scratch."""
    session, looked = Session(), list[str]()
    work = engine.work

    def counting(job: jobs.Job) -> jobs.Outcome:
        looked.append(job.path)
        return work(job)

    def again(*paths: str) -> set[str]:
        looked.clear()
        with monkeypatch.context() as patch:
            patch.setattr(engine, "work", counting)
            report = session.check(paths or ["."], Config.DEFAULT)
        assert report == check_paths(paths or ["."], Config.DEFAULT)
        return set(looked)

    assert again() == {"a.py", "b.py", "c.py", "plain.py"}
    return again


def rows() -> list[tuple[str, int]]:
    return [(f.path, f.span.start.row) for f in check_paths(["."], Config.DEFAULT).findings]


def test_nothing_changed(check):
    assert check() == set()
    assert rows() == [("a.py", 10)]


def test_an_edit_is_seen_by_who_imports_it(here, check):
    (here / "b.py").write_text(LOGITS)
    assert check() == {"a.py", "b.py"}
    assert rows() == []
    assert check() == set()


def test_an_edit_of_the_same_size_at_the_same_time(here, check):
    times = (here / "b.py").stat()
    (here / "b.py").write_text(MODEL.replace("Softmax(dim=-1)", "Sigmoid(      )"))
    os.utime(here / "b.py", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (here / "b.py").stat().st_size == times.st_size
    assert check() == {"a.py", "b.py"}
    assert rows() == []


def test_an_edit_is_nobody_elses_business(here, check):
    (here / "c.py").write_text(USER.format(module="later") + "\n")
    assert check() == {"c.py"}
    (here / "plain.py").write_text("x = 2\n")
    assert check() == {"plain.py"}


def test_a_touched_file_has_not_changed(here, check):
    os.utime(here / "b.py")
    assert check() == set()


def test_a_module_appears_and_vanishes(here, check):
    (here / "later.py").write_text(MODEL)
    assert check() == {"c.py", "later.py"}
    assert rows() == [("a.py", 10), ("c.py", 10)]
    (here / "later.py").unlink()
    assert check() == {"c.py"}
    assert rows() == [("a.py", 10)]


def test_a_package_takes_the_place_of_a_module(here, check):
    (here / "b").mkdir()
    (here / "b/__init__.py").write_text(LOGITS)
    assert check() == {"a.py", os.path.join("b", "__init__.py")}
    assert rows() == []


def test_a_file_behind_another(here, check):
    (here / "later.py").write_text("from hidden import build\n")
    check()
    (here / "hidden.py").write_text(MODEL)
    assert check() == {"c.py", "hidden.py"}  # the one between says nothing itself
    assert ("c.py", 10) in rows()
    (here / "hidden.py").write_text(LOGITS)
    assert check() >= {"c.py", "hidden.py"}
    assert ("c.py", 10) not in rows()


def test_other_settings_are_another_question(here):
    session = Session()
    assert session.check(["."], Config.DEFAULT).findings
    assert not session.check(["."], replace(Config.DEFAULT, rules=Config.DEFAULT.rules[:1])).findings
    assert session.check(["."], Config.DEFAULT).findings


def test_another_working_directory_changes_the_names(here, monkeypatch):
    session = Session()
    path = str(here / "a.py")
    assert [f.path for f in session.check([path], Config.DEFAULT).findings] == ["a.py"]
    (here / "deeper").mkdir()
    monkeypatch.chdir(here / "deeper")
    assert [f.path for f in session.check([path], Config.DEFAULT).findings] == [path]


def test_what_workers_learned_is_kept(here, check, monkeypatch):
    session = Session()
    settings = replace(Config.DEFAULT, workers=2)
    first = session.check(["."], settings)
    monkeypatch.setattr(engine, "work", None)
    assert session.check(["."], settings) == first
    assert first.findings


def test_unsaved_text(here):
    session = Session()
    source = USER.format(module="b")
    assert session.check_source("new.py", source.encode(), Config.DEFAULT).findings
    (here / "b.py").write_text(LOGITS)
    assert not session.check_source("new.py", source.encode(), Config.DEFAULT).findings


def test_dependencies_are_the_files_that_were_read(here):
    reports = {file.path: file for file in check_paths(["."], Config.DEFAULT).files}
    assert reports["a.py"].dependencies == (str(here / "b.py"),)
    assert reports["b.py"].dependencies == ()
    assert reports["c.py"].dependencies == ()


def test_threads_do_not_disturb_each_other(here):
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: check_paths(["."], Config.DEFAULT), range(8)))
    assert reports[0].findings
    assert all(report == reports[0] for report in reports)
