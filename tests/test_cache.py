"""The cache: a run that finds nothing changed says what the first one said, and anything else is seen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from stand_in.command import TESTS, Outcome, run

from lintrain.cache.kept import Kept
from lintrain.findings import FileReport

CLEAN = "x = 1\n"
LATE = "def train():\n    step()\n    clip(1.0)\n"
QUIET = LATE.replace("clip(1.0)", "clip(1.0)  # noqa")
BROAD = "decay(everything)\n"
FORMATS = [
    [],
    ["--output-format=full"],
    ["--output-format=concise"],
    ["--output-format=json"],
    ["--statistics"],
    ["--statistics", "--output-format=json"],
    ["--exit-zero"],
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    tmp_path = tmp_path / "above" / "project"
    tmp_path.mkdir(parents=True)
    write(tmp_path, clean=CLEAN, late=LATE, quiet=QUIET, broad=BROAD + LATE)
    (tmp_path / "warned.py").write_text("y = 2  # lintrain: ignore[late-clap]\n" + LATE)
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    cell = {"cell_type": "code", "source": LATE, "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "book.ipynb").write_text(json.dumps(notebook))
    return tmp_path


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name}.py").write_text(text)


def kept(directory: Path, kind: str = "run") -> list[Path]:
    return sorted((directory / ".lintrain_cache").glob(f"lintrain-{kind}-*.json"))


def warm(directory: Path, *arguments: str) -> tuple[Outcome, bool]:
    """Check, and tell whether that was done without asking any rule."""
    program = (
        "import sys; from stand_in import install; install(); from lintrain.cli import main\n"
        f"try:\n    main(['check', *{arguments!r}])\n"
        "except SystemExit as end:\n    code = end.code\n"
        "print('lintrain.engine' in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    environment = os.environ | {"PYTHONPATH": str(TESTS), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=directory, capture_output=True, text=True, env=environment
    )
    said, _, asked = done.stderr.removesuffix("\n").rpartition("\n")
    return Outcome(done.returncode, done.stdout, said + "\n" * bool(said)), asked == "False"


# The same again


@pytest.mark.parametrize("colour", [{}, {"FORCE_COLOR": "1"}], ids=["plain", "colour"])
def test_all_formats_say_the_same_cold_and_warm(project, colour):
    cold = [run("check", "--no-cache", *options, cwd=project, **colour) for options in FORMATS]
    assert not (project / ".lintrain_cache").exists()
    assert [run("check", *options, cwd=project, **colour) for options in FORMATS] == cold
    assert [run("check", *options, cwd=project, **colour) for options in FORMATS] == cold
    assert "late-clip" in cold[0].out and "late-clap" in cold[0].err and "broken symbolic link" in cold[0].err


def test_a_warm_run_asks_no_rule(project):
    first, asked_none = warm(project)
    assert not asked_none and first.code == 1
    assert warm(project) == (first, True)
    assert warm(project, "--output-format=full") == (first, True)


@pytest.mark.parametrize("options", [["--fix"], ["--diff"], ["--fix", "--unsafe-fixes"]])
def test_a_clean_tree_needs_no_fixing(tmp_path, options):
    write(tmp_path, clean=CLEAN)
    run("check", cwd=tmp_path)
    assert warm(tmp_path, *options) == (run("check", "--no-cache", *options, cwd=tmp_path), True)


def test_findings_are_fixed_whatever_is_kept(project):
    shutil.copytree(project, other := project.parent / "other", symlinks=True)
    run("check", cwd=project)
    assert run("check", "--fix", cwd=project) == run("check", "--fix", "--no-cache", cwd=other)
    assert run("check", cwd=project) == run("check", "--no-cache", cwd=other)
    assert (project / "late.py").read_text() == (other / "late.py").read_text() != LATE


def test_what_fixing_left_is_not_what_checking_finds(project):
    """A fix that was tried and failed is told in other words."""
    write(project, broken="decay(hopeless)\n")
    alone = run("check", "--no-cache", cwd=project)
    run("fix", "--diff", cwd=project)
    assert run("check", cwd=project) == alone


@pytest.mark.parametrize("wrong", [["--stdin-filename", "a.py"], ["--select", "none"], ["--ignore", "ALL"]])
def test_what_is_said_of_a_command_is_said_again(project, wrong):
    write(project, late="")
    cold = run("check", *wrong, ".", cwd=project)
    assert run("check", *wrong, ".", cwd=project) == cold
    assert cold.err and (cold.code == 2 or "nothing is checked" in cold.err)


def test_a_wrong_flag_is_told_of_a_tree_that_is_known(project):
    run("check", ".", cwd=project)
    done = run("check", "--stdin-filename", "a.py", ".", cwd=project)
    assert done.code == 2 and "give `-` as the path" in done.err


def test_many_files_of_which_one_changes(project, monkeypatch):
    run("check", cwd=project)
    write(project, clean="crash()\nclip()\n")
    outcome = run("check", "--output-format=concise", cwd=project)
    assert outcome.code == 2 and outcome.err.count("lintrain failed") == 1
    write(project, clean=CLEAN)
    assert run("check", cwd=project) == run("check", "--no-cache", cwd=project)


def test_what_could_not_be_checked_is_never_kept(tmp_path):
    write(tmp_path, broken="def\n", clean=CLEAN)
    first = run("check", cwd=tmp_path)
    assert first.code == 2 and kept(tmp_path) == []
    (files,) = kept(tmp_path, "files")
    assert '"clean.py":' in files.read_text() and '"broken.py":' not in files.read_text()
    assert run("check", cwd=tmp_path) == first


# What is seen


def seen(directory: Path, *arguments: str) -> Outcome:
    """Check with the cache and without: both must say the same."""
    outcome = run("check", *arguments, cwd=directory)
    assert outcome == run("check", "--no-cache", *arguments, cwd=directory)
    return outcome


def test_an_edit_is_seen(project):
    first = seen(project)
    write(project, clean=LATE)
    assert seen(project) != first
    write(project, clean=CLEAN)
    assert seen(project) == first


def test_an_edit_of_the_same_size_at_the_same_time_is_seen(project):
    first, status = seen(project), (project / "late.py").stat()
    (project / "late.py").write_text(LATE.replace("clip", "grip"))
    os.utime(project / "late.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (project / "late.py").stat().st_size == status.st_size
    assert seen(project) != first


def test_an_old_edit_is_seen_by_size_or_inode_or_time(project):
    for path in project.glob("*.py"):
        if path.exists():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    first = seen(project)
    new = project / "new.txt"
    new.write_text(LATE.replace("clip", "grip"))
    os.utime(new, (1_000_000_000, 1_000_000_000))
    new.replace(project / "late.py")
    assert seen(project) != first


def test_a_file_that_is_touched_has_not_changed(project):
    first, _ = warm(project)
    os.utime(project / "late.py")
    assert warm(project) == (first, True)


def test_files_come_and_go(project):
    first = seen(project)
    write(project, another=LATE)
    assert seen(project) != first
    (project / "another.py").unlink()
    assert seen(project) == first
    (project / "deep").mkdir()
    write(project / "deep", another=LATE)
    assert seen(project) != first


def test_another_order_of_folders_changes_nothing(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, late=LATE)
    assert seen(tmp_path, "b", "a") == seen(tmp_path, "b", "a")
    assert seen(tmp_path, "a") != seen(tmp_path, "b")


def test_what_git_ignores_is_seen(project):
    first = seen(project)
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("late.py\n")
    second = seen(project)
    assert second != first
    (project / ".gitignore").write_text("#ate.py\n")
    assert seen(project) == first
    (project / "deep").mkdir()
    write(project / "deep", late=LATE)
    inner = seen(project, "deep")
    (project / ".gitignore").write_text("deep\n")
    assert seen(project, "deep") == inner  # what is asked for is not ignored
    (project / ".gitignore").write_text("late.py\n")
    assert seen(project, "deep") != inner


def test_a_link_that_leads_elsewhere_is_seen(project):
    first = seen(project)
    write(project, nowhere=LATE)
    second = seen(project)
    assert second != first
    (project / "gone.py").unlink()
    (project / "gone.py").symlink_to("late.py")
    assert seen(project) == second  # each file is checked once
    (project / "nowhere.py").unlink()
    assert seen(project) != second


def test_settings_are_seen(project):
    first = seen(project)
    for table in (
        'ignore = ["T101"]',
        'exclude = ["late.py"]',
        'min-severity = "error"',
        'select = ["T301"]',
    ):
        (project / "lintrain.toml").write_text(table)
        assert seen(project) != first
    (project / "lintrain.toml").write_text('output-format = "concise"')
    concise = seen(project)
    assert concise == run("check", "--isolated", "--output-format=concise", cwd=project)
    assert seen(project, "--output-format=full") == first
    (project / "lintrain.toml").write_text("selct = []")
    assert seen(project).code == 2
    (project / "lintrain.toml").unlink()
    assert seen(project) == first


NARROWER = ["--ignore=T101", "--select=T201", "--min-severity=error", "--no-ignores", "--extend-select=T301"]


@pytest.mark.parametrize("option", NARROWER)
def test_options_are_seen(project, option):
    write(project, advised="advice()\n")
    first = seen(project)
    assert seen(project, option) != first
    assert seen(project) == first


def test_the_working_directory_is_seen(project):
    (project / "deep").mkdir()
    write(project / "deep", late=LATE)
    cache = {"LINTRAIN_CACHE_DIR": str(project / "cache")}
    for cwd, path in ((project, "deep"), (project / "deep", "."), (project / "deep", str(project / "deep"))):
        alone = run("check", "--no-cache", path, cwd=cwd)
        assert [run("check", path, cwd=cwd, **cache) for _ in range(2)] == [alone, alone]


def test_a_checkout_that_moves(project):
    """What was kept is understood where the project has been moved to, and names the files there."""
    first = seen(project, str(project))
    moved = project.rename(project.parent / "moved")
    assert seen(moved, str(moved)) == first
    (moved.parent / ".git").mkdir()
    (moved.parent / ".gitignore").write_text("late.py")
    assert seen(moved, str(moved)) != first


# Where it is


def test_the_folder_marks_itself(project):
    run("check", cwd=project)
    folder = project / ".lintrain_cache"
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")
    assert (folder / ".gitignore").read_text().splitlines()[-1] == "*"
    assert not list(project.glob("**/*.new"))


def test_options_environment_and_configuration_say_where(project):
    (project / "lintrain.toml").write_text('cache-dir = "configured"')
    run("check", cwd=project)
    assert (project / "configured" / "CACHEDIR.TAG").exists()
    shutil.rmtree(project / "configured")
    run("check", cwd=project, LINTRAIN_CACHE_DIR="environment")
    assert (project / "environment" / "CACHEDIR.TAG").exists()
    run("check", "--cache-dir", "given", cwd=project, LINTRAIN_CACHE_DIR="environment2")
    assert (project / "given" / "CACHEDIR.TAG").exists()
    run("check", "--no-cache", "--cache-dir", "unused", cwd=project)
    run("check", "-", cwd=project, stdin=LATE)
    names = {path.name for path in project.iterdir() if path.is_dir()}
    assert names == {"environment", "given"}


def test_beside_the_configuration(project):
    (project / "pyproject.toml").write_text("[tool.lintrain]\n")
    (project / "deep").mkdir()
    write(project / "deep", late=LATE)
    run("check", cwd=project / "deep")
    assert (project / ".lintrain_cache").is_dir() and not (project / "deep/.lintrain_cache").exists()


def test_somebody_elses_folder_is_not_marked(project):
    (project / "mine").mkdir()
    (project / "mine/notes.txt").write_text("")
    first = run("check", "--cache-dir=mine", cwd=project)
    assert run("check", "--cache-dir=mine", cwd=project) == first
    assert run("clean", "--cache-dir=mine", cwd=project).code == 0
    assert [path.name for path in (project / "mine").iterdir()] == ["notes.txt"]


def test_clean(project):
    first = run("check", cwd=project)
    outcome = run("clean", cwd=project)
    folder = project / ".lintrain_cache"
    assert outcome == Outcome(0, f"Removed 2 files from {folder}.\n", "")
    assert not folder.exists()
    assert run("clean", cwd=project) == Outcome(0, f"Nothing to remove from {folder}.\n", "")
    assert run("check", cwd=project) == first


@pytest.mark.parametrize("obstacle", ["file", "folder that cannot be written"])
def test_a_place_that_cannot_be_used_costs_only_time(project, obstacle):
    folder = project / ".lintrain_cache"
    if obstacle == "file":
        folder.write_text("mine")
    else:
        folder.mkdir(mode=0o555)
    alone = run("check", "--no-cache", cwd=project, ordinary=True)
    assert run("check", cwd=project, ordinary=True) == alone
    assert run("check", cwd=project, ordinary=True) == alone


# Several at once


def test_several_runs_at_once(project):
    """They write the same files while others read them: all say the same, and what is left is whole."""
    alone = run("check", "--no-cache", cwd=project)
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: run("check", cwd=project), range(12)))
    assert told == [alone] * 12
    assert warm(project) == (alone, True)
    assert not list(project.glob(".lintrain_cache/*.new"))


# What the records say


def test_every_field_of_a_report_is_kept():
    """A field that is added must be kept, or restored from the file."""
    names = {field.name for field in fields(FileReport)} - {"problems", "answers"}
    assert {field.name for field in fields(Kept)} == names


def test_a_report_survives(project, monkeypatch):
    from lintrain.cache.kept import kept as kept_of
    from lintrain.cache.kept import told
    from lintrain.cache.plain import plain, restored
    from lintrain.cache.rooted import Rooted
    from lintrain.findings import Applicability as Trust
    from lintrain.findings import Edit, Finding, Fix, Position, Problem, Related, Seen, Severity, Span

    monkeypatch.chdir(project)
    span = Span(Position(2, 3), Position(4, 5), 6)
    outside, inside = str(project.parent / "x.py"), str(project / "y.py")
    fix = Fix("title", (Edit(1, 2, "text", 3), Edit(4, 5, "")), Trust.UNSAFE, "reason")
    related = (Related("one", "late.py", span), Related("two", outside, span), Related("three", inside, span))
    finding = Finding(
        "late.py", span, "T101", "late-clip", Severity.ERROR, "a", "b", related, fix, "", Seen(3, 2, (0, 1))
    )
    other = FileReport("broad.py", (replace(finding, fix=None, fix_withheld="why", seen=None),))
    report = FileReport(
        "late.py", (finding,), (), 2, (Problem("late.py", "odd", 1, 2, 3),), LATE, (other,), {},
        Problem("late.py", "skipped"),
    )  # fmt: skip
    rooted = Rooted(str(project))
    written = json.loads(json.dumps(plain(kept_of(report), rooted)))
    assert told(restored(Kept, written, rooted)) == report
    assert inside not in json.dumps(written) and outside in json.dumps(written)
