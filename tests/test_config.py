"""The project's file: which one is read, what it may say, and how it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stand_in.command import Outcome, run

from lintrain.config_keys import KEYS

EVERYTHING = "backward()\nstep()\nclip()\ndecay(everything)\nadvice()\n"


def project(directory: Path, table: str, *names: str, file: str = "pyproject.toml") -> Path:
    """A project with ``table`` as its settings and files that break every rule."""
    head = "[tool.lintrain]\n" if file == "pyproject.toml" else ""
    directory.mkdir(exist_ok=True)
    (directory / file).write_text(head + table)
    for name in names or ("a.py",):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(EVERYTHING)
    return directory


def found(*arguments: str, cwd: Path) -> dict[str, str]:
    """The codes found in each file."""
    outcome = run("check", "--output-format", "json", *arguments, cwd=cwd)
    codes: dict[str, str] = {}
    for finding in json.loads(outcome.out):
        name = Path(finding["filename"]).relative_to(cwd.resolve()).as_posix()
        codes[name] = f"{codes.get(name, '')} {finding['code']}".strip()
    return codes


def refusal(outcome: Outcome) -> str:
    assert (outcome.code, outcome.out) == (2, "")
    return outcome.err


@pytest.mark.parametrize("file", ["pyproject.toml", "lintrain.toml"])
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("", "T102 T101 T201"),
        ('select = ["T1"]', "T102 T101"),
        ('select = ["T101", "broad-decay"]', "T101 T201"),
        ('ignore = ["no-clear"]', "T101 T201"),
        ('extend-select = ["T3"]', "T102 T101 T201 T301"),
        ('select = ["ALL"]\nignore = ["T1"]', "T201 T301"),
        ('select = ["order", "advice"]', "T102 T101 T301"),
        ('extend-select = ["T3"]\nmin-severity = "warning"', "T102 T101 T201"),
    ],
)
def test_rules(tmp_path, table, expected, file):
    project(tmp_path, table, file=file)
    assert found(cwd=tmp_path) == {"a.py": expected}


def test_the_command_line_is_applied_onto_the_file(tmp_path):
    project(tmp_path, 'select = ["T1"]\nignore = ["T101"]')
    assert found(cwd=tmp_path) == {"a.py": "T102"}
    assert found("--extend-select", "T2", cwd=tmp_path) == {"a.py": "T102 T201"}
    assert found("--ignore", "T102", cwd=tmp_path) == {}
    assert found("--select", "T101", cwd=tmp_path) == {"a.py": "T101"}
    assert found("--isolated", cwd=tmp_path) == {"a.py": "T102 T101 T201"}


def test_the_command_line_says_how_bad_it_must_be(tmp_path):
    project(tmp_path, 'extend-select = ["T3"]\nmin-severity = "error"')
    assert found(cwd=tmp_path) == {"a.py": "T102 T101"}
    assert found("--min-severity", "advice", cwd=tmp_path) == {"a.py": "T102 T101 T201 T301"}
    assert found("--select", "T2", "--min-severity", "warning", cwd=tmp_path) == {"a.py": "T201"}


def test_per_file_ignores(tmp_path):
    table = """
[tool.lintrain.per-file-ignores]
"tests/*" = ["ALL"]
"b.py" = ["T1"]
"/a.py" = ["late-clip"]
"!src/**" = ["broad-decay"]
"""
    project(tmp_path, table, "a.py", "x/a.py", "src/b.py", "src/c.py", "src/tests/d.py", "tests/x/y.py")
    expected = {
        "a.py": "T102",
        "x/a.py": "T102 T101",
        "src/b.py": "T201",
        "src/c.py": "T102 T101 T201",
        "src/tests/d.py": "T102 T101 T201",
    }
    assert found(cwd=tmp_path) == expected
    assert found("tests/x/y.py", "x/a.py", cwd=tmp_path) == {"x/a.py": "T102 T101"}


def test_per_file_ignores_count_for_standard_input(tmp_path):
    project(tmp_path, 'per-file-ignores = {"gen/*" = ["ALL"]}')
    assert run("check", "-", "--stdin-filename", "gen/a.py", cwd=tmp_path, stdin=EVERYTHING).code == 0
    assert run("check", "-", "--stdin-filename", "a.py", cwd=tmp_path, stdin=EVERYTHING).code == 1


def test_exclude(tmp_path):
    names = ("a.py", "gen/a.py", "build/a.py", "x/gen/a.py")
    project(tmp_path, 'extend-exclude = ["/gen"]', *names)
    assert set(found(cwd=tmp_path)) == {"a.py", "x/gen/a.py"}
    project(tmp_path, 'exclude = ["gen"]', *names)
    assert set(found(cwd=tmp_path)) == {"a.py", "build/a.py"}


def test_exclude_is_relative_to_the_file_it_stands_in(tmp_path):
    project(tmp_path, 'extend-exclude = ["sub/gen"]', "sub/gen/a.py", "sub/a.py")
    assert set(found("sub", cwd=tmp_path)) == {"sub/a.py"}
    assert set(found(cwd=tmp_path / "sub")) == {"a.py"}


def test_respect_gitignore(tmp_path):
    project(tmp_path, "respect-gitignore = false")
    (tmp_path / ".gitignore").write_text("a.py\n")
    assert set(found(cwd=tmp_path)) == {"a.py"}
    assert set(found("--respect-gitignore", cwd=tmp_path)) == set()
    assert set(found("--isolated", cwd=tmp_path)) == set()


def test_output_format(tmp_path):
    project(tmp_path, 'output-format = "concise"')
    assert run("check", cwd=tmp_path).out.startswith("a.py:1:1: T102 [*] no-clear")
    assert run("check", "--output-format", "json", cwd=tmp_path).out.startswith("[\n")


# Which file


def test_the_nearest_file_with_settings_counts(tmp_path):
    outer = project(tmp_path / "outer", 'select = ["T101"]', "a.py", "plain/a.py", "inner/a.py")
    (outer / "plain" / "pyproject.toml").write_text('[project]\nname = "plain"\n')
    project(outer / "inner", 'select = ["T201"]')
    assert found("outer/plain", cwd=tmp_path) == {"outer/plain/a.py": "T101"}
    assert found("outer/inner/a.py", cwd=tmp_path) == {"outer/inner/a.py": "T201"}
    assert found("outer/inner/a.py", "outer/plain", cwd=tmp_path) == {
        "outer/inner/a.py": "T201",
        "outer/plain/a.py": "T101",
    }


def test_lintrain_toml_comes_before_pyproject(tmp_path):
    project(tmp_path, 'select = ["T101"]')
    project(tmp_path, 'select = ["T201"]', file="lintrain.toml")
    assert found(cwd=tmp_path) == {"a.py": "T201"}


def test_somebody_elses_broken_file_is_not_our_business(tmp_path):
    project(tmp_path, "")
    (tmp_path / "pyproject.toml").write_text("[tool.other\n")
    assert found(cwd=tmp_path) == {"a.py": "T102 T101 T201"}


# What is refused


FORMATS = "full, azure, concise, github, gitlab, grouped, json, json-lines, junit, rdjson, sarif"
SETTINGS = ", ".join(sorted(KEYS))
TABLE = "must be a table of lists of strings"

REFUSED = {
    "selct = []": "selct` is not a setting. Did you mean `select`?",
    "per_file_ignores = {}": "per_file_ignores` is not a setting. Did you mean `per-file-ignores`?",
    "xyzzy = 1": f"xyzzy` is not a setting (settings: {SETTINGS})",
    'select = "T101"': "select` must be a list of strings",
    "ignore = [1]": "ignore` must be a list of strings",
    'exclude = ["!"]': "exclude`: `!` is not a pattern",
    'respect-gitignore = "no"': "respect-gitignore` must be true or false",
    'output-format = "xml"': f"output-format` must be one of {FORMATS}",
    "output-format = []": f"output-format` must be one of {FORMATS}",
    'min-severity = "note"': "min-severity` must be one of error, warning, advice",
    'per-file-ignores = ["a"]': f"per-file-ignores` {TABLE}",
    'per-file-ignores = {"a.py" = "T1"}': f"per-file-ignores` {TABLE}",
    'per-file-ignores = {"!" = ["T1"]}': "per-file-ignores`: `!` is not a pattern",
    'per-file-ignores = {"a.py" = ["late-clap"]}': (
        "per-file-ignores`: unknown rule `late-clap`. Did you mean `late-clip`?"
    ),
    'select = ["T1001"]': "select`: unknown rule `T1001`. Did you mean `T101`?",
}


@pytest.mark.parametrize(("table", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(tmp_path, table, message):
    project(tmp_path, table)
    expected = f"error: {tmp_path.resolve() / 'pyproject.toml'}:2: `tool.lintrain.{message}\n"
    assert refusal(run("check", cwd=tmp_path)) == expected
    assert refusal(run("fix", cwd=tmp_path)) == expected
    assert (tmp_path / "a.py").read_text() == EVERYTHING
    assert run("check", "--isolated", cwd=tmp_path).code == 1


def test_all_unknown_rules_are_named(tmp_path):
    project(tmp_path, 'select = ["late-clap", "T101", "broad-decoy"]')
    file = tmp_path.resolve() / "pyproject.toml"
    assert refusal(run("check", cwd=tmp_path)).splitlines() == [
        f"error: {file}:2: `tool.lintrain.select`: unknown rule `late-clap`. Did you mean `late-clip`?",
        f"error: {file}:2: `tool.lintrain.select`: unknown rule `broad-decoy`. Did you mean `broad-decay`?",
    ]


BROKEN = {
    b"select = [": " not TOML: ",
    b"select = 1\nselect = 2\n": "2:11: not TOML: ",
    b"\n\xff": "2: not utf-8",
}


@pytest.mark.parametrize(("content", "row"), BROKEN.items())
def test_a_broken_file_is_named(tmp_path, content, row):
    project(tmp_path, "")
    (tmp_path / "lintrain.toml").write_bytes(content)
    error = refusal(run("check", cwd=tmp_path))
    assert error.startswith(f"error: {tmp_path.resolve() / 'lintrain.toml'}:{row}")


def test_a_table_that_is_none(tmp_path):
    project(tmp_path, "")
    (tmp_path / "pyproject.toml").write_text("[tool]\nlintrain = 3\n")
    assert refusal(run("check", cwd=tmp_path)).endswith("pyproject.toml: `tool.lintrain` must be a table\n")


def test_a_row_that_cannot_be_followed_stops_the_run(tmp_path):
    project(tmp_path, '\n[tool.lintrain.events]\n"mylib.Scaler.__call__" = ["backward", "setp"]\n')
    error = refusal(run("check", cwd=tmp_path))
    where = f"error: {tmp_path.resolve() / 'pyproject.toml'}:4: `tool.lintrain.events`, "
    assert error.startswith(where)
    assert 'row `"mylib.Scaler.__call__"`: `setp` is not a verb. Did you mean `step`? (verbs: ' in error


def test_rows_are_taken(tmp_path):
    project(tmp_path, '[events]\n"mylib.train" = ["step"]\n', file="lintrain.toml")
    assert found(cwd=tmp_path) == {"a.py": "T102 T101 T201"}
