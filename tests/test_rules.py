"""What every rule promises: a manual in fixed sections whose examples are true, and stable names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from case_files import asked

from lintrain.analysis import analyse
from lintrain.rule import Rule, all_rules, static_rules

SECTIONS = [
    "What it does",
    "Why is this bad?",
    "Example",
    "Use instead",
    "Fix safety",
    "At run time",
    "Exceptions",
    "References",
]
FIXABLE = {path.stem.replace("_", "-") for path in (Path(__file__).parents[1] / "fixers").glob("[!_]*.py")}

_HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
each_static_rule = pytest.mark.parametrize("rule", static_rules(), ids=lambda rule: rule.name)


def sections(rule: type[Rule]) -> dict[str, str]:
    _, *parts = _HEADING.split(rule.manual())
    return dict(zip(parts[::2], parts[1::2], strict=True))


def blocks(text: str) -> list[str]:
    return _BLOCK.findall(text)


def found(code: str, rule: type[Rule]) -> list[str]:
    report = analyse("example.py", code.encode(), asked(rule.name))
    assert not report.problems
    return [finding.name for finding in report.findings]


@each_rule
def test_the_manual_has_its_sections_in_order(rule: type[Rule]) -> None:
    assert _HEADING.findall(rule.manual()) == SECTIONS
    assert all(text.strip() for text in sections(rule).values())


@each_rule
def test_the_summary_is_one_sentence(rule: type[Rule]) -> None:
    assert re.fullmatch(r"\S.*[.]", rule.summary())
    assert rule.manual().splitlines()[1] == ""


@each_rule
def test_the_example_triggers_this_rule_alone(rule: type[Rule]) -> None:
    examples = blocks(sections(rule)["Example"])
    assert examples
    for example in examples:
        assert found(example, rule) == ([rule.name] if rule.static else [])


@each_rule
def test_what_to_use_instead_triggers_nothing(rule: type[Rule]) -> None:
    examples = blocks(sections(rule)["Use instead"])
    assert examples
    for example in examples:
        assert found(example, rule) == []


@each_rule
def test_all_code_parses(rule: type[Rule]) -> None:
    assert rule.manual().count("```") == 2 * len(blocks(rule.manual()))
    for block in blocks(rule.manual()):
        ast.parse(block)


@each_static_rule
def test_the_screen_lets_the_example_through(rule: type[Rule]) -> None:
    for example in blocks(sections(rule)["Example"]):
        assert all(any(word in example.encode() for word in group) for group in rule.screen)


@each_rule
def test_the_file_has_the_name_of_the_rule(rule: type[Rule]) -> None:
    assert rule.__module__ == f"lintrain.rules.{rule.name.replace('-', '_')}"
    assert rule.__name__.lower() == rule.name.replace("-", "")
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"LT\d{3}|LTR\d{2}", rule.code)


@each_rule
def test_somebody_judges_by_it(rule: type[Rule]) -> None:
    assert rule.static or rule.runtime
    assert not (rule.static and rule.code.startswith("LTR"))


@each_rule
def test_the_manual_says_that_there_is_no_fix_where_there_is_none(rule: type[Rule]) -> None:
    told = sections(rule)["Fix safety"].strip().startswith("There is no fix.")
    assert told is (rule.name not in FIXABLE)


def test_no_fixer_is_without_a_rule() -> None:
    assert FIXABLE
    assert {rule.name for rule in static_rules()} >= FIXABLE


@each_rule
def test_it_leaves_the_word_to_rules_that_are_there(rule: type[Rule]) -> None:
    assert set(rule.yields_to) <= {each.name for each in all_rules()} - {rule.name}


def test_codes_and_names_are_unique_and_sorted() -> None:
    codes = [rule.code for rule in all_rules()]
    names = [rule.name for rule in all_rules()]
    assert codes == sorted(set(codes))
    assert len(names) == len(set(names))
