"""The command line, whole: the real command, all of its output, and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stand_in.command import TESTS, Outcome, run

CLEAN = "print('nothing to see')\n"
LATE = "def train():\n    step()\n    clip(1.0)\n"
BROAD = "decay(everything)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "clean.py").write_text(CLEAN)
    (tmp_path / "late.py").write_text(LATE)
    (tmp_path / "broad.py").write_text(BROAD + LATE)
    return tmp_path


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name}.py").write_text(text)


def codes(outcome: Outcome) -> list[str]:
    return [finding["code"] for finding in json.loads(outcome.out)]


# What is found, and how it is shown


def test_clean(tmp_path):
    write(tmp_path, a=CLEAN, b=CLEAN)
    assert run("check", cwd=tmp_path) == Outcome(0, "All checks passed! 2 files checked.\n", "")


def test_no_files(tmp_path):
    assert run("check", cwd=tmp_path) == Outcome(
        0, "warning: no Python files found under the given paths\n", ""
    )


def test_full_is_the_default(project):
    assert run("check", cwd=project) == Outcome(
        1,
        """\
warning[T201] broad-decay: everything decays
 --> broad.py:1:1
  |
1 | decay(everything)
  | ^^^^^^^^^^^^^^^^^
2 | def train():
  |
unsafe fix: Split the groups
note: saved state changes its layout
  |
1 - decay(everything)
  + decay(weights)
2 | def train():
  |

error[T101] late-clip: gradients are clipped after `step()` consumed them
 --> broad.py:4:5
  |
2 | def train():
3 |     step()
  |     ------ `step()` consumes the gradients
4 |     clip(1.0)
  |     ^^^^^^^^^ clips too late
  |
help: clip between backward and step
safe fix: Clip before the step
  |
2 | def train():
  +     clip(1.0)
3 |     step()
4 -     clip(1.0)
  |

error[T101] late-clip: gradients are clipped after `step()` consumed them
 --> late.py:3:5
  |
1 | def train():
2 |     step()
  |     ------ `step()` consumes the gradients
3 |     clip(1.0)
  |     ^^^^^^^^^ clips too late
  |
help: clip between backward and step
safe fix: Clip before the step
  |
1 | def train():
  +     clip(1.0)
2 |     step()
3 -     clip(1.0)
  |

Found 2 errors and 1 warning in 2 files (3 files checked).
[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`).
""",
        "",
    )


def test_concise(project):
    assert run("check", "--output-format", "concise", cwd=project) == Outcome(
        1,
        """\
broad.py:1:1: T201 broad-decay everything decays
broad.py:4:5: T101 [*] late-clip gradients are clipped after `step()` consumed them
late.py:3:5: T101 [*] late-clip gradients are clipped after `step()` consumed them
Found 2 errors and 1 warning in 2 files (3 files checked).
[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`).
""",
        "",
    )


def test_statistics(project):
    assert run("check", "--statistics", cwd=project) == Outcome(
        1,
        """\
2	T101	[*] late-clip
1	T201	[ ] broad-decay
Found 2 errors and 1 warning in 2 files (3 files checked).
[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`).
""",
        "",
    )


def test_json_keeps_stdout_to_itself(project):
    outcome = run("check", "late.py", "missing.py", "--output-format", "json", cwd=project)
    assert codes(outcome) == ["T101", "not-checked"]
    assert outcome.code == 2
    assert outcome.err == (
        "error: missing.py: does not exist\n"
        "Found 1 error in 1 file (1 file checked).\n"
        "[*] 1 fixable with `--fix`.\n"
        "1 file skipped: 1 does not exist.\n"
    )


def test_json_of_a_clean_project_is_an_empty_array(tmp_path):
    write(tmp_path, a=CLEAN)
    outcome = run("check", "--output-format", "json", cwd=tmp_path)
    assert outcome == Outcome(0, "[]\n", "All checks passed! 1 file checked.\n")


def test_exit_zero(project):
    assert run("check", "--exit-zero", cwd=project).code == 0


# Which rules


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["T102", "T101", "T201"]),
        (("--select", "T1"), ["T102", "T101"]),
        (("--select", "t101,broad-decay"), ["T101", "T201"]),
        (("--select", "T101", "--select", "T201"), ["T101", "T201"]),
        (("--select", "ALL"), ["T102", "T101", "T201", "T301"]),
        (("--ignore", "late-clip"), ["T102", "T201"]),
        (("--select", "T1", "--ignore", "T101"), ["T102"]),
        (("--select", "T101", "--ignore", "T1"), ["T101"]),
        (("--select", "ALL", "--ignore", "T"), []),
        (("--extend-select", "idle-advice"), ["T102", "T101", "T201", "T301"]),
        (("--extend-select", "T3", "--ignore", "ALL"), ["T301"]),
        (("--select", "error"), ["T102", "T101"]),
        (("--select", "amp,advice"), ["T201", "T301"]),
        (("--select", "order,T201", "--ignore", "error"), ["T201"]),
        (("--select", "error", "--ignore", "late-clip"), ["T102"]),
        (("--select", "T1", "--ignore", "Order"), []),
        (("--select", "T10", "--ignore", "order"), ["T102", "T101"]),
        (("--extend-select", "accumulation", "--ignore", "ALL"), ["T301"]),
        (("--min-severity", "error"), ["T102", "T101"]),
        (("--select", "ALL", "--min-severity", "warning"), ["T102", "T101", "T201"]),
        (("--select", "ALL", "--min-severity", "advice"), ["T102", "T101", "T201", "T301"]),
        (("--select", "T3", "--min-severity", "error"), []),
    ],
)
def test_selection(tmp_path, arguments, expected):
    write(tmp_path, a="backward()\nstep()\nclip()\ndecay(everything)\nadvice()\n")
    outcome = run("check", "--output-format", "json", *arguments, cwd=tmp_path)
    assert codes(outcome) == expected
    assert outcome.code == bool(expected)


MILD = "step()\nclip(inf)\n\nstep()\nclip(1.0)\n"


def test_a_case_that_is_milder_than_its_rule_counts_as_what_it_is(tmp_path):
    write(tmp_path, a=MILD)
    outcome = run("check", "--output-format=json", cwd=tmp_path)
    assert [finding["severity"] for finding in json.loads(outcome.out)] == ["warning", "error"]
    outcome = run("check", "--output-format=json", "--min-severity=error", cwd=tmp_path)
    assert [finding["location"]["row"] for finding in json.loads(outcome.out)] == [5]


def test_what_is_too_mild_is_neither_counted_nor_fixed(tmp_path):
    write(tmp_path, a=MILD.replace("inf)", "inf)  # noqa"), b=MILD)
    outcome = run("fix", "--min-severity=error", cwd=tmp_path)
    assert (outcome.code, "suppressed" in outcome.out) == (0, False)
    assert (tmp_path / "b.py").read_text() == "step()\nclip(inf)\n\nclip(1.0)\nstep()\n"


def test_no_rule_is_severe_enough(project):
    outcome = run("check", "--select=warning", "--min-severity=error", cwd=project)
    assert outcome.err == "warning: no rule about source is selected: nothing is checked\n"


@pytest.mark.parametrize(
    ("word", "near"), [("eror", "error"), ("accumulate", "accumulation"), ("distribute", "distributed")]
)
def test_sets_and_severities_are_suggested(project, word, near):
    error = run("check", "--select", word, cwd=project).err
    assert error.endswith(f"Error: unknown rule `{word}`. Did you mean `{near}`?\n")


def test_unknown_rules_are_all_named_with_the_nearest(project):
    outcome = run("check", "--select", "late-clap,T9", "--ignore", "T102,xyzzy", cwd=project)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err == (
        "Usage: lintrain check [OPTIONS] [PATHS]...\n"
        "Try 'lintrain check --help' for help.\n"
        "\n"
        "Error: unknown rule `late-clap`. Did you mean `late-clip`?\n"
        "unknown rule `T9`\n"
        "unknown rule `xyzzy`\n"
    )


def test_selecting_nothing_is_said(project):
    outcome = run("check", "--ignore", "ALL", cwd=project)
    assert outcome.code == 0
    assert outcome.err == "warning: no rule about source is selected: nothing is checked\n"


def test_bad_usage(project):
    assert run("check", "--nonsense", cwd=project).code == 2
    assert run("check", "-", "late.py", cwd=project).code == 2
    assert run("frobnicate", cwd=project).code == 2


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_name_for_standard_input_without_standard_input_is_refused(project, command):
    outcome = run(command, "--stdin-filename", "x.py", "late.py", cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith("Error: `--stdin-filename` names what `-` reads: give `-` as the path.\n")
    assert (project / "late.py").read_text() == LATE


# What cannot be checked


def test_the_rest_is_still_checked(project):
    (project / "broken.py").write_text("def f(:\n")
    (project / "latin.py").write_bytes(b"clip()  # caf\xe9\n")
    os.mkfifo(project / "pipe")
    outcome = run(
        "check", "broken.py", "latin.py", "late.py", "gone.py", "pipe", "--output-format=concise", cwd=project
    )
    assert outcome.code == 2
    assert outcome.err == (
        "error: gone.py: does not exist\n"
        "error: broken.py:1:7: cannot be parsed: invalid syntax\n"
        "error: latin.py: cannot be parsed: 'utf-8' codec can't decode byte 0xe9 in position 13: "
        "invalid continuation byte\n"
        "error: pipe: cannot be read: it is a pipe\n"
    )
    assert outcome.out == (
        "late.py:3:5: T101 [*] late-clip gradients are clipped after `step()` consumed them\n"
        "Found 1 error in 1 file (1 file checked).\n"
        "[*] 1 fixable with `--fix`.\n"
        "4 files skipped: 2 cannot be parsed, 1 cannot be read, 1 does not exist.\n"
    )


def test_unparsable_without_a_word_of_training_is_no_success(tmp_path):
    write(tmp_path, a="def f(:\n")
    outcome = run("check", "--exit-zero", cwd=tmp_path)
    assert outcome == Outcome(
        2,
        "Nothing could be checked.\n1 file skipped: 1 cannot be parsed.\n",
        "error: a.py:1:7: cannot be parsed: invalid syntax\n",
    )


def test_an_unreadable_file_and_directory_are_named(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    write(tmp_path, a=CLEAN, secret=CLEAN)
    (tmp_path / "secret.py").chmod(0)
    outcome = run("check", cwd=tmp_path, ordinary=True)
    (tmp_path / "closed").chmod(0o755)
    assert outcome == Outcome(
        2,
        "No findings in 1 file that could be checked.\n2 files skipped: 2 cannot be read.\n",
        "error: closed: cannot be read: Permission denied\n"
        "error: secret.py: cannot be read: Permission denied\n",
    )


# Standard input and suppression


def test_stdin(tmp_path):
    outcome = run(
        "check", "-", "--stdin-filename", "x/y.py", "--output-format=concise", cwd=tmp_path, stdin=LATE
    )
    assert outcome.code == 1
    assert outcome.out.startswith("x/y.py:3:5: T101 [*] late-clip")


def test_suppressed_findings_are_counted(tmp_path):
    write(tmp_path, a="decay(everything)  # noqa: T201\nclip()\n")
    expected = "All checks passed! 1 file checked.\n1 finding suppressed by comments.\n"
    assert run("check", cwd=tmp_path) == Outcome(0, expected, "")
    assert run("check", "--no-ignores", cwd=tmp_path).code == 1


@pytest.mark.parametrize("stdin", [False, True])
def test_a_suppression_of_a_rule_that_does_not_exist_is_named(tmp_path, stdin):
    source = "clip()  # lintrain: ignore[T101, late-clap]\n# lintrain: ignore[T1, xyzzy]\nstep()\n"
    write(tmp_path, a=source)
    name = "-" if stdin else "a.py"
    assert run("check", name, cwd=tmp_path, stdin=source) == Outcome(
        0,
        "All checks passed! 1 file checked.\n",
        f"warning: {name}:1:34: the comment ignores an unknown rule `late-clap`. Did you mean `late-clip`?\n"
        f"warning: {name}:2:20: the comment ignores an unknown rule `T1`. Did you mean `T301`?\n"
        f"warning: {name}:2:24: the comment ignores an unknown rule `xyzzy`\n",
    )
    assert run("check", "--no-ignores", cwd=tmp_path).err == ""


def test_foreign_codes_and_strings_are_no_suppressions_of_unknown_rules(tmp_path):
    write(tmp_path, a="x = '# lintrain: ignore[y]'  # noqa: E501\n# lintrain: ignored[z]\n")
    assert run("check", cwd=tmp_path) == Outcome(0, "All checks passed! 1 file checked.\n", "")


# Rules, version, pipes


def test_rule(tmp_path):
    expected = (
        "# late-clip (T101)\n\nSeverity: error, on by default. There is no fix.\n"
        "Judged: in the source and in a run.\n\n"
        "Something about clip.\n\n## What it does\nIt stands in.\n\n"
        "https://lintrain.readthedocs.io/rules/late-clip\n"
    )
    assert (
        run("rule", "T101", cwd=tmp_path)
        == run("rule", "Late-Clip", cwd=tmp_path)
        == Outcome(0, expected, "")
    )


def test_all_rules_as_a_table(tmp_path):
    assert run("rule", "--all", cwd=tmp_path) == Outcome(
        0,
        """\
code  rule         severity     judged       fix   what is wrong
T101  late-clip    error        source, run  none  Something about clip.
T102  no-clear     error        source, run  none  Something about backward.
T201  broad-decay  warning      source, run  none  Something about decay.
T301  idle-advice  advice, off  source, run  none  Something about advice.
""",
        "",
    )


def test_rule_as_json(tmp_path):
    everything = json.loads(run("rule", "--all", "--output-format", "json", cwd=tmp_path).out)
    assert [rule["code"] for rule in everything] == ["T101", "T102", "T201", "T301"]
    assert json.loads(run("rule", "t301", "--output-format", "json", cwd=tmp_path).out) == {
        "code": "T301",
        "name": "idle-advice",
        "summary": "Something about advice.",
        "severity": "advice",
        "default": False,
        "static": True,
        "runtime": True,
        "fix": "none",
        "sets": ["accumulation"],
        "explanation": "Something about advice.\n\n## What it does\nIt stands in.",
        "url": "https://lintrain.readthedocs.io/rules/idle-advice",
    }


def test_unknown_rule(tmp_path):
    outcome = run("rule", "idle-advise", cwd=tmp_path)
    assert outcome.code == 2
    assert outcome.err.endswith("Error: unknown rule `idle-advise`. Did you mean `idle-advice`?\n")
    assert run("rule", cwd=tmp_path).code == 2


def test_version(tmp_path):
    from importlib.metadata import version

    assert run("--version", cwd=tmp_path) == Outcome(0, f"lintrain {version('lintrain')}\n", "")


def test_the_installed_command(tmp_path):
    write(tmp_path, a=CLEAN)
    command = shutil.which("lintrain", path=Path(sys.executable).parent)
    assert command, "lintrain is not installed beside this Python"
    done = subprocess.run([command, "check"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "All checks passed! 1 file checked.\n"


def test_a_reader_that_goes_away_is_no_failure(tmp_path):
    write(tmp_path, **{f"f{n}": LATE * 200 for n in range(3)})
    script = f"{sys.executable} -m stand_in check --output-format full; echo $? >code"
    subprocess.run(
        ["bash", "-c", f"({script}) | head -1"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(TESTS)}, check=True, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "code").read_text() == "1\n"


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (("--output-format=json",), "[*] 1 fixable with `--fix`."),
        (("--diff", "--output-format=concise"), "Found 1 finding (1 would be fixed, 0 would remain)."),
    ],
)
def test_one_pipe_for_both_streams_keeps_their_order(tmp_path, arguments, last):
    write(tmp_path, late=LATE)
    done = subprocess.run(
        [sys.executable, "-m", "stand_in", "check", *arguments], cwd=tmp_path, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(TESTS)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[0] in ("[", "--- late.py")
    assert lines[-1] == last


# Names and colours


def test_names_cannot_command_the_terminal(tmp_path):
    (tmp_path / "\x1b[31m[bold].py").write_text(BROAD)
    outcome = run("check", "--output-format=concise", cwd=tmp_path)
    assert outcome.out.startswith("\\x1b[31m[bold].py:1:1: T201")


def test_colour_follows_the_environment(project):
    assert "\x1b[" not in run("check", cwd=project).out
    assert "\x1b[" in run("check", cwd=project, FORCE_COLOR="1").out
    assert "\x1b[" not in run("check", cwd=project, FORCE_COLOR="1", NO_COLOR="1").out


def test_output_survives_a_narrow_encoding(tmp_path):
    write(tmp_path, a="名 = decay(everything)\n")
    outcome = run("check", cwd=tmp_path, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "1 | \\u540d = decay(everything)" in outcome.out
    assert outcome.code == 1
