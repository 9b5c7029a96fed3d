"""The one description of the keys: what is generated from it, and the commands that show it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from stand_in.command import run

from lintrain.config_file import ConfigError, Found, parse
from lintrain.config_keys import KEYS, schema
from lintrain.config_reading import values
from lintrain.rule import all_rules

ROOT = Path(__file__).parents[1]


def table(text: str) -> dict[str, object]:
    return parse("test", text.encode())


def test_the_schema_is_current():
    command = [sys.executable, "docs/schema.py", "--check"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_examples_and_defaults_are_what_reader_and_schema_take(key):
    validator = Draft7Validator(schema())
    for value in (key.example, key.default):
        said = table(f"{key.name} = {value}")
        assert key.accepts(said[key.name])
        validator.validate(said)


WRONG = [
    "selct = []",
    'select = "ALL"',
    "ignore = [1]",
    'respect-gitignore = "no"',
    'output-format = "xml"',
    "min-severity = 3",
    'per-file-ignores = {"a.py" = "T1"}',
    'events = {"lib.step" = ["setp"]}',
    "extend = true",
]


@pytest.mark.parametrize("text", WRONG)
def test_reader_and_schema_refuse_the_same(text):
    assert not Draft7Validator(schema()).is_valid(table(text))
    with pytest.raises(ConfigError):
        values(Found("test", "", table(text), text))


def test_config_lists_the_keys(tmp_path):
    outcome = run("config", cwd=tmp_path)
    assert [line.split()[0] for line in outcome.out.splitlines()] == list(KEYS)
    assert [
        key["name"] for key in json.loads(run("config", "--output-format", "json", cwd=tmp_path).out)
    ] == list(KEYS)


def test_config_explains_a_key(tmp_path):
    outcome = run("config", "min-severity", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (
        0,
        "min-severity: leave out what is milder\n\n"
        "Type: one of error, warning, advice\n"
        'Default: "advice"\n'
        'Example: min-severity = "warning"\n',
    )
    told = json.loads(run("config", "min-severity", "--output-format", "json", cwd=tmp_path).out)
    assert (told["name"], told["default"]) == ("min-severity", '"advice"')


def test_config_suggests_the_nearest_key(tmp_path):
    outcome = run("config", "min_severty", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith("`min_severty` is not a setting. Did you mean `min-severity`?\n")


def test_config_prints_the_schema(tmp_path):
    assert json.loads(run("config", "--schema", cwd=tmp_path).out)["properties"].keys() == KEYS.keys()


# What is planned


@pytest.fixture
def project(tmp_path):
    (tmp_path / "lintrain.toml").write_text(
        'select = ["T1"]\nunfixable = ["T102"]\nextend-exclude = ["gen"]\n'
    )
    for name in ("b.py", "a.py", "gen/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("clip()\n")
    return tmp_path


def test_show_files(project):
    outcome = run("check", "--show-files", cwd=project)
    assert (outcome.code, outcome.out) == (0, f"{project.resolve()}/a.py\n{project.resolve()}/b.py\n")


def test_show_settings(project):
    outcome = run("check", "--show-settings", "--min-severity", "warning", cwd=project)
    lines = outcome.out.splitlines()
    assert (outcome.code, lines[:4]) == (
        0,
        [
            "Settings for: a.py",
            f"Configuration: {project.resolve()}/lintrain.toml",
            "",
            'min-severity = "warning"',
        ],
    )
    assert lines[-4:] == ["rules (2 of 4) = [", "  T101 late-clip", "  T102 no-clear (never fixed)", "]"]
    assert '"gen"]' in outcome.out


@pytest.mark.parametrize("flag", ["--show-files", "--show-settings"])
def test_what_is_not_there_is_named(project, flag):
    outcome = run("check", flag, "gone.py", cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: gone.py: does not exist\n")


def test_every_rule_can_be_named_in_a_configuration():
    every = [name for rule in all_rules() for name in (rule.code, rule.name, *rule.sets())]
    text = f"select = {json.dumps(every)}"
    assert values(Found("test", "", table(text), text)) == {"select": tuple(every)}
