"""Fixes over several files: all of their edits or none, judged in every file that has to do with them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from notebooks import lintrain, notebook
from test_across_files import NET, TRAIN, write

from lintrain import fixer
from lintrain.applying import write_changes
from lintrain.config import Config
from lintrain.engine import Fixes, Report, check_paths, check_source
from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict, find_rule
from lintrain.source.writing import write_all
from lintrain.syntax.edit import Editor

SCORES = NET.replace("self.softmax(self.body(x))", "self.body(x)")
ONE = "softmax-before-cross-entropy"
STRANGE = "it would change model.py, which is not among the files that are fixed"
LIKELY = TRAIN.replace("CrossEntropyLoss", "NLLLoss")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"model.py": NET, "train.py": TRAIN})
    yield tmp_path
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".lintrain-")] == []


def texts() -> tuple[str, str]:
    return Path("model.py").read_text(), Path("train.py").read_text()


def repaired(*paths: str, fix: Fixes = Fixes.ALL) -> Report:
    return write_changes(check_paths(paths or ["."], Config.DEFAULT, fix=fix))


@pytest.fixture
def both(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the fix note in the script what it does to the model."""
    known = fixer.fixer_of
    first = known(find_rule(ONE))

    def twice(verdict: Verdict, editor: Editor) -> Fix:
        fix = first(verdict, editor)
        assert [edit.path for edit in fix.edits] == ["model.py"]
        return Fix(fix.title, (Edit(0, 0, "# scores now\n"), *fix.edits), Applicability.SAFE, "Both.")

    monkeypatch.setattr(fixer, "fixer_of", lambda rule: twice if rule.name == ONE else known(rule))


# What is done


def test_the_command_repairs_a_model_in_another_file(here):
    code, out, err = lintrain("fix", "--isolated", cwd=here)
    assert (code, err, texts()) == (1, "", (NET, TRAIN))
    assert "unsafe fix: Remove the activation from the model\n" in out
    assert " ::: model.py\n" in out
    assert "1 finding fixable with `--unsafe-fixes`.\n" in out
    assert lintrain("fix", "--isolated", "--unsafe-fixes", cwd=here) == (
        0,
        f"Fixed model.py: 1 LT401 {ONE}\nFound 1 finding (1 fixed, 0 remaining).\n",
        "",
    )
    assert texts() == (SCORES, TRAIN)
    assert lintrain("check", "--isolated", cwd=here)[0] == 0


def test_a_diff_shows_the_other_file(here):
    code, out, err = lintrain("fix", "--isolated", "--unsafe-fixes", "--diff", cwd=here)
    assert (code, texts()) == (1, (NET, TRAIN))
    assert out.startswith("--- model.py\n+++ model.py\n")
    assert "-        return self.softmax(self.body(x))\n+        return self.body(x)\n" in out
    assert err == f"Would fix model.py: 1 LT401 {ONE}\nFound 1 finding (1 would be fixed, 0 would remain).\n"


def test_json_names_the_file_of_an_edit(here):
    (finding,) = json.loads(lintrain("check", "--isolated", "--output-format=json", cwd=here)[1])
    fix = finding["fix"]
    assert finding["filename"] == str(here / "train.py")
    assert fix["applicability"] == "unsafe"
    assert fix["reason"].startswith("Whoever else calls this gets scores")
    (edit,) = fix["edits"]
    assert edit == {
        "content": "self.body(x)",
        "location": {"row": 11, "column": 16},
        "end_location": {"row": 11, "column": 42},
        "filename": str(here / "model.py"),
    }


def test_what_is_kept_of_the_last_run_is_the_same(here):
    first, second = (lintrain("check", "--isolated", "--output-format=json", cwd=here) for _ in "12")
    write(here, {"third.py": "import torch\n"})
    third = lintrain("check", "--isolated", "--output-format=json", cwd=here)
    assert first == second
    assert third[:2] == first[:2]  # standard error counts one file more
    assert "self.body(x)" in first[1]
    write(here, {"likely.py": LIKELY.replace("NLLLoss", "CrossEntropyLoss")})
    assert "it would" not in lintrain("check", "--isolated", cwd=here)[1]


def test_sarif_names_the_file_of_an_edit(here):
    run = json.loads(lintrain("check", "--isolated", "--output-format=sarif", cwd=here)[1])["runs"][0]
    (change,) = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"].endswith("model.py")


@pytest.mark.parametrize(
    ("said", "fixed"), [("y\n", True), ("a\n", True), ("n\n", False), ("q\n", False), ("", False)]
)
def test_one_by_one(here, said, fixed):
    done = lintrain("fix", "--isolated", "-i", "--unsafe-fixes", cwd=here, stdin=said.encode())
    assert (done[0], done[2]) == (0 if fixed else 1, "")
    assert done[1].count("Apply this fix") == 1
    assert texts() == (SCORES if fixed else NET, TRAIN)


def test_two_scripts_with_one_model_need_one_edit(here):
    write(here, {"other.py": TRAIN})
    report = repaired()
    assert [change.path for change in report.changes] == ["model.py"]
    assert (report.findings, texts()) == ([], (SCORES, TRAIN))


def test_a_notebook_with_a_model_in_another_file(here):
    Path("train.py").unlink()
    Path("train.ipynb").write_text(notebook(TRAIN))
    report = repaired()
    assert (report.findings, Path("model.py").read_text()) == ([], SCORES)
    assert Path("train.ipynb").read_text() == notebook(TRAIN)


def test_what_another_fix_changes_first(here):
    """The model's file has a mistake of its own: both are repaired, each edit where it belongs by then."""
    loop = TRAIN.partition("def train")[2].replace("Net()", "nn.Linear(4, 4)")
    own = "def train" + loop.replace("        optimizer.zero_grad()\n", "")
    write(here, {"model.py": f"import torch\n{own}\n\n{NET}".replace("import torch\n", "import torch\n\n\n")})
    before = Path("model.py").read_text()
    report = repaired()
    assert sorted(f.name for f in report.applied) == ["missing-zero-grad", ONE]
    assert report.findings == []
    head = "    for x, y in loader:\n"
    cleared = before.replace(head, f"{head}        optimizer.zero_grad()\n").replace(NET, SCORES)
    assert Path("model.py").read_text() == cleared


# All or none


def test_both_edits_are_made(both):
    assert repaired(fix=Fixes.SAFE).findings == []
    assert texts() == (SCORES, "# scores now\n" + TRAIN)


@pytest.mark.parametrize("locked", ["model.py", "train.py"])
def test_if_one_file_cannot_be_written_none_is(both, locked):
    Path(locked).chmod(0o444)
    report = repaired()
    assert texts() == (NET, TRAIN)
    assert [(p.path, p.message) for p in report.problems] == [(locked, "cannot be written: it is read-only")]
    assert [(f.path, f.name) for f in report.findings] == [("train.py", ONE)]
    assert report.changes == ()


def test_the_finding_stays_where_the_other_file_cannot_be_written(here):
    Path("model.py").chmod(0o444)
    report = repaired()
    assert [(f.path, f.name) for f in report.findings] == [("train.py", ONE)]
    assert texts() == (NET, TRAIN)


def test_what_was_written_is_put_back(here, monkeypatch):
    real, calls = os.replace, []

    def second_fails(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    (problem,) = write_all([("model.py", NET.encode(), b"1"), ("train.py", TRAIN.encode(), b"2")])
    assert (problem.path, problem.message) == ("train.py", "cannot be written: Input/output error")
    assert texts() == (NET, TRAIN)
    assert len(calls) == 3


# What is refused


def left(report: Report) -> list[tuple[str, str, object, str]]:
    return [(f.path, f.name, f.fix, f.fix_withheld) for f in report.findings]


def test_a_file_that_is_not_given_is_not_changed(here):
    for fix in (Fixes.NONE, Fixes.ALL):
        report = repaired("train.py", fix=fix)
        assert (left(report), texts()) == ([("train.py", ONE, None, STRANGE)], (NET, TRAIN))
    alone = check_source("train.py", TRAIN.encode(), Config.DEFAULT, Fixes.ALL)
    assert left(alone) == [("train.py", ONE, None, STRANGE)]


def test_what_would_go_wrong_elsewhere_is_refused(here):
    """Another script needs what the model returns as it is."""
    logs = NET.replace("Softmax", "LogSoftmax")
    write(here, {"model.py": logs, "likely.py": LIKELY})
    reason = "it would bring a new finding: LT404 in likely.py"
    for fix in (Fixes.NONE, Fixes.ALL):
        report = repaired(fix=fix)
        assert (left(report), texts()) == ([("train.py", ONE, None, reason)], (logs, TRAIN))


def test_a_model_behind_a_link_that_leads_out_is_not_changed(here, tmp_path_factory):
    away = tmp_path_factory.mktemp("away") / "model.py"
    Path("model.py").rename(away)
    Path("model.py").symlink_to(away)
    report = repaired()
    assert left(report) == [("train.py", ONE, None, STRANGE)]
    assert away.read_text() == NET


def test_what_the_configuration_makes_unfixable_stays(here):
    code, out, _ = lintrain("fix", "--isolated", "--unsafe-fixes", f"--unfixable={ONE}", cwd=here)
    assert (code, texts()) == (1, (NET, TRAIN))
    assert "no fix: the configuration makes this rule unfixable\n" in out
