"""The command line repairs: the real command, all of its output, and the bytes it leaves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from stand_in.command import Outcome, run

CLEAN = "print('nothing to see')\n"
LATE = "def train():\n    step()\n    clip(1.0)\n"
FIXED = "def train():\n    clip(1.0)\n    step()\n"
BROAD = "decay(everything)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, clean=CLEAN, late=LATE, broad=BROAD + LATE)
    return tmp_path


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name}.py").write_text(text)


# Fixing


@pytest.mark.parametrize("command", [("check", "--fix"), ("fix",)])
def test_fix_reports_what_remains(project, command):
    outcome = run(*command, "--output-format=concise", cwd=project)
    assert outcome == Outcome(
        1,
        """\
broad.py:1:1: T201 broad-decay everything decays
Fixed broad.py: 1 T101 late-clip
Fixed late.py: 1 T101 late-clip
Found 3 findings (2 fixed, 1 remaining).
1 finding fixable with `--unsafe-fixes`.
""",
        "",
    )
    assert (project / "late.py").read_text() == FIXED
    assert (project / "broad.py").read_text() == BROAD + FIXED
    again = run(*command, "--output-format=concise", cwd=project)
    assert "Found 1 warning in 1 file (3 files checked)." in again.out
    assert (project / "broad.py").read_text() == BROAD + FIXED


def test_fix_everything(project):
    outcome = run("fix", "--unsafe-fixes", cwd=project)
    assert outcome == Outcome(
        0,
        "Fixed broad.py: 1 T101 late-clip, 1 T201 broad-decay\n"
        "Fixed late.py: 1 T101 late-clip\n"
        "Found 3 findings (3 fixed, 0 remaining).\n",
        "",
    )
    assert (project / "broad.py").read_text() == "decay(weights)\n" + FIXED


@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "--fix"), ("fix", "--diff"), ("check", "--unsafe-fixes")]
)
def test_a_fix_that_fails_its_transaction_is_not_offered(tmp_path, arguments):
    write(tmp_path, a="decay(hopeless)\n")
    outcome = run(*arguments, cwd=tmp_path)
    assert outcome.code == 1
    assert (outcome.err if "--diff" in arguments else outcome.out) == (
        "warning[T201] broad-decay: nothing helps\n"
        " --> a.py:1:1\n"
        "  |\n"
        "1 | decay(hopeless)\n"
        "  | ^^^^^^^^^^^^^^^\n"
        "  |\n"
        "no fix: the result cannot be parsed: '(' was never closed\n"
        "\n"
        "Found 1 warning in 1 file (1 file checked).\n"
    )
    assert (tmp_path / "a.py").read_text() == "decay(hopeless)\n"


def test_unsafe_fixes_alone_write_nothing(project):
    assert run("check", "--unsafe-fixes", cwd=project).code == 1
    assert (project / "late.py").read_text() == LATE


@pytest.mark.parametrize("command", ["check", "fix"])
def test_diff_is_a_patch_and_hides_nothing(project, command):
    (project / "dos.py").write_bytes(LATE.replace("\n", "\r\n").encode() + b"x = 1")
    before = {path.name: path.read_bytes() for path in project.glob("*.py")}
    outcome = run(command, "--diff", "--output-format=concise", cwd=project)
    assert outcome.code == 1
    assert outcome.err == (
        "broad.py:1:1: T201 broad-decay everything decays\n"
        "Would fix broad.py: 1 T101 late-clip\n"
        "Would fix dos.py: 1 T101 late-clip\n"
        "Would fix late.py: 1 T101 late-clip\n"
        "Found 4 findings (3 would be fixed, 1 would remain).\n"
        "1 finding fixable with `--unsafe-fixes`.\n"
    )
    assert before == {path.name: path.read_bytes() for path in project.glob("*.py")}
    patched = project / "patched"
    patched.mkdir()
    for name, data in before.items():
        (patched / name).write_bytes(data)
    subprocess.run(["git", "apply", "-p0", "-"], cwd=patched, input=outcome.out.encode(), check=True)
    run("fix", cwd=project)
    for name in before:
        assert (patched / name).read_bytes() == (project / name).read_bytes(), name


def test_diff_names_findings_at_their_places_in_the_file_as_it_is(tmp_path):
    write(tmp_path, a="backward()\ndecay(everything)\n")
    outcome = run("check", "--diff", "--output-format=concise", cwd=tmp_path)
    assert outcome.out == "--- a.py\n+++ a.py\n@@ -1,2 +1,3 @@\n+clear()\n backward()\n decay(everything)\n"
    assert outcome.err.startswith("a.py:2:1: T201 broad-decay")


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("configured", [False, True])
def test_a_diff_is_no_json(project, command, configured):
    if configured:
        (project / "lintrain.toml").write_text('output-format = "json"\n')
    outcome = run(command, "--diff", *(() if configured else ("--output-format", "json")), cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith("Error: `--diff` cannot be combined with the output format `json`.\n")
    assert run(command, "--diff", "--output-format", "full", cwd=project).code == 1


def test_diff_of_what_has_no_fix(tmp_path):
    write(tmp_path, a=BROAD)
    outcome = run("check", "--diff", "--output-format=concise", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("a.py:1:1: T201 broad-decay")


def test_a_file_that_cannot_be_written_is_named_and_others_go_on(tmp_path):
    locked, open_ = tmp_path / "locked", tmp_path / "open"
    for directory in (locked, open_):
        directory.mkdir()
        write(directory, a=LATE)
    locked.chmod(0o555)
    outcome = run("fix", "--output-format=concise", cwd=tmp_path, ordinary=True)
    locked.chmod(0o755)
    assert (locked / "a.py").read_text() == LATE
    assert (open_ / "a.py").read_text() == FIXED
    assert outcome == Outcome(
        2,
        "locked/a.py:3:5: T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
        "Fixed open/a.py: 1 T101 late-clip\n"
        "Found 2 findings (1 fixed, 1 remaining).\n"
        "1 file could not be written.\n",
        "error: locked/a.py: cannot be written: Permission denied\n",
    )


@pytest.mark.parametrize("unsafe", [(), ("--unsafe-fixes",)])
def test_a_read_only_file_was_checked_and_no_option_would_fix_it(tmp_path, unsafe):
    write(tmp_path, a=LATE + BROAD)
    (tmp_path / "a.py").chmod(0o444)
    outcome = run("fix", "--output-format=concise", *unsafe, cwd=tmp_path, ordinary=True)
    assert (tmp_path / "a.py").read_text() == LATE + BROAD
    assert outcome == Outcome(
        2,
        "a.py:3:5: T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
        "a.py:4:1: T201 broad-decay everything decays\n"
        "Found 1 error and 1 warning in 1 file (1 file checked).\n"
        "1 file could not be written.\n",
        "error: a.py: cannot be written: it is read-only\n",
    )


def test_warnings_stand_at_the_places_of_the_file_as_it_is_left(tmp_path):
    write(tmp_path, a="backward()\nx()  # lintrain: ignore[late-clap]\n")
    warning = (
        "warning: a.py:{}:25: the comment ignores an unknown rule `late-clap`. Did you mean `late-clip`?"
    )
    assert run("fix", "--diff", cwd=tmp_path).err.splitlines()[0] == warning.format(2)
    assert run("fix", cwd=tmp_path).err.splitlines() == [warning.format(3)]


# Standard input


@pytest.mark.parametrize("command", [("check", "--fix"), ("fix",)])
def test_stdin_fixed_to_stdout(tmp_path, command):
    outcome = run(*command, "-", cwd=tmp_path, stdin=LATE)
    assert (outcome.code, outcome.out) == (0, FIXED)
    assert outcome.err == "Fixed -: 1 T101 late-clip\nFound 1 finding (1 fixed, 0 remaining).\n"


@pytest.mark.parametrize("source", [CLEAN, "def f(:\n"])
def test_stdin_without_a_fix_comes_back_as_it_is(tmp_path, source):
    assert run("fix", "-", cwd=tmp_path, stdin=source).out == source


def test_suppressed_findings_are_not_fixed(tmp_path):
    source = "decay(everything)  # lintrain: ignore[broad-decay] it is tiny\ndecay(everything)\n"
    write(tmp_path, a=source)
    outcome = run("fix", "--unsafe-fixes", cwd=tmp_path)
    assert outcome.out.endswith("1 finding suppressed by comments.\n")
    assert (tmp_path / "a.py").read_text() == source.removesuffix("decay(everything)\n") + "decay(weights)\n"
