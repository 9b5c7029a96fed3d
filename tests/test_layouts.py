"""Whatever the layout of a program, its repair is the same, and nothing is lost; or it is said why not."""

from __future__ import annotations

import ast
from functools import partial

import case_files
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import ENCODINGS, LAYOUTS, TIGHT, comments

from lintrain.analysis import analyse
from lintrain.findings import FileReport, Finding
from lintrain.fixing import Wanted, repair
from lintrain.rule import find_rule
from lintrain.source.reading import decode

REPRESENTATIVE = {
    "clip-after-step": "bad_accelerate",  # moves up
    "ema-before-step": "bad_averaged_model",  # moves down
    "missing-zero-grad": "bad_abstract_step",  # inserts
    "clip-in-accumulation": "bad_every_micro_batch",  # moves into a block
    "backward-in-autocast": "bad_class",  # moves out of a block
    "missing-set-epoch": "bad_one_of_two_samplers",  # inserts a header and a body
    "scheduler-wrong-interval": "bad_attributes",  # moves the last line
    "double-unscale": "bad_before_logging_and_clipping",  # deletes
    "softmax-before-cross-entropy": "bad_annotated_criterion",  # replaces
    "unscaled-accumulation-loss": "bad_attribute_modulus",  # wraps
    "deprecated-cuda-amp": "bad_imported_names",  # imports
    "missing-no-grad": "bad_function",  # indents a block
}
EVERY = LAYOUTS | TIGHT
SAME = ("tabs", "no final newline")


def programs(rule: str) -> tuple[str, str]:
    """Return a program that has a mistake, and what fixing makes of it."""
    path = case_files.CASES / rule / f"{REPRESENTATIVE[rule]}.py"
    result = case_files.repaired(path)
    assert result is not None
    return path.read_text("utf-8"), result.read_text("utf-8")


def check(data: bytes, rule: str) -> FileReport:
    return analyse("case.py", data, case_files.asked(rule))


def mended(data: bytes, rule: str) -> tuple[bytes, list[Finding]]:
    """Return what the command would write, unsafe fixes included, and what is still found."""
    found = find_rule(rule)
    assert found is not None
    wanted = Wanted(frozenset((found.code,)), unsafe=True, suppressions=False)
    judged = partial(check, rule=rule)
    before = judged(data)
    assert not before.problems
    report, change = repair(before, data, wanted, judged)
    return (data if change is None else change.after), [f for f in report.findings if f.name == rule]


def assert_nothing_is_lost(before: str, after: str, base: tuple[str, str]) -> None:
    """Comments go only with the very row of a statement that the fix takes away."""
    gone = comments(before) - comments(after) - (comments(base[0]) - comments(base[1]))
    removed = len(base[0].splitlines()) - len(base[1].splitlines())
    assert gone.total() <= max(0, removed), gone
    assert not any("above" in comment or "between" in comment for comment in gone)


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("rule", list(REPRESENTATIVE)[::3])
def test_bytes(rule: str, name: str) -> None:
    before, after = map(ENCODINGS[name], programs(rule))
    if name == "mixed ends":
        assert_repaired(before, rule, after)
    else:
        assert mended(before, rule) == (after, [])


def assert_repaired(before: bytes, rule: str, after: bytes) -> None:
    """Assert that fixing makes of ``before`` the program ``after``, in any layout."""
    result, left = mended(before, rule)
    assert left == []
    assert ast.dump(ast.parse(result)) == ast.dump(ast.parse(after))
    assert_nothing_is_lost(decode(before).text, decode(result).text, programs(rule))
    assert mended(result, rule) == (result, [])


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("rule", REPRESENTATIVE)
def test_layouts(rule: str, name: str) -> None:
    before, after = (LAYOUTS[name](text).encode() for text in programs(rule))
    if rule == "missing-no-grad" and name == "decorators":
        pytest.skip("what an unknown decorator makes of the function is unknown: nothing is found")
    if name in SAME:
        assert mended(before, rule) == (after, [])
    assert_repaired(before, rule, after)


@pytest.mark.parametrize("name", TIGHT)
@pytest.mark.parametrize("rule", REPRESENTATIVE)
def test_what_cannot_be_done_in_a_layout_is_said(rule: str, name: str) -> None:
    before, after = (TIGHT[name](text).encode() for text in programs(rule))
    result, left = mended(before, rule)
    if left:
        assert result == before
        assert all(finding.fix is None and finding.fix_withheld for finding in left)
    else:
        assert_repaired(before, rule, after)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(REPRESENTATIVE)),
    st.lists(st.sampled_from(sorted(EVERY)), max_size=3, unique=True),
    st.sampled_from(sorted(ENCODINGS)),
)
def test_layouts_together(rule: str, names: list[str], encoding: str) -> None:
    before, after = programs(rule)
    try:
        for name in names:
            before, after = EVERY[name](before), EVERY[name](after)
        ast.parse(before), ast.parse(after)
    except (SyntaxError, IndentationError):
        return  # these do not go together
    data, wanted = ENCODINGS[encoding](before), ENCODINGS[encoding](after)
    result, left = mended(data, rule)
    assert all(finding.fix is None and finding.fix_withheld for finding in left)
    ast.parse(result)
    if not left and check(data, rule).findings:
        assert ast.dump(ast.parse(result)) == ast.dump(ast.parse(wanted))
        assert_nothing_is_lost(decode(data).text, decode(result).text, programs(rule))
    assert left or result == mended(result, rule)[0]


def test_an_encoding_that_is_no_python_is_named() -> None:
    (problem,) = check(programs("clip-after-step")[0].encode("utf-16"), "clip-after-step").problems
    assert problem.message == "invalid or missing encoding declaration"
