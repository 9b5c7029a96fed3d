"""What is kept of single files: used again in another run exactly where all that was asked is still so."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_session import LOGITS, MODEL, USER

from lintrain import engine, jobs
from lintrain.cache import store
from lintrain.cache.asked import configured
from lintrain.cache.cache import Cache
from lintrain.cache.store import ENDING, HEAD
from lintrain.config import Config
from lintrain.engine import check_paths
from lintrain.report import Fixes, Report
from lintrain.source.hashing import digest

Check = Callable[..., set[str]]
SETTINGS = Config.DEFAULT


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LINTRAIN_CACHE_DIR", raising=False)
    (tmp_path / "b.py").write_text(MODEL)
    (tmp_path / "a.py").write_text(USER.format(module="b"))
    (tmp_path / "c.py").write_text(USER.format(module="later"))
    (tmp_path / "plain.py").write_text("x = 1\n")
    return tmp_path


def cache(*paths: str) -> Cache:
    return Cache(configured(paths or (".",), (), True), paths or (".",), None, {})


def checked(*paths: str, **settings: object) -> Report:
    """Check as a process would that has just begun."""
    vars(jobs._local).clear()
    return check_paths(paths or (".",), replace(SETTINGS, **settings), cache=cache(*paths))


@pytest.fixture
def check(here: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check all again; return which files were looked into, after comparing with a check without a cache."""
    looked = list[str]()
    work = engine.work

    def counting(job):
        looked.append(job.path)
        return work(job)

    def again(*paths: str, **settings: object) -> set[str]:
        looked.clear()
        with monkeypatch.context() as patch:
            patch.setattr(engine, "work", counting)
            report = checked(*paths, **settings)
        assert report == check_paths(paths or ["."], replace(SETTINGS, **settings))
        return set(looked)

    assert again() == {"a.py", "b.py", "c.py", "plain.py"}
    return again


def test_nothing_changed(check):
    assert check() == set()


def test_an_edit_is_seen_by_who_imports_it(here, check):
    (here / "b.py").write_text(LOGITS)
    assert check() == {"a.py", "b.py"}
    assert check() == set()
    (here / "b.py").write_text(MODEL)
    assert check() == {"a.py", "b.py"}


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
    (here / "later.py").unlink()
    assert check() == {"c.py"}


def test_a_file_behind_another(here, check):
    (here / "later.py").write_text("from hidden import build\n")
    check()
    (here / "hidden.py").write_text(MODEL)
    assert check() == {"c.py", "hidden.py"}
    (here / "hidden.py").write_text(LOGITS)
    assert check() >= {"c.py", "hidden.py"}


def test_what_a_file_reaches_decides_whether_it_is_asked_at_all(here, check):
    """A file that says little is analysed because of what it imports: that is one more question."""
    (here / "run.py").write_text("from steps import go\n\nfor epoch in range(3):\n    go(optimizer)\n")
    (here / "steps.py").write_text("def go(optimizer):\n    pass\n")
    assert check() == {"run.py", "steps.py"}
    (here / "steps.py").write_text("def go(optimizer):\n    optimizer.step()\n    optimizer.zero_grad()\n")
    assert check() == {"run.py", "steps.py"}


def test_one_file_of_many_keeps_the_others(here, check):
    assert check("a.py") == set()
    (here / "c.py").write_text(USER.format(module="later") + "\n")
    assert check("c.py") == {"c.py"}
    assert check() == set()


def test_an_edit_that_another_run_did_not_look_at(here, check):
    """The run in between sees that something is new, and must not call the rest unchanged."""
    (here / "b.py").write_text(LOGITS)
    assert check("plain.py") == set()
    assert check() == {"a.py", "b.py"}


def test_other_settings_are_another_question(check):
    assert check(rules=SETTINGS.rules[:1]) == {"a.py", "b.py", "c.py", "plain.py"}
    assert check(rules=SETTINGS.rules[:1]) == set()
    assert check(suppressions=False) == {"a.py", "b.py", "c.py", "plain.py"}
    assert check() == set()


def test_a_moved_checkout(here, check, monkeypatch):
    moved = here.rename(here.parent / f"{here.name}-moved")
    monkeypatch.chdir(moved)
    assert check() == set()
    (moved / "b.py").write_text(LOGITS)
    assert check() == {"a.py", "b.py"}


def test_workers_keep_the_same(here):
    first = checked(workers=2)
    (name,) = (path.name for path in here.glob(".lintrain_cache/*files*"))
    alone = (here / ".lintrain_cache" / name).read_bytes()
    assert len(alone) > 1000 and first.findings
    assert checked() == first == check_paths(["."], SETTINGS)


def test_fixing_keeps_only_what_is_clean(here):
    fixed = check_paths(["."], SETTINGS, fix=Fixes.ALL, cache=cache())
    assert checked() == check_paths(["."], SETTINGS)
    assert fixed.findings == check_paths(["."], SETTINGS, fix=Fixes.ALL).findings


def test_a_file_that_changes_while_it_is_checked(here, monkeypatch):
    """Somebody saves a file just after it was read: what was found belongs to the text before."""
    work = engine.work

    def saving(job):
        if job.path == "b.py":
            (here / "b.py").write_text(LOGITS)
        return work(job)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "work", saving)
        checked()
    assert checked() == check_paths(["."], SETTINGS)


# Damage


def files(here: Path) -> list[Path]:
    return sorted(here.glob(f".lintrain_cache/lintrain-*{ENDING}"))


def recalled() -> Report:
    """Return what a new process would say."""
    return cache().recall() or checked()


@pytest.mark.parametrize("seed", range(12))
def test_damage_is_noticed(here, seed):
    """Cut off, overwritten, longer, swapped: no crash, and never another report than the true one."""
    true, chance = checked(), random.Random(seed)
    assert cache().recall() == true and true.findings
    whole = {path: path.read_bytes() for path in files(here)}
    for path, data in whole.items():
        at, length = chance.randrange(len(data)), chance.randrange(1, 40)
        damaged = [
            data[:at],
            data[:at] + chance.randbytes(length) + data[at + length :],
            data + chance.randbytes(length),
            data[:at] + data[at + length :],
            b"",
            chance.choice(list(whole.values())),
        ]
        path.write_bytes(chance.choice(damaged))
    assert recalled() == true


ODD = [None, True, -1, 10**30, 1.5, "", "\0", "/etc/passwd", "../..", [], {}, [[]], {"a": []}, "__class__"]


@pytest.mark.parametrize("seed", range(40))
def test_well_formed_nonsense_does_no_harm(here, seed):
    """Somebody forges a record, its hash too: it is refused, or says nonsense, but nothing breaks."""
    checked()
    chance = random.Random(seed)
    for path in files(here):
        value = json.loads(path.read_bytes().partition(b"\n")[2])
        for _ in range(chance.randrange(1, 4)):
            value = altered(value, chance)
        body = json.dumps(value).encode()
        path.write_bytes(HEAD + digest(body).encode() + b"\n" + body)
    assert isinstance(recalled(), Report)


def altered(value: object, chance: random.Random) -> object:
    """Put something odd in the place of one part of a tree."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(ODD)
    items = list(value.items() if isinstance(value, dict) else enumerate(value))
    key, inner = chance.choice(items)
    inner = altered(inner, chance) if isinstance(inner, dict | list) else chance.choice(ODD)
    if isinstance(value, dict):
        return value | {key: inner}
    return [*value[:key], inner, *value[key + 1 :]]


def test_a_record_that_is_very_deep(here):
    true = checked()
    for path in files(here):
        body = b"[" * 200_000
        path.write_bytes(HEAD + digest(body).encode() + b"\n" + body)
    assert recalled() == true


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to itself"])
def test_what_is_no_file(here, kind):
    true = checked()
    for path in files(here):
        path.unlink()
        if kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(path)
    assert recalled() == true


def test_what_was_never_finished_is_passed_over_and_swept_up(here):
    true = checked()
    left = here / ".lintrain_cache" / "lintrain-run-x.json.1-2.new"
    left.write_text("half")
    assert recalled() == true
    (here / "plain.py").write_text("x = 3\n")
    checked()
    assert left.exists()  # another process may still be writing it
    os.utime(left, (1, 1))
    (here / "plain.py").write_text("x = 4\n")
    checked()
    assert not left.exists()


def test_old_records_are_removed(here, monkeypatch):
    monkeypatch.setattr(store, "MOST", 4)
    for number in range(6):
        checked(rules=SETTINGS.rules[: number + 1])
        os.utime(sorted(files(here), key=lambda path: path.stat().st_mtime_ns)[-1])
    assert len(files(here)) <= 4
    monkeypatch.setattr(store, "LARGEST", 3000)
    (here / "plain.py").write_text("x = 3\n")
    checked()
    assert sum(path.stat().st_size for path in files(here)) <= 3000


def test_only_so_many_files_are_remembered(here, monkeypatch):
    from lintrain.cache import entries

    monkeypatch.setattr(entries, "MOST", 2)
    checked()
    assert checked() == check_paths(["."], SETTINGS)
