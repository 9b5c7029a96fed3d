"""Notebooks through the real command line: what is found where, what is named, what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebooks import CLIPPED, LOOP, SETUP, code, lintrain, notebook, prose

from lintrain.findings import Position, Span
from lintrain.source.lines import split_rows
from lintrain.source.notebook import in_cell, read_notebook

MARK = b"\xef\xbb\xbf"


def concise(folder: Path, content: str | bytes, *arguments: str) -> tuple[int, list[str], list[str]]:
    data = content.encode() if isinstance(content, str) else content
    (folder / "a.ipynb").write_bytes(data)
    exit_code, out, err = lintrain("check", "--isolated", "--output-format=concise", *arguments, cwd=folder)
    return exit_code, out.splitlines(), err.splitlines()


def places(folder: Path, content: str | bytes, *arguments: str) -> list[str]:
    """The places of all findings of ``clip-after-step``; nothing else may be said."""
    exit_code, out, err = concise(folder, content, *arguments)
    said = (CLIPPED, CLIPPED.replace("[*] ", ""))  # some notebooks cannot be written back
    found = [line.rpartition(": LT101")[0] for line in out if line.endswith(said)]
    assert (exit_code, err) == (1 if found else 0, [])
    assert [line for line in out if " LT" in line and not line.endswith(said)] == []
    return found


# What is shown


def test_full(tmp_path):
    (tmp_path / "a.ipynb").write_text(
        notebook(prose("# Training"), SETUP, prose("", "raw"), f"%%time\n{LOOP}")
    )
    assert lintrain("check", "--isolated", cwd=tmp_path) == (1, FULL, "")


FULL = """\
error[LT101] clip-after-step: gradients are clipped after the optimizer step has used them
 --> a.ipynb:cell 4:7:5
  |
4 |     loss = torch.nn.functional.mse_loss(model(x), y)
5 |     loss.backward()
  |     --------------- gradients are produced here
6 |     optimizer.step()
  |     ---------------- `optimizer.step` uses them here
7 |     clip_grad_norm_(model.parameters(), 1.0)
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
help: Clip between `backward()` and `step()`: what is clipped here is never used.
safe fix: Clip before the step
  |
5 |     loss.backward()
  +     clip_grad_norm_(model.parameters(), 1.0)
6 |     optimizer.step()
7 -     clip_grad_norm_(model.parameters(), 1.0)
  |

Found 1 error in 1 file (1 file checked).
[*] 1 fixable with `--fix`.
"""


def test_a_witness_in_other_cells(tmp_path):
    one, two, three = (
        "loss = model(x).sum()\nloss.backward()\n",
        "%mystery\noptimizer.step()",
        "\n" + LOOP[-41:].strip(),
    )
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, one, prose("later"), two, three))
    exit_code, out, err = lintrain("check", "--isolated", cwd=tmp_path)
    assert (exit_code, err) == (1, "")
    assert out.partition("help:")[0] == WITNESS


WITNESS = """\
error[LT101] clip-after-step: gradients are clipped after the optimizer step has used them
 --> a.ipynb:cell 5:2:1
  |
2 | clip_grad_norm_(model.parameters(), 1.0)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: a.ipynb:cell 2:2:1
  |
1 | loss = model(x).sum()
2 | loss.backward()
  | --------------- 1. gradients are produced here
  |
 ::: a.ipynb:cell 4:2:1
  |
1 | %mystery
2 | optimizer.step()
  | ---------------- 2. `optimizer.step` uses them here
  |
"""


def test_json(tmp_path):
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, LOOP))
    (tmp_path / "b.py").write_text(SETUP + LOOP)
    exit_code, out, _ = lintrain("check", "--isolated", "--output-format=json", cwd=tmp_path)
    inside, plain = json.loads(out)
    assert exit_code == 1
    assert (inside["filename"], inside["cell"]) == (str(tmp_path / "a.ipynb"), 2)
    (edit,) = inside["fix"]["edits"]
    assert edit == {
        "content": "    clip_grad_norm_(model.parameters(), 1.0)\n    optimizer.step()\n",
        "location": {"row": 5, "column": 1},
        "end_location": {"row": 7, "column": 1},
        "cell": 2,
    }
    assert inside["location"] == {"row": 6, "column": 5}
    assert inside["end_location"] == {"row": 6, "column": 45}
    related = [(item["cell"], item["location"]["row"]) for item in inside["related"]]
    assert related == [(2, 4), (2, 5)]
    assert (plain["cell"], {item["cell"] for item in plain["related"]}) == (None, {None})
    assert plain["fix"] is not None


def test_statistics(tmp_path):
    exit_code, out, err = concise(tmp_path, notebook(SETUP, LOOP), "--statistics")
    assert (exit_code, out[0], err) == (1, "1\tLT101\t[*] clip-after-step", [])


def test_findings_are_sorted_by_cell(tmp_path):
    cells = [SETUP, "\n\n" + LOOP, *[""] * 8, LOOP]
    assert places(tmp_path, notebook(*cells)) == ["a.ipynb:cell 2:8:5", "a.ipynb:cell 11:6:5"]


# How a notebook is written


def written(**changes: object) -> str:
    return json.dumps(json.loads(notebook(SETUP, LOOP)) | changes)


SHAPES = {
    "plain": notebook(SETUP, LOOP),
    "source as rows": notebook(code(SETUP.splitlines(True)), code(LOOP.splitlines(True))),
    "source as any pieces": notebook(code(list(SETUP)), code([LOOP[:50], LOOP[50:]])),
    "escapes": notebook(SETUP, LOOP).replace("clip", r"\u0063\u006cip").replace("step", r"\u0073tep"),
    "carriage returns": notebook(SETUP.replace("\n", "\r\n"), LOOP.replace("\n", "\r")),
    "byte order mark": MARK + notebook(SETUP, LOOP).encode(),
    "a cookie for files": notebook("# coding: latin-1\né = 1\n" + SETUP, LOOP),
    "half a character": notebook(SETUP + "s = '\ud83d'\n", LOOP),
    "indented cells": notebook("\n".join("  " + row for row in SETUP.split("\n")), LOOP),
    "await and semicolons": notebook(SETUP + "await prepare();\nasync with x: pass\nplot();", LOOP),
    "kernel": notebook(SETUP, LOOP, kernelspec={"language": "python"}, language_info={"name": "ipython3"}),
    "the kernel says nothing": notebook(SETUP, LOOP, kernelspec={"name": "x"}, language_info=None),
    "format 3": json.dumps({"nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "code", "language": "python", "input": SETUP.splitlines(True)}]}, {"cells": [
        {"cell_type": "code", "input": LOOP}]}]}),
}  # fmt: skip


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_shapes(tmp_path, content):
    assert places(tmp_path, content) == ["a.ipynb:cell 2:6:5"]


SILENT = {
    "no cells": notebook(),
    "empty cells": notebook("", code([]), "# nothing\n", "\n \n"),
    "no code": notebook(prose(SETUP + LOOP), prose(SETUP + LOOP, "raw")),
    "only outputs": notebook(code("", outputs=[{"output_type": "stream", "text": SETUP + LOOP}])),
    "another language in a cell": notebook(SETUP, code(LOOP, metadata={"vscode": {"languageId": "r"}})),
    "another process": notebook(SETUP, f"%%python3\n{LOOP}"),
    "a file": notebook(f"%%writefile a.py\n{SETUP}{LOOP}"),
    "stepped where nobody sees": notebook(
        SETUP, LOOP.replace("    clip", "    %mystery optimizer\n    clip")
    ),
    "replaced where nobody sees": notebook(SETUP, "%%mystery\nmodel = optimizer = 1", LOOP),
}


@pytest.mark.parametrize("content", SILENT.values(), ids=SILENT)
def test_silent(tmp_path, content):
    assert concise(tmp_path, content) == (0, ["All checks passed! 1 file checked."], [])


# Blind


NOT_NOTEBOOKS = {
    "nothing": ("", ":1:1: not JSON: Expecting value"),
    "cut off": ('{\n "cells": [', ":2:12: not JSON: Expecting value"),
    "a list": ("[]", ": not a JSON object"),
    "no cells": ("{}", ": it has no list of cells"),
    "cells of a kind": (written(cells={}), ": it has no list of cells"),
    "bad sheet": ('{"worksheets": [1]}', ": it has no list of cells"),
    "no cell": (written(cells=["x = 1"]), ": cell 1 has no type"),
    "no source": (notebook("", code([1])), ": cell 2 has no source"),
    "no text": (b'{\n"\xff"}', ":2:1: not utf-8 text: invalid start byte"),
    "deep": ("[" * 200_000, ": nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "problem"), NOT_NOTEBOOKS.values(), ids=NOT_NOTEBOOKS)
def test_what_is_no_notebook_is_named(tmp_path, content, problem):
    said = ["Nothing could be checked.", "1 file skipped: 1 cannot be parsed."]
    place, _, why = problem.partition(" ")
    assert concise(tmp_path, content) == (
        2,
        said,
        [f"error: a.ipynb{place} cannot be parsed: not a notebook: {why}"],
    )


@pytest.mark.parametrize(
    "info", [{"language_info": {"name": "julia"}}, {"kernelspec": {"language": "julia"}}]
)
def test_another_language_is_skipped_and_named(tmp_path, info):
    (tmp_path / "b.py").write_text("x = 1\n")
    assert concise(tmp_path, notebook("x = [1 2]", **info)) == (
        0,
        ["All checks passed! 1 file checked.", "1 file skipped: 1 is a notebook in julia, not in Python."],
        ["warning: a.ipynb: skipped: is a notebook in julia, not in Python"],
    )


def test_a_cell_that_is_no_python_is_named_and_the_others_are_checked(tmp_path):
    exit_code, out, err = concise(tmp_path, notebook(SETUP, "x = 1\nprint 'x'\n", LOOP, "  '''"))
    assert exit_code == 2
    assert [line[: line.index(": cannot be parsed: ")] for line in err] == [
        "error: a.ipynb:cell 2:2:1",
        "error: a.ipynb:cell 4:1:3",
    ]
    assert out[0] == f"a.ipynb:cell 3:6:5: {CLIPPED}"


def test_cells_that_break_parsers_are_named(tmp_path):
    cells = "x = 1", "(" * 300 + ")" * 300, "x = " + "-" * 3000 + "1", "x = 1"
    exit_code, out, err = concise(tmp_path, notebook(*cells))
    assert (exit_code, out[-1]) == (2, "1 file skipped: 1 cannot be parsed.")
    assert [line[: line.index(": cannot be parsed: ")] for line in err] == [
        f"error: a.ipynb:cell {number}:1:1" for number in (2, 3)
    ]


def test_a_cell_that_python_reads_and_we_cannot_is_named(tmp_path):
    exit_code, out, err = concise(tmp_path, notebook(SETUP, "x = " + "-" * 500 + "1", LOOP))
    assert (exit_code, err) == (2, ["error: a.ipynb:cell 2:1:1: cannot be parsed: nested too deeply"])
    assert out[0] == f"a.ipynb:cell 3:6:5: {CLIPPED}"


def test_what_that_cell_mentions_is_unknown(tmp_path):
    exit_code, out, err = concise(tmp_path, notebook(SETUP, "optimizer = (\n", LOOP))
    assert (exit_code, len(err)) == (2, 1)
    assert out == ["Nothing could be checked.", "1 file skipped: 1 cannot be parsed."]


@pytest.mark.parametrize(
    "halves", [("f(", ")"), ("'''", "'''"), ("if x:", "    y"), ("@f", "def g(): pass"), ("x = \\", "1")]
)
def test_a_cell_is_python_by_itself(tmp_path, halves):
    exit_code, _, err = concise(tmp_path, notebook(*halves))
    assert exit_code == 2
    assert err[0].startswith("error: a.ipynb:cell 1:")


# Suppression


def test_comments_silence_in_their_cell(tmp_path):
    clip = LOOP.splitlines()[-1]
    noqa = LOOP.replace(clip, f"{clip}  # noqa: LT101")
    above = LOOP.replace(clip, f"    # lintrain: ignore[clip-after-step]\n{clip}")
    content = notebook(SETUP, noqa, LOOP, above)
    assert places(tmp_path, content) == ["a.ipynb:cell 3:6:5"]
    assert len(places(tmp_path, content, "--no-ignores")) == 3


def test_comments_do_not_reach_into_the_next_cell(tmp_path):
    cells = (
        SETUP,
        "loss = model(x).sum()\nloss.backward()\noptimizer.step()\n# noqa",
        LOOP.splitlines()[-1].strip(),
    )
    assert places(tmp_path, notebook(*cells)) == ["a.ipynb:cell 3:1:1"]


def test_a_comment_that_names_no_rule(tmp_path):
    exit_code, out, err = concise(tmp_path, notebook("x = 1", "\ny = 1  # lintrain: ignore[nonsense]\n"))
    assert (exit_code, out) == (0, ["All checks passed! 1 file checked."])
    assert err[0].startswith("warning: a.ipynb:cell 2:2:27: the comment ignores an unknown rule")


# Which notebooks, and what happens to them


def test_discovery(tmp_path):
    for name in ("a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb", "x/b.ipynb", "skipped/c.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(notebook(SETUP, LOOP))
    arguments = ("check", "--isolated", "--output-format=concise")
    (tmp_path / ".gitignore").write_text("skipped\n")
    found = lintrain(*arguments, cwd=tmp_path)[1].splitlines()[:-2]
    assert found == [f"a.ipynb:cell 2:6:5: {CLIPPED}", f"{Path('x/b.ipynb')}:cell 2:6:5: {CLIPPED}"]
    given = lintrain(*arguments, "skipped/c.ipynb", cwd=tmp_path)[1].splitlines()[:-2]
    assert given == [f"{Path('skipped/c.ipynb')}:cell 2:6:5: {CLIPPED}"]


def test_standard_input(tmp_path):
    arguments = ("check", "--isolated", "--output-format=concise", "-", "--stdin-filename=x.ipynb")
    exit_code, out, err = lintrain(*arguments, cwd=tmp_path, stdin=notebook(SETUP, LOOP).encode())
    assert (exit_code, out.splitlines()[0], err) == (1, f"x.ipynb:cell 2:6:5: {CLIPPED}", "")


# The module


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "metadata", "source", "input"]), inner, max_size=3
        )
        | st.builds(lambda source: {"cells": [{"cell_type": "code", "source": source}]}, inner)
        | st.builds(lambda metadata: {"cells": [], "metadata": {"kernelspec": metadata}}, inner)
    ),
)


@given(JSON)
def test_any_json_is_read_or_named(content):
    read = read_notebook("a.ipynb", json.dumps(content).encode())
    assert bool(read.unread) + bool(read.skipped) <= 1
    assert read.unread or isinstance(content, dict)
    assert read.module.text.encode().startswith(b"# coding: utf-8\n")


@given(
    st.lists(
        st.lists(st.sampled_from(["x = 1", "", "# é", "'''\n😀\n'''", "%cd a", "!b", "if y:\n  z", " \t"]))
    )
)
def test_every_row_of_every_cell_is_found_again(cells):
    texts = ["\n".join(rows) for rows in cells]
    read = read_notebook("a.ipynb", notebook(*texts).encode())
    rows = split_rows(read.module.text)
    first = 2
    for number, text in enumerate(texts, 1):
        first += 1  # the row between two cells
        for row, _ in enumerate(split_rows(text), 1):
            place = in_cell(Span(Position(first, 3), Position(first, 5)), read.module)
            assert place == Span(Position(row, 3), Position(row, 5), number)
            shown = split_rows(text)[row - 1]
            assert rows[first - 1] == (shown if shown[:1] not in ("%", "!") else "pass")
            first += 1
    assert rows[first - 1 :] == [""]
