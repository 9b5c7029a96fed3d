"""What is told of all rules at once: the table, the JSON, the README and the code agree."""

from __future__ import annotations

import importlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lintrain.findings import Severity
from lintrain.fixer import fixer_of
from lintrain.manual import fix_of
from lintrain.reporters.rules import report_rules
from lintrain.reporters.terminal import Terminal
from lintrain.rule import SETS, Rule, all_rules
from lintrain.selection import GROUPS, expand

README = Path(__file__).parents[1] / "README.md"

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


def catalogue() -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "lintrain", "rule", "--all", "--output-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {each["code"]: each for each in json.loads(done.stdout)}


def rows(text: str) -> list[list[str]]:
    """The cells of a Markdown table's rows that begin with a code."""
    return [re.split(r" *\| *", line.strip("| ")) for line in text.splitlines() if line.startswith("| LT")]


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_json_says_what_the_classes_say() -> None:
    told = catalogue()
    assert list(told) == [rule.code for rule in all_rules()]
    for rule in all_rules():
        assert told[rule.code] == {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary(),
            "severity": rule.severity.value,
            "default": rule.default,
            "static": rule.static,
            "runtime": rule.runtime,
            "fix": fix_of(rule),
            "sets": list(rule.sets()),
            "explanation": rule.manual(),
            "url": rule.url(),
        }


def test_the_readme_says_what_the_json_says() -> None:
    table = rows(README.read_text(encoding="utf-8"))
    assert table
    assert [row[0] for row in table] == list(catalogue())
    for row, told in zip(table, catalogue().values(), strict=True):
        by = [word for word, judged in (("source", told["static"]), ("run", told["runtime"])) if judged]
        severity = told["severity"] + ("" if told["default"] else ", off")
        assert re.match(r"\[(.*?)\]", row[1])[1] == told["name"]
        assert row[2:] == [severity, ", ".join(by), told["fix"], told["summary"]]


@each_rule
def test_how_far_a_fix_may_be_trusted_is_said_where_there_is_one(rule: type[Rule]) -> None:
    assert (fix_of(rule) == "none") is (fixer_of(rule) is None)
    assert fix_of(rule) in ("none", "safe", "unsafe", "safe or unsafe")


@each_rule
def test_the_manual_names_an_unsafe_fix(rule: type[Rule]) -> None:
    section = rule.manual().partition("Fix safety")[2].partition("At run time")[0].lower()
    assert ("unsafe" in section) is ("unsafe" in fix_of(rule))


def test_every_set_and_severity_means_something() -> None:
    assert {name for rule in all_rules() for name in rule.sets()} == set(SETS.values())
    assert all(expand(word) for word in GROUPS)
    assert {rule.severity for rule in all_rules()} == set(Severity)


def test_sets_are_what_the_codes_say() -> None:
    assert {rule.code[2] for rule in expand("order")} >= {"1"}
    assert {rule.code[:3] for rule in expand("health")} == {"LTR"}
    assert expand("amp") >= expand("LT2")
    assert not expand("loss") & expand("LT5")
    assert expand("accumulation") - expand("LT3") >= expand("unscale-in-accumulation")


def test_no_word_means_two_things() -> None:
    names = {key.lower() for rule in all_rules() for key in (rule.code, rule.name)}
    assert not names & set(GROUPS)
    assert len(set(GROUPS)) == len(GROUPS)
    assert {name for rule in all_rules() for name in rule.also_in} <= set(SETS.values())


@pytest.mark.parametrize("width", [50, 80, 100, 140, 200])
def test_a_terminal_is_not_too_narrow_for_the_table(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    report_rules(Terminal(screen), all_rules())
    lines = screen.getvalue().splitlines()
    starts = [line.split("  ")[0] for line in lines if not line.startswith(" ")]
    assert starts == ["code", *(rule.code for rule in all_rules())]
    assert max(map(len, lines)) <= max(width, 85)
    shown = re.sub(r"\s+", " ", screen.getvalue())
    assert width < 140 or all(rule.summary() in shown for rule in all_rules())


def test_fixers_are_read_and_not_imported() -> None:
    rule = next(rule for rule in all_rules() if fix_of(rule) == "safe")
    name = f"lintrain.fixers.{rule.__module__.rpartition('.')[2]}"
    code = "import sys; from lintrain.manual import fix_of; from lintrain.rule import find_rule; "
    code += f"print(fix_of(find_rule({rule.name!r})), {name!r} in sys.modules, 'libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "safe False False\n"
    assert importlib.import_module(name).fix
