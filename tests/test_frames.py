"""The default report: code frames for source that is long, wide or spread over files, and fixes."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from stand_in.reports import finding, fix, frame, full, locate, span

from lintrain.findings import Related
from lintrain.reporters.full import Full
from lintrain.reporters.terminal import Terminal

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
        "   |     ^^^^^^^",
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
        "  | ^^^",
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
        "  |                                ^^^^^^",
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
        "  | ^",
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
        "   |     ^^^",
        "15 | end",
        "   |",
    ]


def test_a_witness_of_several_rows_is_shown_by_its_first():
    source = "if x:\n    step()\n    clear()\nbackward()\n"
    guard = Related("the window", "a.py", locate(source, "if x:\n    step()\n    clear()"))
    assert frame(source, finding(source, "backward()", related=(guard,))) == [
        " --> a.py:4:1",
        "  |",
        "1 | if x:",
        "  | ----- the window",
        "2 |     step()",
        "3 |     clear()",
        "4 | backward()",
        "  | ^^^^^^^^^^",
        "  |",
    ]


def test_an_empty_span_is_one_caret():
    source = "x\n"
    assert frame(source, finding(source, "x", span=span(1, 2, 1, 2)))[-2] == "  |  ^"


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
        "  |      ^^^^^^^^",
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
    assert carets == "  | ^^^^^^"


# Fixes


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


def test_empty_rows_are_no_context():
    source = "a\n\nb\n\nc\n"
    assert frame(source, finding(source, "b", fix=fix(source, ("b", "B"))))[-4:] == [
        "  |",
        "3 - b",
        "  + B",
        "  |",
    ]


def test_an_unsafe_fix_says_why():
    source = "a\n"
    made = fix(source, ("a", "b"), unsafe=True, reason="checkpoints change")
    lines = frame(source, finding(source, "a", fix=made))
    first = lines.index("unsafe fix: A title")
    assert lines[first + 1] == "note: checkpoints change"


@pytest.mark.parametrize(
    ("terminal", "columns", "width"), [(True, 60, 60), (True, 20, 40), (True, 120, 120), (False, 60, 100)]
)
def test_the_reason_is_wrapped_to_the_terminal(monkeypatch, terminal, columns, width):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    words = "checkpoints change " * 20
    made = fix("a\n", ("a", "b"), unsafe=True, reason=words.strip())
    Full(Terminal(stream), {}).finding(finding("a\n", "a", fix=made))
    lines = stream.getvalue().splitlines()
    first = lines.index("unsafe fix: A title") + 1
    note = [line for line in lines[first:] if line]
    assert note[0].startswith("note: checkpoints")
    assert all(line.startswith("      c") for line in note[1:])
    assert " ".join(line[6:] for line in note) == words.strip()
    assert width - 12 < max(map(len, note)) <= width


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
