"""The language server, driven over its standard streams as an editor drives it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import editor as bench
import pytest
from editor_client import Editor, edited

BAD = """\
import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""
CLIP = "        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n"
STEP = "        optimizer.step()\n"
GOOD = BAD.replace(CLIP, "").replace(STEP, CLIP + STEP)
ASTRAL = BAD.replace("torch.nn.utils.clip", 'print("\U0001d6fc\U0001f600é"), torch.nn.utils.clip')

MODEL = """\
from torch import nn


def build():
    return nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=-1))
"""
LOGITS = MODEL.replace(", nn.Softmax(dim=-1)", "")
USER = """\
import torch
from model import build


def train(loader):
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One server for all tests that need nothing special; each opens files of its own."""
    editor = Editor(tmp_path_factory.mktemp("workspace"), "--isolated")
    yield editor
    assert editor.close() == (0, "")


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return (tmp_path / "train.py").as_uri()


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [diagnostic["code"] for diagnostic in diagnostics]


def marked(text: str, within: dict[str, Any]) -> str:
    """Return what a range of one row covers, counted in units of UTF-16."""
    row = text.split("\n")[within["start"]["line"]].encode("utf-16-le")
    return row[2 * within["start"]["character"] : 2 * within["end"]["character"]].decode("utf-16-le")


def change_of(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    places = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    return {"range": places, "text": text}


# Diagnostics


def test_a_finding_with_what_proves_it(served, uri):
    (found,) = served.open(uri, BAD)
    assert marked(BAD, found["range"]) == CLIP.strip()
    assert found["message"].startswith("gradients are clipped after the optimizer step has used them\nClip ")
    assert (found["source"], found["code"], found["severity"]) == ("lintrain", "LT101", 1)
    assert found["codeDescription"] == {"href": "https://lintrain.readthedocs.io/rules/clip-after-step"}
    events = [(each["message"], each["location"]) for each in found["relatedInformation"]]
    assert [text for text, _ in events] == ["gradients are produced here", "`optimizer.step` uses them here"]
    assert [marked(BAD, at["range"]) for _, at in events] == ["loss.backward()", "optimizer.step()"]
    assert {at["uri"] for _, at in events} == {uri}


def test_typing_repairs_and_breaks(served, uri):
    assert codes(served.open(uri, GOOD)) == []
    row = GOOD[: GOOD.index(CLIP)].count("\n")
    delete = {"start": {"line": row, "character": 0}, "end": {"line": row + 1, "character": 0}}
    insert = {"start": {"line": row + 1, "character": 0}, "end": {"line": row + 1, "character": 0}}
    changes = ({"range": delete, "text": ""}, {"range": insert, "text": CLIP})
    assert codes(served.change(uri, 2, *changes)) == ["LT101"]
    assert codes(served.change(uri, 3, {"text": GOOD})) == []


def test_only_the_last_of_many_keys_counts(served, uri):
    served.open(uri, GOOD)
    for version in range(2, 30):
        served.type(uri, version, {"text": BAD + "#" * version})
    assert codes(served.change(uri, 30, {"text": BAD})) == ["LT101"]


def test_a_form_feed_ends_no_row(served, uri):
    text = BAD.replace("\n\n\n", '\n\nMARK = "\\x0c\\u2028"  # \x0c\u2028\x1c\n')
    assert codes(served.open(uri, text)) == ["LT101"]
    row = text.split("\n").index(CLIP.rstrip("\n"))
    (found,) = served.change(uri, 2, change_of(row, 8, 8, "x = "))
    assert found["range"]["start"] == {"line": row, "character": 12}


def test_a_file_that_cannot_be_parsed(served, uri):
    (found,) = served.open(uri, BAD + "def broken(:\n")
    assert found["message"].startswith("cannot be parsed: ")
    assert (found["severity"], found["range"]["start"]["line"]) == (1, 13)
    assert served.actions(uri, found["range"]) == []
    assert codes(served.change(uri, 2, {"text": BAD})) == ["LT101"]


def test_a_comment_that_silences_nothing(served, uri):
    (found,) = served.open(uri, "x = 1  # lintrain: ignore[clip-after-stop]\n")
    assert found["message"].endswith("unknown rule `clip-after-stop`. Did you mean `clip-after-step`?")
    assert (found["severity"], found["tags"]) == (2, [1])


def test_a_closed_file_has_no_diagnostics(served, uri):
    assert served.open(uri, BAD)
    served.tell("textDocument/didClose", textDocument={"uri": uri})
    served.until(lambda: served.diagnostics[uri] == [])


def test_an_untitled_file(served):
    assert codes(served.open("untitled:Untitled-1", BAD)) == ["LT101"]
    assert codes(served.open("untitled:Untitled-2", GOOD)) == []
    assert codes(served.change("untitled:Untitled-1", 2, {"text": BAD + "\n"})) == ["LT101"]


def test_other_languages_are_passed_over(served, tmp_path, uri):
    other = (tmp_path / "train.cpp").as_uri()
    item = {"uri": other, "languageId": "cpp", "version": 1, "text": BAD}
    served.tell("textDocument/didOpen", textDocument=item)
    served.tell("textDocument/didChange", textDocument={"uri": other, "version": 2}, contentChanges=[])
    served.open(uri, BAD)
    assert other not in served.diagnostics
    assert (
        served.ask("textDocument/hover", textDocument={"uri": other}, position={"line": 0, "character": 0})
        is None
    )


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 17 + 10), ("utf-16", 17 + 5), ("utf-32", 17 + 3)])
def test_columns_are_counted_as_agreed(tmp_path, encoding, start):
    editor = Editor(tmp_path, "--isolated", encoding=encoding)
    assert editor.capabilities["positionEncoding"] == encoding
    uri = (tmp_path / "train.py").as_uri()
    (found,) = editor.open(uri, ASTRAL)
    assert found["range"]["start"] == {"line": 12, "character": start + 2}
    (found,) = editor.change(uri, 2, change_of(12, start, start + 2, ";;  "))
    assert found["message"].startswith("cannot be parsed")
    assert codes(editor.change(uri, 3, change_of(12, start, start + 4, "; "))) == ["LT101"]
    ignore = next(a for a in editor.actions(uri, change_of(12, start + 5, start + 5, "")["range"]))
    text = edited(ASTRAL.replace("), torch.nn.u", "); torch.nn.u"), ignore["edit"]["changes"][uri], encoding)
    assert editor.change(uri, 4, {"text": text}) == []
    assert editor.close() == (0, "")


# Actions


def test_the_fix_of_a_finding(served, uri):
    (found,) = served.open(uri, BAD)
    fix, ignore, every = served.actions(uri, found["range"])
    assert (fix["title"], fix["kind"], fix["isPreferred"]) == ("Clip before the step", "quickfix", True)
    assert fix["diagnostics"] == [found]
    assert edited(BAD, fix["edit"]["changes"][uri]) == GOOD
    assert (ignore["title"], ignore["kind"]) == ("Ignore clip-after-step on this line", "quickfix")
    silenced = edited(BAD, ignore["edit"]["changes"][uri])
    assert silenced == BAD.rstrip("\n") + "  # lintrain: ignore[clip-after-step]\n"
    assert served.change(uri, 2, {"text": silenced}) == []
    assert every["kind"] == "source.fixAll.lintrain"


def test_no_action_elsewhere(served, uri):
    served.open(uri, BAD)
    here = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
    assert served.actions(uri, here, "quickfix") == []


def test_an_unsafe_fix_says_so(served, uri):
    text = (Path(__file__).parent / "cases/accumulate-without-steps/bad_attribute.py").read_text("utf-8")
    (found,) = served.open(uri, text)
    fix = served.actions(uri, found["range"], "quickfix")[0]
    assert fix["title"].endswith(" (unsafe)")
    assert fix["isPreferred"] is False
    assert served.actions(uri, found["range"], "source.fixAll") == []


def test_fix_all_applies_every_safe_fix(served, uri):
    second = BAD.partition("def train")[2].replace("(loader)", "second(loader)")
    text = f"{BAD}\n\ndef train_{second}"
    assert codes(served.open(uri, text)) == ["LT101", "LT101"]
    everywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    (every,) = served.actions(uri, everywhere, "source.fixAll.lintrain")
    assert every["title"] == "Apply 2 safe fixes of lintrain"
    assert served.actions(uri, everywhere, "source.fixAll") == [every]
    assert served.actions(uri, everywhere, "source.organizeImports") == []
    fixed = edited(text, every["edit"]["changes"][uri])
    assert fixed == text.replace(STEP + CLIP, CLIP + STEP)
    assert served.change(uri, 2, {"text": fixed}) == []
    assert served.actions(uri, everywhere, "source.fixAll") == []


def test_a_second_rule_joins_the_list(served, uri):
    text = BAD.replace(CLIP, CLIP.rstrip("\n") + "  # lintrain: ignore[missing-eval]\n")
    (found,) = served.open(uri, text)
    ignore = next(
        a for a in served.actions(uri, found["range"], "quickfix") if a["title"].startswith("Ignore")
    )
    assert "# lintrain: ignore[missing-eval, clip-after-step]\n" in edited(
        text, ignore["edit"]["changes"][uri]
    )


# Manuals


def test_the_manual_over_a_finding(served, uri):
    served.open(uri, BAD)
    manual = served.hover(uri, 12, 20)
    assert manual is not None
    assert manual["contents"]["kind"] == "markdown"
    assert manual["contents"]["value"].startswith("# clip-after-step (LT101)\n")
    assert marked(BAD, manual["range"]) == CLIP.strip()
    assert served.hover(uri, 0, 3) is None


@pytest.mark.parametrize(
    "comment", ["# lintrain: ignore[missing-eval, clip-after-step]", "# noqa: E501, LT101"]
)
def test_the_manual_over_a_comment(served, uri, comment):
    text = f"x = 1  {comment}\n"
    served.open(uri, text)
    manual = served.hover(uri, 0, len(text) - 4)
    assert manual is not None
    assert manual["contents"]["value"].startswith("# clip-after-step (LT101)\n")
    assert served.hover(uri, 0, 0) is None


# Several files


def test_what_is_not_saved_counts_for_those_who_import_it(tmp_path):
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "user.py").write_text(USER)
    model, user = ((tmp_path / name).as_uri() for name in ("model.py", "user.py"))
    editor = Editor(tmp_path, "--isolated")
    (found,) = editor.open(user, USER)
    assert found["code"] == "LT401"
    assert {each["location"]["uri"] for each in found["relatedInformation"]} >= {model}
    editor.open(model, MODEL)
    assert editor.change(model, 2, {"text": LOGITS}) == []
    editor.until(lambda: editor.diagnostics[user] == [])
    assert (tmp_path / "model.py").read_text() == MODEL
    editor.tell("textDocument/didClose", textDocument={"uri": model})  # what is on the disk counts again
    editor.until(lambda: codes(editor.diagnostics[user]) == ["LT401"])
    (tmp_path / "model.py").write_text(LOGITS)
    changed = [{"uri": model, "type": 2}]
    editor.tell("workspace/didChangeWatchedFiles", changes=changed)
    editor.until(lambda: editor.diagnostics[user] == [])
    assert editor.close() == (0, "")


# Configuration


def test_the_configuration_is_read_again(tmp_path):
    configuration = tmp_path / "pyproject.toml"
    configuration.write_text('[tool.lintrain]\nignore = ["LT101"]\n')
    editor = Editor(tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    assert editor.open(uri, BAD) == []
    watched = next(m["params"]["registrations"][0] for m in editor.messages if "registrations" in str(m))
    assert watched["method"] == "workspace/didChangeWatchedFiles"
    changed = {"changes": [{"uri": configuration.as_uri(), "type": 2}]}
    configuration.write_text("[tool.lintrain]\n")
    editor.tell("workspace/didChangeWatchedFiles", **changed)
    editor.until(lambda: codes(editor.diagnostics[uri]) == ["LT101"])
    configuration.write_text('[tool.lintrain]\nselekt = ["LT101"]\n')
    editor.tell("workspace/didChangeWatchedFiles", **changed)
    editor.until(lambda: "code" not in editor.diagnostics[uri][0])
    assert editor.diagnostics[uri][0]["message"].startswith("not checked: ")
    editor.change(uri, 2, {"text": BAD + "\n"})
    said = [m["params"]["message"] for m in editor.messages if m["method"] == "window/showMessage"]
    assert len(said) == 1
    assert "selekt" in said[0]
    assert "Did you mean `select`?" in said[0]
    configuration.write_text('[tool.lintrain]\nexclude = ["train.py"]\n')
    editor.tell("workspace/didChangeWatchedFiles", **changed)
    editor.until(lambda: editor.diagnostics[uri] == [])
    assert editor.close() == (0, "")


def test_each_folder_has_its_own_configuration(tmp_path):
    for name, text in (("a", ""), ("b", 'ignore = ["LT101"]\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lintrain.toml").write_text(text)
    editor = Editor(tmp_path / "a")
    assert codes(editor.open((tmp_path / "a/train.py").as_uri(), BAD)) == ["LT101"]
    assert codes(editor.open((tmp_path / "b/train.py").as_uri(), BAD)) == []
    assert editor.close() == (0, "")


# Notebooks


def cell(number: int, text: str) -> dict[str, Any]:
    return {
        "uri": f"vscode-notebook-cell:/n.ipynb#{number}",
        "languageId": "python",
        "version": 1,
        "text": text,
    }


def test_a_notebook(served, tmp_path):
    head, _, loop = BAD.partition("\n\ndef train")
    texts = ["%matplotlib inline\n" + head, "# Words", "def train" + loop]
    cells = [cell(number, text) for number, text in enumerate(texts)]
    kinds = [2, 1, 2]
    listed = [{"kind": kind, "document": c["uri"]} for kind, c in zip(kinds, cells, strict=True)]
    uri = (tmp_path / "n.ipynb").as_uri()
    document = {"uri": uri, "notebookType": "jupyter-notebook", "version": 1, "cells": listed}
    served.tell("notebookDocument/didOpen", notebookDocument=document, cellTextDocuments=[cells[0], cells[2]])
    first, last = cells[0]["uri"], cells[2]["uri"]
    served.until(lambda: codes(served.diagnostics.get(last, [])) == ["LT101"])
    assert served.diagnostics[first] == []
    (found,) = served.diagnostics[last]
    assert marked(texts[2], found["range"]) == CLIP.strip()
    assert {each["location"]["uri"] for each in found["relatedInformation"]} == {last}

    fix, ignore, every = served.actions(last, found["range"])
    for action in (fix, every):
        assert (
            edited(texts[2], action["edit"]["changes"][last])
            == "def train" + GOOD.partition("\n\ndef train")[2]
        )
    (saving,) = served.actions(last, found["range"], "notebook.source.fixAll")
    assert saving == every | {"kind": "notebook.source.fixAll.lintrain"}
    assert "# lintrain: ignore[clip-after-step]" in edited(texts[2], ignore["edit"]["changes"][last])
    manual = served.hover(last, found["range"]["start"]["line"], 20)
    assert manual is not None
    assert manual["contents"]["value"].startswith("# clip-after-step")

    change = {"textContent": [{"document": {"uri": last, "version": 2}, "changes": [{"text": "pass"}]}]}
    served.tell(
        "notebookDocument/didChange", notebookDocument={"uri": uri, "version": 2}, change={"cells": change}
    )
    served.until(lambda: served.diagnostics[last] == [])
    added = cell(9, texts[2])
    structure = {
        "array": {"start": 2, "deleteCount": 1, "cells": [{"kind": 2, "document": added["uri"]}]},
        "didOpen": [added],
        "didClose": [{"uri": last}],
    }
    served.tell(
        "notebookDocument/didChange",
        notebookDocument={"uri": uri, "version": 3},
        change={"cells": {"structure": structure}},
    )
    served.until(lambda: codes(served.diagnostics.get(added["uri"], [])) == ["LT101"])
    served.tell(
        "notebookDocument/didClose",
        notebookDocument={"uri": uri},
        cellTextDocuments=[{"uri": first}, {"uri": added["uri"]}],
    )
    served.until(lambda: served.diagnostics[added["uri"]] == [])


# What it must not do


def test_it_neither_imports_torch_nor_runs_what_it_checks(tmp_path):
    trap = tmp_path / "torch.py"
    trap.write_text("raise SystemExit('imported')\n")
    flag = tmp_path / "executed"
    text = BAD + f"\nopen({str(flag)!r}, 'w')\n"
    editor = Editor(tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    (found,) = editor.open(uri, text)
    editor.actions(uri, found["range"])
    maps = Path(f"/proc/{editor.process.pid}/maps")
    if maps.exists():
        assert "torch" not in maps.read_text()
    assert editor.close() == (0, "")
    assert not flag.exists()


def test_memory_does_not_grow_with_every_key(tmp_path):
    editor = Editor(tmp_path, "--isolated")
    typist = bench.Typist(editor, tmp_path, bench.program(120))
    bench.edits(editor, typist, 60)
    before = bench.memory(editor)
    bench.edits(editor, typist, 240)
    assert bench.memory(editor) - before < 25
    assert editor.close() == (0, "")


def test_the_benchmark_can_tell_slow_from_fast():
    assert bench.program().count("\n") == pytest.approx(bench.LINES, abs=10)
    begun = time.perf_counter()
    compile(bench.program(), "program", "exec")
    assert time.perf_counter() - begun < 5
    fast = bench.Measured([0.1] * 40, 0.05, [100.0] * 10, 1000)
    assert "| 95 of 100 keys (limit: 200 ms) | 100 ms |" in bench.report(fast)
    assert not fast.too_much
    assert bench.Measured([0.1] * 30 + [0.3] * 10, 0.05, [100.0] * 10, 1000).too_much
    assert bench.Measured([0.1] * 40, 0.05, [100.0] * 5 + [200.0] * 5, 1000).too_much
