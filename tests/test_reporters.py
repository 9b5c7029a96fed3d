"""What the reports look like, for source that is long, wide, hostile or spread over files."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from lintrain.engine import Report
from lintrain.findings import (
    Applicability,
    Edit,
    FileReport,
    Finding,
    Fix,
    Position,
    Problem,
    Related,
    Severity,
    Span,
)
from lintrain.reporters.concise import report_concise
from lintrain.reporters.full import report_full
from lintrain.reporters.json import report_json
from lintrain.reporters.progress import ProgressBar
from lintrain.reporters.statistics import report_statistics
from lintrain.reporters.summary import report_problems, report_summary
from lintrain.reporters.terminal import STYLES, Terminal, wants_colour
from lintrain.reporters.visible import show, visible
from lintrain.source.lines import Lines, split_rows


def span(row: int, column: int, end_row: int, end_column: int) -> Span:
    return Span(Position(row, column), Position(end_row, end_column))


def locate(source: str, text: str, nth: int = 0) -> Span:
    """The span of the nth occurrence of ``text``."""
    start = -1
    for _ in range(nth + 1):
        start = source.index(text, start + 1)
    return Lines(source).span(start, start + len(text))


def finding(source: str, text: str, **kwargs: object) -> Finding:
    made = Finding("a.py", locate(source, text), "X1", "some-name", Severity.ERROR, "a message")
    return replace(made, **kwargs)


def full(source: str, *findings: Finding) -> list[str]:
    stream = io.StringIO()
    report_full(Terminal(stream), [FileReport("a.py", findings, text=source)], findings)
    return stream.getvalue().split("\n")


def frame(source: str, *findings: Finding) -> list[str]:
    """The report without its head line and its empty end."""
    return full(source, *findings)[1:-2]


# Code frames


def test_the_witness_is_shown_in_order_and_distant_rows_are_left_out():
    source = "\n".join(
        ["first()", *(f"row{n}" for n in range(2, 13)), "second()", "", "    third()", "fourth()"]
    )
    related = (
        Related("it begins", "a.py", locate(source, "first()")),
        Related("it goes on", "a.py", locate(source, "second()")),
    )
    assert full(source, finding(source, "third()", related=related, help="do it right")) == [
        "error[X1] some-name: a message",
        "  --> a.py:15:5",
        "   |",
        " 1 | first()",
        "   | ------- it begins",
        "...",
        "13 | second()",
        "   | -------- it goes on",
        "14 |",
        "15 |     third()",
        "   |     ^^^^^^^ some-name",
        "16 | fourth()",
        "   |",
        "help: do it right",
        "",
        "",
    ]


def test_a_witness_against_the_order_of_rows_is_numbered():
    source = "a()\nb()\nc()\n"
    related = (
        Related("then", "a.py", locate(source, "b()")),
        Related("first", "a.py", locate(source, "a()")),
    )
    assert frame(source, finding(source, "c()", related=related)) == [
        " --> a.py:3:1",
        "  |",
        "1 | a()",
        "  | --- 2. first",
        "2 | b()",
        "  | --- 1. then",
        "3 | c()",
        "  | ^^^ some-name",
        "  |",
    ]


def test_several_spans_on_one_row():
    source = "scaler.scale(loss).backward(); clip()\n"
    related = (
        Related("scaled", "a.py", locate(source, "scaler.scale(loss)")),
        Related("produced", "a.py", locate(source, "scaler.scale(loss).backward()")),
    )
    assert frame(source, finding(source, "clip()", related=related)) == [
        " --> a.py:1:32",
        "  |",
        "1 | scaler.scale(loss).backward(); clip()",
        "  |                                ^^^^^^ some-name",
        "  | ----------------------------- produced",
        "  | ------------------ scaled",
        "  |",
    ]


def test_a_witness_at_the_finding_itself_becomes_its_label():
    source = "clip()\n"
    related = (Related("too late", "a.py", locate(source, "clip()")),)
    assert frame(source, finding(source, "clip()", related=related))[-2] == "  | ^^^^^^ too late"


def test_spans_of_several_rows():
    source = "x = f(\n    1,\n    2,\n)\nfor y in z:\n" + "    y()\n" * 9 + "end\n"
    short = finding(source, "f(\n    1,\n    2,\n)")
    assert frame(source, short) == [
        " --> a.py:1:5",
        "  |",
        "1 | x = f(",
        "  |     ^^",
        "2 |     1,",
        "  |     ^^",
        "3 |     2,",
        "  |     ^^",
        "4 | )",
        "  | ^ some-name",
        "5 | for y in z:",
        "  |",
    ]
    tall = replace(short, span=span(5, 1, 15, 1))
    assert frame(source, tall) == [
        "  --> a.py:5:1",
        "   |",
        " 4 | )",
        " 5 | for y in z:",
        "   | ^^^^^^^^^^^",
        " 6 |     y()",
        "   |     ^^^",
        "...",
        "14 |     y()",
        "   |     ^^^ some-name",
        "15 | end",
        "   |",
    ]


def test_an_empty_span_is_one_caret():
    source = "x\n"
    assert frame(source, finding(source, "x", span=span(1, 2, 1, 2)))[-2] == "  |  ^ some-name"


def test_other_files_have_frames_of_their_own(tmp_path):
    other = tmp_path / "model.py"
    other.write_text("def forward(x):\n    return softmax(x)\n")
    source = "loss(model(x))\n"
    related = (
        Related("squashed here", str(other), locate(other.read_text(), "softmax(x)")),
        Related("and lost", str(tmp_path / "gone.py"), span(7, 1, 7, 2)),
    )
    assert frame(source, finding(source, "model(x)", related=related)) == [
        " --> a.py:1:6",
        "  |",
        "1 | loss(model(x))",
        "  |      ^^^^^^^^ some-name",
        "  |",
        f" ::: {other}:2:12",
        "  |",
        "1 | def forward(x):",
        "2 |     return softmax(x)",
        "  |            ---------- 1. squashed here",
        "  |",
        f" ::: {tmp_path / 'gone.py'}:7:1",
        "  = 2. and lost",
    ]


# Widths


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("\tclip()", "clip()"),
        (" \tx\tclip()", "clip()"),
        ("名前 = clip()", "clip()"),
        ("名前(clip)", "名前"),
        ("x = 'e\u0301'; clip()", "clip()"),
        ("x = '🔥'; clip()", "clip()"),
        ("x = '\x1b[31m'; clip()", "clip()"),
        ("x = '\u202e'; clip()", "clip()"),
        ("\x0cclip()", "clip()"),
    ],
)
def test_carets_stand_under_what_they_mean(row, text):
    from rich.cells import cell_len

    lines = frame(row, finding(row, text))
    shown, carets = (line.split("| ", 1)[1] for line in lines[2:4])
    before = carets.index("^")
    width = carets.count("^")
    assert cell_len(shown[: shown.index(text)]) == before
    assert cell_len(text) == width


def test_long_rows_are_cut_around_the_span():
    source = f"x = '{'a' * 500}'; clip(); y = '{'b' * 500}'"
    shown, carets = frame(source, finding(source, "clip()"))[2:4]
    assert len(shown) < 180
    assert shown.index("clip()") == carets.index("^")
    assert shown.startswith("1 | …")
    assert shown.endswith("b…")


def test_a_long_row_with_its_span_at_the_front_is_cut_at_the_end():
    source = f"clip(); y = '{'名' * 500}'"
    shown, carets = frame(source, finding(source, "clip()"))[2:4]
    assert shown.startswith("1 | clip(); y = '名")
    assert shown.endswith("名…")
    assert carets == "  | ^^^^^^ some-name"


# Hostile text


HOSTILE = "\x1b]0;owned\x07 \x9b31m \r \x00 \u202e \u2066 \u200b \ud800 \u2028 [bold red]x[/] [link=file:///]y[/link]"


def test_nothing_reaches_the_terminal_that_it_would_obey():
    source = f"x = '{HOSTILE}'\nclip()\n".replace("\r", " ")
    name = f"{HOSTILE}.py"
    hostile = Finding(
        name, locate(source, "clip()"), "X1", "some-name", Severity.ERROR, HOSTILE, HOSTILE,
        (Related(HOSTILE, name, span(1, 1, 1, 2)), Related(HOSTILE, HOSTILE, span(1, 1, 1, 2))),
        Fix(HOSTILE, (Edit(0, 1, HOSTILE.replace("\r", "")),), Applicability.UNSAFE, HOSTILE),
    )  # fmt: skip
    report = Report(
        (FileReport(name, (hostile,), (Problem(name, HOSTILE, 1, 1),), text=source),),
        skipped=(Problem(name, "is a pipe"),),
    )
    withheld = replace(hostile, fix=None, fix_withheld=HOSTILE)
    stream = io.StringIO()
    terminal = Terminal(stream)
    report_full(terminal, report.files, [hostile, withheld])
    report_concise(terminal, [hostile])
    report_problems(terminal, report)
    report_summary(terminal, report)
    printed = stream.getvalue()
    assert printed.count("[bold red]x[/] [link=file:///]y[/link]") >= 10
    assert {char for char in printed if not char.isprintable()} == {"\n"}
    assert {char for char in printed if not char.isascii()} <= {"…"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("né 名 🔥 👩\u200d🚀", "né 名 🔥 👩\u200d🚀"),
        ("\x1b\x07\n\r\t\x7f\x9b", "\\x1b\\x07\\n\\r\\t\\x7f\\x9b"),
        ("\u202e\u2066\u200b\ufeff\u2028\udc80", "\\u202e\\u2066\\u200b\\ufeff\\u2028\\udc80"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


def test_tabs_stop_at_every_fourth_cell():
    assert show("\ta\tbcd\te").shown == "    a   bcd e"
    assert show("名\tx").shown == "名  x"


# Fixes


def fix(source: str, *edits: tuple[str, str], unsafe: bool = False, reason: str = "") -> Fix:
    made = tuple(Edit(at := source.index(old), at + len(old), new) for old, new in edits)
    return Fix("A title", made, Applicability.UNSAFE if unsafe else Applicability.SAFE, reason)


def test_a_fix_is_a_diff_with_context():
    source = "a\nb\nc\nd\ne\nf\ng\nh\n"
    assert frame(source, finding(source, "b", fix=fix(source, ("b\n", ""), ("g", "G\nGG"))))[6:] == [
        "  |",
        "safe fix: A title",
        "  |",
        "1 | a",
        "2 - b",
        "3 | c",
        "...",
        "6 | f",
        "7 - g",
        "  + G",
        "  + GG",
        "8 | h",
        "  |",
    ]


def test_an_unsafe_fix_says_why():
    source = "a\n"
    made = fix(source, ("a", "b"), unsafe=True, reason="checkpoints change")
    assert "unsafe fix: A title (checkpoints change)" in frame(source, finding(source, "a", fix=made))


def test_a_withdrawn_fix_says_why():
    source = "a\n"
    lines = frame(source, finding(source, "a", fix_withheld="it would bring a new finding: X2"))
    assert lines[-1] == "no fix: it would bring a new finding: X2"


def test_the_changed_part_of_a_long_row_is_shown():
    source = f"x = '{'a' * 500}', old"
    removed, added = frame(source, finding(source, "old", fix=fix(source, ("old", "new"))))[-3:-1]
    assert removed.startswith("1 - …aaa")
    assert removed.endswith("', old")
    assert added.endswith("', new")


# Colour


def test_colour_changes_no_text(monkeypatch):
    import re

    source = "\tstep()\n\tclip()  # 名 [bold]\n"
    shown = finding(
        source, "clip()", related=(Related("consumed", "a.py", locate(source, "step()")),), help="h",
        fix=fix(source, ("step()", "step_()")),
    )  # fmt: skip
    plain = full(source, shown)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = full(source, shown)
    unpainted = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in coloured]
    assert [line.rstrip() for line in unpainted] == plain
    assert coloured[0] == "\x1b[1;31merror[X1]\x1b[0m\x1b[1m some-name\x1b[0m: \x1b[1ma message\x1b[0m"


def test_every_style_that_is_used_exists():
    assert {severity.value for severity in Severity} <= set(STYLES)


@pytest.mark.parametrize(
    ("environment", "tty", "expected"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_whether_to_colour(monkeypatch, environment, tty, expected):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: tty, raising=False)
    assert wants_colour(stream) is expected


# JSON, statistics, summary


def test_json(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = "é = 1\r\nclip()\r\n"
    shown = finding(
        source, "clip()", related=(Related("seen", "b/c.py", span(3, 1, 4, 2)),),
        fix=fix(source, ("clip()\r\n", ""), ("é", "e"), unsafe=True, reason="why"),
    )  # fmt: skip
    stream = io.StringIO()
    report_json(
        Terminal(stream), [FileReport("a.py", (shown,), text=source)], [shown, replace(shown, fix=None)]
    )
    first, second = json.loads(stream.getvalue())
    assert first == {
        "filename": str(Path.cwd() / "a.py"),
        "code": "X1",
        "name": "some-name",
        "severity": "error",
        "message": "a message",
        "location": {"row": 2, "column": 1},
        "end_location": {"row": 2, "column": 7},
        "fix": {
            "applicability": "unsafe",
            "message": "A title",
            "edits": [
                {"content": "", "location": {"row": 2, "column": 1}, "end_location": {"row": 3, "column": 1}},
                {
                    "content": "e",
                    "location": {"row": 1, "column": 1},
                    "end_location": {"row": 1, "column": 2},
                },
            ],
        },
        "url": None,
        "related": [
            {
                "message": "seen",
                "filename": str(Path.cwd() / "b" / "c.py"),
                "location": {"row": 3, "column": 1},
                "end_location": {"row": 4, "column": 2},
            }
        ],
    }
    assert second == first | {"fix": None}


def test_statistics_as_json():
    source = "a b\n"
    findings = [finding(source, "a"), finding(source, "b", fix=fix(source, ("b", "c")))]
    stream = io.StringIO()
    report_statistics(Terminal(stream), findings, as_json=True)
    assert json.loads(stream.getvalue()) == [
        {"code": "X1", "name": "some-name", "count": 2, "fixable_count": 1}
    ]


def test_statistics_mark_what_is_partly_fixable():
    source = "a b\n"
    findings = [finding(source, "a"), finding(source, "b", fix=fix(source, ("b", "c")))]
    findings += [finding(source, "a", code="X2")] * 10
    stream = io.StringIO()
    report_statistics(Terminal(stream), findings)
    assert stream.getvalue() == "10\tX2\t[ ] some-name\n 2\tX1\t[-] some-name\n"


def summary(report: Report, **kwargs: bool) -> str:
    stream = io.StringIO()
    report_summary(Terminal(stream), report, **kwargs)
    return stream.getvalue()


def test_summary_counts_by_severity():
    source = "a\n"
    one = finding(source, "a")
    severities = [Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.ADVICE, Severity.ADVICE]
    found = tuple(replace(one, severity=severity) for severity in severities)
    report = Report((FileReport("a.py", found, text=source), FileReport("b.py", suppressed=1)))
    assert summary(report) == (
        "Found 2 errors, 1 warning and 2 advice in 1 file (2 files checked).\n"
        "1 finding suppressed by comments.\n"
    )


def test_summary_never_says_passed_when_something_was_not_checked():
    report = Report(
        (FileReport("a.py"), FileReport("b.py", problems=(Problem("b.py", "cannot be parsed: x"),))),
        missing=(Problem("c.py", "does not exist"), Problem("d.py", "does not exist")),
        skipped=(Problem("e.py", "is a pipe"),),
    )
    assert summary(report) == (
        "No findings in 1 file that could be checked.\n"
        "4 files skipped: 1 cannot be parsed, 2 does not exist, 1 is a pipe.\n"
    )


# Progress


def test_no_progress_bar_without_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("lintrain.reporters.progress.QUIET_FOR", 0.0)
    with ProgressBar() as bar:
        bar(1, 2)
    assert capsys.readouterr().err == ""


def test_a_progress_bar_on_a_terminal_after_a_while(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressBar() as bar:
        bar(1, 2)
    assert stream.getvalue() == ""
    monkeypatch.setattr("lintrain.reporters.progress.QUIET_FOR", 0.0)
    with ProgressBar() as bar:
        bar(1, 2)
    assert "Checking" in stream.getvalue()
    assert "1/2" in stream.getvalue()


# Rows and columns


def test_rows_end_where_python_ends_them():
    text = "a\r\nb\rc\nd\x0ce\x1cf\x85g\u2028h\n"
    assert split_rows(text) == ["a", "b", "c", "d\x0ce\x1cf\x85g\u2028h", ""]
    lines = Lines(text)
    for offset in range(len(text) + 1):
        assert lines.offset(lines.position(offset)) == offset
    assert lines.position(text.index("b")) == Position(2, 1)
    assert lines.position(text.index("h")) == Position(4, 9)
    assert lines.position(len(text)) == Position(5, 1)
