"""All reports: hostile text, colours, JSON, statistics, the summary and the progress bar."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from stand_in.reports import finding, fix, full, locate, span

from lintrain.findings import (
    Applicability,
    Edit,
    FileReport,
    Finding,
    Fix,
    Position,
    Problem,
    Related,
    Seen,
    Severity,
)
from lintrain.report import Report
from lintrain.reporters.formats import load
from lintrain.reporters.full import report_full
from lintrain.reporters.progress import ProgressBar
from lintrain.reporters.statistics import report_statistics
from lintrain.reporters.summary import report_problems, report_summary
from lintrain.reporters.terminal import STYLES, Terminal, wants_colour
from lintrain.reporters.told import Told
from lintrain.reporters.visible import show, visible
from lintrain.source.lines import Lines, split_rows

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
    load("concise").report(terminal, Told(report.files, [hostile]))
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
    told = Told([FileReport("a.py", (shown,), text=source)], [shown, replace(shown, fix=None)])
    load("json").report(Terminal(stream), told)
    first, second = json.loads(stream.getvalue())
    assert first == {
        "filename": str(Path.cwd() / "a.py"),
        "cell": None,
        "code": "X1",
        "name": "some-name",
        "severity": "error",
        "message": "a message",
        "location": {"row": 2, "column": 1},
        "end_location": {"row": 2, "column": 7},
        "fix": {
            "applicability": "unsafe",
            "message": "A title",
            "reason": "why",
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
        "runtime": None,
        "related": [
            {
                "message": "seen",
                "filename": str(Path.cwd() / "b" / "c.py"),
                "cell": None,
                "location": {"row": 3, "column": 1},
                "end_location": {"row": 4, "column": 2},
            }
        ],
    }
    assert second == first | {"fix": None}


def test_json_of_a_run():
    source = "clip()\n"
    shown = finding(source, "clip()", seen=Seen(3, 2, (0, 1)))
    stream = io.StringIO()
    told = Told([FileReport("a.py", (shown,), text=source)], [shown], statuses=["confirmed"])
    load("json").report(Terminal(stream), told)
    (only,) = json.loads(stream.getvalue())
    assert only["runtime"] == {"step": 3, "times": 2, "ranks": [0, 1]}
    assert only["status"] == "confirmed"


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (Seen(0), "seen at step 0"),
        (Seen(1, 2), "seen at step 1, and 1 time more"),
        (Seen(2, 4, (1,)), "seen at step 2, and 3 times more; rank 1"),
        (Seen(0, 1, (0, 3)), "seen at step 0; ranks 0, 3"),
    ],
)
def test_when_a_run_has_seen_it(seen, line):
    source = "clip()\n"
    assert line in full(source, finding(source, "clip()", seen=seen))


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
        "4 files skipped: 1 cannot be parsed, 2 do not exist, 1 is a pipe.\n"
    )


def test_summary_where_nothing_could_be_checked():
    report = Report((FileReport("a.py", problems=(Problem("a.py", "cannot be parsed: x"),)),))
    assert summary(report) == "Nothing could be checked.\n1 file skipped: 1 cannot be parsed.\n"


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
