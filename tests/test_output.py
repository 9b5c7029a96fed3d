"""Where reports go: every format through the real command, on stdout and into a file."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from stand_in.command import Outcome, run

from lintrain.reporters.formats import load, names

LATE = "def train():\n    step()\n    clip(1.0)\n"
MACHINES = [name for name in names() if load(name).MACHINE]

ERR = """\
error: missing.py: does not exist
Found 1 error in 1 file (1 file checked).
[*] 1 fixable with `--fix`.
1 file skipped: 1 does not exist.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "late.py").write_text(LATE, encoding="utf-8")
    return tmp_path


def check(format: str, *arguments: str | Path, cwd: Path, **env: str) -> Outcome:
    return run("check", "late.py", "missing.py", "--output-format", format, *arguments, cwd=cwd, **env)


def parses(format: str, text: str) -> bool:
    """Tell whether this is a document of that format, and the only one."""
    if format == "junit":
        return ElementTree.fromstring(text).tag == "testsuites"
    if format in ("github", "azure"):
        return all(line.startswith(("::error ", "##vso[task.logissue ")) for line in text.splitlines())
    lines = text.splitlines() if format == "json-lines" else [text]
    return all(json.loads(line) for line in lines)


@pytest.mark.parametrize("format", MACHINES)
def test_a_program_finds_its_document_alone_on_stdout(project, format):
    outcome = check(format, cwd=project, GITHUB_STEP_SUMMARY="", LC_ALL="C", PYTHONUTF8="0")
    assert (outcome.code, outcome.err) == (2, ERR)
    assert parses(format, outcome.out)
    assert "late.py" in outcome.out
    assert "T101" in outcome.out or format == "gitlab"
    assert "missing.py" in outcome.out  # what could not be checked is told in every format
    assert "not-checked" in outcome.out


@pytest.mark.parametrize("format", MACHINES)
def test_a_file_holds_what_stdout_would(project, format):
    there = check(format, cwd=project, GITHUB_STEP_SUMMARY="").out
    assert check(format, "-o", "report", cwd=project, GITHUB_STEP_SUMMARY="") == Outcome(2, "", ERR)
    assert (project / "report").read_text(encoding="utf-8") == there


def test_a_file_for_people_is_plain_and_names_what_could_not_be_checked(project):
    outcome = check("concise", "--output-file", "report", cwd=project, FORCE_COLOR="1")
    assert outcome.out == ""
    found = "late.py:3:5: T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
    first, *rest = ERR.splitlines(keepends=True)
    assert (project / "report").read_text(encoding="utf-8") == first + found + "".join(rest)


def test_grouped(project):
    (project / "more.py").write_text("decay(everything)\n\n\n\n\n\n\n\n" + LATE, encoding="utf-8")
    outcome = run("check", "--output-format", "grouped", "late.py", "more.py", cwd=project)
    assert outcome.out == (
        "late.py:\n"
        "  3:5  T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
        "\n"
        "more.py:\n"
        "  1:1   T201 broad-decay everything decays\n"
        "  11:5  T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
        "\n"
        "Found 2 errors and 1 warning in 2 files (2 files checked).\n"
        "[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`).\n"
    )


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_done(project, command):
    outcome = run(command, "-o", "nowhere/report", cwd=project)
    assert outcome == Outcome(2, "", "error: nowhere/report: cannot be written: No such file or directory\n")
    assert (project / "late.py").read_text(encoding="utf-8") == LATE


@pytest.mark.parametrize("format", ["github", "sarif"])
@pytest.mark.parametrize("flag", ["--diff", "--interactive"])
def test_a_diff_is_no_document(project, format, flag):
    outcome = run("fix", flag, "--output-format", format, cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(f"`{flag}` cannot be combined with the output format `{format}`.\n")


def test_the_summary_of_a_job_ends_as_the_report_does(project):
    check("github", cwd=project, GITHUB_STEP_SUMMARY="summary.md")
    text = (project / "summary.md").read_text(encoding="utf-8")
    assert "Found 1 error in 1 file" in text
    assert text.count("\n| ") == 4
