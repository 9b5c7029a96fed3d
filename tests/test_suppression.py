"""Which comments silence which findings: Python's comments, on the finding's statement or above it."""

from __future__ import annotations

import pytest

from lintrain.findings import FileReport, Finding, Position, Problem, Severity, Span
from lintrain.source.lines import split_rows
from lintrain.source.suppression import directives, mentions, named, suppress


def report(source: str, *rows: int) -> FileReport:
    """A finding LT101 clip-after-step on each given row; without rows on each that says ``bad``."""
    wanted = rows or [row for row, text in enumerate(split_rows(source), 1) if "bad" in text]
    assert wanted
    findings = [
        Finding(
            "a.py", Span(Position(row, 1), Position(row, 2)), "LT101", "clip-after-step", Severity.ERROR, "m"
        )
        for row in wanted
    ]
    return FileReport("a.py", tuple(findings), text=source)


def left(source: str, *rows: int) -> list[int]:
    """The rows of the findings that are not suppressed."""
    before = report(source, *rows)
    after = suppress(before)
    assert after.problems == ()
    assert after.suppressed + len(after.findings) == len(before.findings)
    return [finding.span.start.row for finding in after.findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# lintrain: ignore",
        "# lintrain: ignore because the teacher is frozen",
        "# lintrain: ignore[clip-after-step]",
        "# lintrain: ignore[clip-after-step] the norm is only logged",
        "# lintrain: ignore[LT101]",
        "# lintrain: ignore[LT201, clip-after-step]",
        "# lintrain: ignore[lt101,missing-eval]",
        "#lintrain:ignore[ Clip-After-Step ]",
        "# noqa",
        "# NOQA",
        "#noqa",
        "# noqa: LT101",
        "# noqa:LT101",
        "# noqa : lt101",
        "# noqa: E501, LT101",
        "# noqa: E501 LT101",
        "# noqa: LT101 the norm is only logged",
        "# noqa: LT101 # and more",
        "# type: ignore # noqa: LT101",
        "# type: ignore[attr-defined]  # lintrain: ignore[LT101]",
    ],
)
def test_silences(comment):
    assert left(f"bad()  {comment}\n") == []
    assert left(f"{comment}\nbad()\n") == []


@pytest.mark.parametrize(
    "comment",
    [
        "# lintrain: ignore[LT102]",
        "# lintrain: ignore[LT1]",
        "# lintrain: ignore[]",
        "# lintrain: ignore[clip-after]",
        "# lintrain: ignore-file",
        "# lintrain: ignored by nobody",
        "# noqa: LT102",
        "# noqa: E501",
        "# noqa: LT1011",
        "# noqa:",
        "# noqa: clip-after-step",
        "# noqa-ish",
        "# noqas",
        "# ruff: noqa-file",
        "# no qa",
        "# see the lintrain: manual",
        '; print("# noqa")',
        '; print("""# lintrain: ignore""")',
    ],
)
def test_does_not_silence(comment):
    assert left(f"bad()  {comment}\n") == [1]


STATEMENTS = {
    "any row of the statement": ("bad(\n    1,  # noqa: LT101\n    2,\n)\n", [1], []),
    "the last row of the statement": ("bad(\n    1,\n)  # noqa: LT101\n", [1], []),
    "the first row, for a finding further down": ("x = [  # noqa: LT101\n    1,\n    2,\n]\n", [3], []),
    "a continued row": ("x = 1 + \\\n    2  # noqa: LT101\n", [1], []),
    "a string of several rows": ('bad("""\n# not me\n""")  # noqa: LT101\n', [1], []),
    "the row above": ("# noqa: LT101\nbad(\n    1,\n)\n", [3], []),
    "several rows of comment above": (
        "# lintrain: ignore[LT101] the reason is long\n# and goes on\nbad()\n",
        [3],
        [],
    ),
    "the row above, indented": ("if x:\n    # noqa: LT101\n    bad()\n", [3], []),
    "the row above, outdented": ("if x:\n    y()\n# noqa: LT101\n    bad()\n", [4], []),
    "not with an empty row between": ("# noqa: LT101\n\nbad()\n", [3], [3]),
    "not at the end of the statement above": ("x()  # noqa: LT101\nbad()\n", [2], [2]),
    "not on the statement below": ("bad()\nx()  # noqa: LT101\n", [1], [1]),
    "not in the body, for a finding in the head": ("for x in bad:\n    x()  # noqa: LT101\n", [1], [1]),
    "not in the head, for a finding in the body": ("for x in y:  # noqa: LT101\n    bad()\n", [2], [2]),
    "not inside a string": ('x = """\n# noqa: LT101\n"""; bad()\n', [2], [2]),
    "not in a docstring above": ('"""\n# noqa: LT101"""\nbad()\n', [3], [3]),
    "not in an f-string": ('bad(f"{x} # noqa")\n', [1], [1]),
    "a form feed does not count as a row": ("\x0c\nbad()  # noqa\nworse()\n", [2, 3], [3]),
    "old line ends": ("x()\rbad()  # noqa\rworse()\r", [2, 3], [3]),
    "DOS line ends": ("x()\r\n# noqa\r\nbad()\r\nworse()\r\n", [3, 4], [4]),
    "a separator in a string does not count as a row": ('x = "\u2028"\nbad()  # noqa\n', [2], []),
    "no end of line at the end": ("bad()  # noqa", [1], []),
}


@pytest.mark.parametrize(("source", "rows", "expected"), STATEMENTS.values(), ids=STATEMENTS)
def test_statement(source, rows, expected):
    assert left(source, *rows) == expected


def test_each_finding_has_its_own_comment():
    assert left("bad()  # noqa: LT101\nbad()\n# noqa\nbad()\nbad()  # noqa: LT999\n") == [2, 5]


def test_a_file_that_cannot_be_tokenized_is_named_and_nothing_is_silenced():
    after = suppress(report("bad(  # noqa\n"))
    assert len(after.findings) == 1
    assert after.problems[0].path == "a.py"
    assert after.problems[0].message.startswith("comments cannot be read: ")


def test_files_without_a_directive_are_not_tokenized(monkeypatch):
    def fail(text: str) -> None:
        raise AssertionError("tokenized")

    monkeypatch.setattr("lintrain.source.suppression.read_comments", fail)
    assert len(suppress(report("bad()  # a comment\n")).findings) == 1
    with pytest.raises(AssertionError, match="tokenized"):
        suppress(report("bad()  # noqa\n"))


def test_problems_are_kept():
    problem = Problem("a.py", "cannot be parsed: here")
    before = FileReport("a.py", report("bad()  # noqa\n").findings, (problem,), text="bad()  # noqa\n")
    assert suppress(before).problems == (problem,)


def test_one_comment_may_hold_several_directives():
    keys = [directive.keys for directive in directives("# lintrain: ignore[a, B]  # noqa: X1,X2 # noqa")]
    assert keys == [{"a", "b"}, {"x1", "x2"}, None]


def test_every_rule_that_is_named_has_its_place():
    source = (
        "x = '# lintrain: ignore[no]'  # noqa: E501\n"
        "if x:\n"
        "    y()  #lintrain:ignore[ a-b,, C ] # lintrain: ignore[d]\n"
        "# lintrain: ignore, lintrain: ignore[]\n"
    )
    wishes = [("a-b", 3, 28), ("C", 3, 34), ("d", 3, 57)]
    assert [(key, place.row, place.column) for place, key in named(source)] == wishes
    rows = source.split("\n")
    assert all(rows[row - 1][column - 1 :].startswith(key) for key, row, column in wishes)


def test_what_mentions_no_directive_is_not_tokenized():
    assert mentions(b"# Lintrain: Ignore[x]\n")
    assert not mentions(b"import lintrain\n")
