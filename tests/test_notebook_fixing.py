"""Fixes of notebooks, through the real command line: the source rows that change, and not a byte more."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from notebooks import CLIPPED, LOOP, SETUP, code, lintrain, notebook, prose

from lintrain.source.notebook import read_notebook
from lintrain.source.rewriting import NotRewritable, rewrite

FIXED = LOOP.replace(
    "    optimizer.step()\n    clip_grad_norm_(model.parameters(), 1.0)\n",
    "    clip_grad_norm_(model.parameters(), 1.0)\n    optimizer.step()\n",
)
CLEAR = "    optimizer.zero_grad()\n"


def rows(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def fixed(folder: Path, content: str | bytes, *arguments: str) -> str:
    """Fix a notebook, and return what it says then."""
    path = folder / "a.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    exit_code, out, err = lintrain("fix", "--isolated", *arguments, cwd=folder)
    assert (exit_code, err) == (0, ""), out
    assert set(os.listdir(folder)) - {".lintrain_cache"} == {"a.ipynb"}
    again = lintrain("fix", "--isolated", *arguments, cwd=folder)
    assert again == (0, "All checks passed! 1 file checked.\n", "")
    return path.read_bytes().decode()


PLAIN = notebook(
    code(SETUP, outputs=[{"output_type": "stream", "text": ["a", LOOP]}], execution_count=7),
    prose(LOOP),
    LOOP,
    code(LOOP, metadata={"x": LOOP}, outputs=[1.50, 1e3]).copy() | {"cell_type": "raw"},
    kernelspec={"name": "python3", "language": "python"},
)


def quoted(text: str) -> str:
    return json.dumps(text)


def test_nothing_else_changes(tmp_path: Path) -> None:
    before = PLAIN
    source = f'"source": {quoted(LOOP)}'
    assert before.count(source) == 3
    head, prose_cell, cell, raw_cell = before.split(source)
    expected = source.join((head, prose_cell)) + f'"source": {quoted(FIXED)}' + source.join((cell, raw_cell))
    assert fixed(tmp_path, before) == expected


@pytest.mark.parametrize("indent", [None, 0, 1, "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layout(tmp_path: Path, indent: int | None, newline: str) -> None:
    cells = [code(rows(SETUP)), prose("é \u2028"), code(rows(LOOP))]
    content = {"nbformat": 4, "cells": cells, "metadata": {}}

    def written(text: str) -> str:
        cells[2]["source"] = rows(text)
        return json.dumps(content, indent=indent, ensure_ascii=False).replace("\n", newline)

    before, after = written(LOOP), written(FIXED)
    assert fixed(tmp_path, before) == after


def test_a_byte_order_mark_and_a_last_newline_stay(tmp_path: Path) -> None:
    before = b"\xef\xbb\xbf" + notebook(SETUP, LOOP).encode() + b"\n"
    after = "\ufeff" + notebook(SETUP, FIXED) + "\n"
    assert fixed(tmp_path, before) == after


def test_magics_and_indented_cells_stay(tmp_path: Path) -> None:
    setup = "%matplotlib inline\n!nvidia-smi  # éé\n" + SETUP + "model?\n"
    loop = "%%time\n" + LOOP + "%timeit 1 + 1"
    assert fixed(tmp_path, notebook(setup, "  %cd x\n  y = 1", loop)) == notebook(
        setup, "  %cd x\n  y = 1", "%%time\n" + FIXED + "%timeit 1 + 1"
    )


def test_what_is_inserted_stands_in_its_cell(tmp_path: Path) -> None:
    """The mode is set before the evaluation, which is the first row of its cell."""
    setup = SETUP.replace("Linear(2, 2)", "Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())")
    judged = (
        "with torch.no_grad():\n    for x, y in val_loader:\n"
        "        correct += (model(x).argmax(1) == y).sum().item()\n"
    )
    training = "model.train()\n" + FIXED
    assert fixed(tmp_path, notebook(setup, training, judged)) == notebook(
        setup, training, "model.eval()\n" + judged
    )


def test_the_diff_is_told_by_cell(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, prose("x"), LOOP))
    exit_code, out, _ = lintrain("fix", "--isolated", "--diff", cwd=tmp_path)
    assert exit_code == 1
    assert out == DIFF
    assert (tmp_path / "a.ipynb").read_text() == notebook(SETUP, prose("x"), LOOP)


DIFF = """\
--- a.ipynb:cell 3
+++ a.ipynb:cell 3
@@ -2,5 +2,5 @@
     optimizer.zero_grad()
     loss = torch.nn.functional.mse_loss(model(x), y)
     loss.backward()
+    clip_grad_norm_(model.parameters(), 1.0)
     optimizer.step()
-    clip_grad_norm_(model.parameters(), 1.0)
"""


def test_standard_input(tmp_path: Path) -> None:
    data = notebook(SETUP, LOOP).encode()
    done = lintrain("fix", "--isolated", "-", "--stdin-filename=x.ipynb", cwd=tmp_path, stdin=data)
    assert done[:2] == (0, notebook(SETUP, FIXED))


def test_a_cell_that_is_no_python_hinders_no_fix(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(SETUP, "def f(:", LOOP))
    exit_code, _, err = lintrain("fix", "--isolated", cwd=tmp_path)
    assert (exit_code, err.count("error: ")) == (2, 1)
    assert path.read_text() == notebook(SETUP, "def f(:", FIXED)


def test_comments_in_cells_silence(tmp_path: Path) -> None:
    loop = LOOP.rstrip() + "  # lintrain: ignore[clip-after-step]\n"
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, loop))
    assert lintrain("fix", "--isolated", cwd=tmp_path)[0] == 0
    assert (tmp_path / "a.ipynb").read_text() == notebook(SETUP, loop)


REFUSED = {
    "pieces that are no rows": notebook(SETUP, code(list(LOOP))),
    "carriage returns": notebook(SETUP, LOOP.replace("\n", "\r\n")),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_back_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.ipynb").write_text(content)
    exit_code, out, _ = lintrain("fix", "--isolated", cwd=tmp_path)
    assert exit_code == 1
    assert "no fix: the cell is not " in out
    assert (tmp_path / "a.ipynb").read_text() == content


def test_two_findings_in_two_cells_of_which_one_cannot_be_fixed(tmp_path: Path) -> None:
    cells = SETUP, LOOP, code(list(LOOP))
    (tmp_path / "a.ipynb").write_text(notebook(*cells))
    exit_code, out, _ = lintrain("fix", "--isolated", "--output-format=concise", cwd=tmp_path)
    assert exit_code == 1
    assert out.splitlines()[0] == f"a.ipynb:cell 3:6:5: {CLIPPED.replace('[*] ', '')}"
    assert (tmp_path / "a.ipynb").read_text() == notebook(SETUP, FIXED, cells[2])


# The bytes


LINES = st.lists(st.text(st.sampled_from('ab"\\\t é\U0001f600\u2028'), max_size=5), min_size=1, max_size=6)
TEXTS = LINES.map("\n".join)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw loads a table of characters
@given(TEXTS, TEXTS, st.booleans(), st.sampled_from([None, 1, 2]), st.booleans())
@example("a", "a\nb", True, 1, True)
@example("", "a", False, None, True)
@example("a\nb", "a\n", True, 2, False)
def test_any_text_is_put_into_any_notebook(
    old: str, new: str, listed: bool, indent: int | None, plain: bool
) -> None:
    def written(text: str) -> str:
        cell = {"outputs": [{"a": "]}"}], "source": rows(text) if listed else text, "cell_type": "code"}
        content = {"x": ["cells", {"source": "}"}], "cells": [prose("q"), cell], "nbformat": 4}
        return json.dumps(content, indent=indent, ensure_ascii=not plain)

    if listed and not old:
        return
    data = rewrite(written(old).encode(), {2: new})
    told = json.loads(data)
    source = told["cells"][1]["source"]
    assert "".join(source) == new
    assert told == json.loads(written(new)) | ({} if source else {"cells": told["cells"]})
    if plain and new:
        assert data.decode() == written(new)
    if new == old:
        assert data.decode() == written(old)


@pytest.mark.parametrize("source", [["a", "b\n"], ["a\nb\n", "c"], []])
def test_pieces_that_are_no_rows(source: list[str]) -> None:
    with pytest.raises(NotRewritable):
        rewrite(notebook(code(source)).encode(), {1: "c"})


def test_a_cell_without_source() -> None:
    with pytest.raises(NotRewritable, match="cell 1 has no source"):
        rewrite(b'{"cells": [{"cell_type": "code"}]}', {1: "c"})


@pytest.mark.parametrize(
    "content",
    [
        {"worksheets": [{"cells": [{"cell_type": "code", "input": "a", "language": "python"}]}]},
        {"cells": [], "x": 1} | {"cells": [{"cell_type": "code", "source": ["a"]}]},
    ],
)
def test_shapes(content: dict[str, object]) -> None:
    data = rewrite(json.dumps(content).encode(), {1: "b"})
    assert [cell.text for cell in read_notebook("", data).cells] == ["b"]


def test_of_equal_keys_the_last_counts() -> None:
    data = b'{"cells": [{"source": "a", "cell_type": "code", "source": "b"}]}'
    assert rewrite(data, {1: "c"}) == data.replace(b'"b"', b'"c"')
