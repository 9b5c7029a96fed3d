"""Findings that need more than one file, from the command and from Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lintrain.applying import write_changes
from lintrain.config import Config
from lintrain.engine import check_paths, check_source
from lintrain.report import Fixes as Wish
from lintrain.report import Report
from lintrain.source.patterns import Patterns

NET = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(16, 4)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        return self.softmax(self.body(x))
"""

TRAIN = """\
import torch
from torch import nn

from model import Net


def train(loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
"""
LOSS = ("train.py", 13, "softmax-before-cross-entropy")

CLIP = """\
import torch


def limit(model):
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""

LATE = """\
import torch

from clip import limit


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x in loader:
        optimizer.zero_grad()
        model(x).sum().backward()
        optimizer.step()
        limit(model)
"""
LATE_CLIP = ("clip.py", 5, "clip-after-step")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def told(report: Report) -> list[tuple[str, int, str]]:
    return [(f.path.replace(os.sep, "/"), f.span.start.row, f.name) for f in report.findings]


def check(*paths: str, **settings: object) -> list[tuple[str, int, str]]:
    report = check_paths(paths or ["."], replace(Config.DEFAULT, **settings))
    assert not report.problems
    return told(report)


def run(*command: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lintrain", *command], cwd=cwd, input=stdin, capture_output=True, text=True
    )


# --- ways to import ---


@pytest.mark.parametrize(
    ("statement", "call", "place"),
    [
        ("from model import Net", "Net()", "model.py"),
        ("from model import Net as Network", "Network()", "model.py"),
        ("import model", "model.Net()", "model.py"),
        ("import model as m", "m.Net()", "model.py"),
        ("from model import *", "Net()", "model.py"),
        ("from lib import Net", "Net()", "lib/__init__.py"),
        ("from lib import nets", "nets.Net()", "lib/nets.py"),
        ("import lib.vision.net", "lib.vision.net.Net()", "lib/vision/net.py"),
        ("import lib.vision.net as n", "n.Net()", "lib/vision/net.py"),
        ("from lib.vision import net as n", "n.Net()", "lib/vision/net.py"),
        ("from .model import Net", "Net()", "model.py"),
        ("from . import model", "model.Net()", "model.py"),
        ("from src_only import Net", "Net()", "src/src_only.py"),
        ("from model import (\n    Net,  # the network\n)", "Net()", "model.py"),
    ],
)
def test_spellings(here, statement, call, place):
    train = TRAIN.replace("from model import Net", statement).replace("Net()", call)
    write(here, {place: NET, "train.py": train})
    row = 13 + statement.count("\n")
    assert check() == [("train.py", row, "softmax-before-cross-entropy")]


def test_imports_inside_of_the_function(here):
    train = TRAIN.replace("from model import Net\n", "").replace(
        "    net =", "    from model import Net\n    net ="
    )
    write(here, {"model.py": NET, "train.py": train})
    assert check() == [LOSS]


def test_a_missing_module_says_nothing(here):
    write(here, {"train.py": TRAIN})
    assert check() == []


@pytest.mark.parametrize(
    "last",
    [
        "from ._net import Net",
        "from ._net import *",
        "from . import _net\nNet = _net.Net",
        "import hub._net as n\nNet = n.Net",
    ],
)
def test_re_exports(here, last):
    write(
        here,
        {
            "model.py": "from hub import Net\n",
            "hub/__init__.py": last + "\n",
            "hub/_net.py": NET,
            "train.py": TRAIN,
        },
    )
    assert check() == [LOSS]


def test_a_long_chain_of_re_exports(here):
    chain = {f"m{i}.py": f"from m{i + 1} import Net\n" for i in range(30)}
    write(here, {**chain, "m30.py": NET, "model.py": "from m0 import Net\n", "train.py": TRAIN})
    assert check() == [LOSS]


@pytest.mark.parametrize(
    ("exports", "found"),
    [("", True), ('__all__ = ["Net"]', True), ('__all__ = ("Other",)', False), ("__all__ = names()", True)],
)
def test_star_imports_honour_all(here, exports, found):
    write(here, {"model.py": f"{NET}{exports}\n", "train.py": TRAIN.replace("import Net", "import *")})
    assert check() == ([LOSS] if found else [])


def test_star_imports_take_no_underscored_names(here):
    write(
        here,
        {
            "model.py": NET.replace("Net", "_Net"),
            "train.py": TRAIN.replace("Net()", "_Net()").replace("import Net", "import *"),
        },
    )
    assert check() == []
    write(here, {"train.py": TRAIN.replace("Net", "_Net")})
    assert check() == [LOSS]


def test_the_last_star_import_wins(here):
    logits = NET.replace("self.softmax(self.body(x))", "self.body(x)")
    write(
        here,
        {"model.py": "from a import *\nfrom b import *\n", "a.py": NET, "b.py": logits, "train.py": TRAIN},
    )
    assert check() == []
    write(here, {"model.py": "from b import *\nfrom a import *\n"})
    assert check() == [LOSS]


def test_circles(here):
    write(
        here,
        {
            "a.py": "from b import Net\nfrom c import nothing\n",
            "b.py": "from a import Net as Other\nfrom model import Net\n",
            "c.py": "from c import nothing\nfrom a import *\nfrom b import *\n",
            "model.py": "import train\n" + NET,
            "train.py": TRAIN.replace("from model", "from a"),
        },
    )
    assert check() == [LOSS]
    write(here, {"train.py": TRAIN.replace("from model import Net", "from c import nothing as Net")})
    assert check() == []


def test_a_star_import_of_a_module_that_is_missing(here):
    package = "try:\n    from .missing import *\nexcept ImportError:\n    pass\nfrom .net import Net\n"
    write(here, {"models/__init__.py": package, "models/net.py": NET})
    write(here, {"train.py": TRAIN.replace("from model import", "from models import")})
    assert check("train.py") == [LOSS]
    write(here, {"models/__init__.py": package.replace("from .net import Net\n", "")})
    assert check("train.py") == []


def test_a_file_that_imports_itself(here):
    write(here, {"train.py": "import train\nfrom train import *\nfrom .train import train as again\n" + CLIP})
    assert check() == []


@pytest.mark.parametrize(
    "other",
    [
        "try:\n    from a import Net\nexcept ImportError:\n    Net = None\n",
        "try:\n    from a import Net\nexcept ImportError:\n    from b import Net\n",
        "from a import Net\nNet = wrapped(Net)\n",
        "from a import Net\ndef swap(new):\n    global Net\n    Net = new\n",
    ],
)
def test_a_name_that_is_bound_twice_is_not_known(here, other):
    write(here, {"a.py": NET, "model.py": other, "train.py": TRAIN})
    assert check() == []


# --- what cannot be read ---


@pytest.mark.parametrize(
    "content",
    [
        b"class Net(:\n    softmax\n",
        b"# coding: nonsense\nsoftmax = 1\n",
        b"softmax = '\xff'\n",
        b"softmax\0",
        b"softmax(" * 3000,
    ],
)
def test_an_imported_file_that_is_no_python_is_named_only_when_it_is_checked(here, content):
    write(here, {"train.py": TRAIN})
    (here / "model.py").write_bytes(content)
    assert check("train.py") == []
    report = check_paths(["."], Config.DEFAULT)
    assert [problem.path for problem in report.problems] == ["model.py"]


def test_a_huge_file_is_not_followed(here):
    write(here, {"train.py": TRAIN, "model.py": NET + "# padding\n" * 250_000})
    assert check("train.py") == []


def test_a_pipe_is_not_opened(here):
    write(here, {"train.py": TRAIN})
    os.mkfifo(here / "model.py")
    assert check("train.py") == []


# --- classes ---


BASE = """\
class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer

    def fit(self, loader):
        for batch in loader:
            self.step(batch)

    def step(self, batch):
        self.optimizer.zero_grad()
        self.model(batch).sum().backward()
        self.optimizer.step()
"""
DERIVED = """\
import torch
from torch import nn

from base import Trainer


class MyTrainer(Trainer):
    def __init__(self):
        model = nn.Linear(4, 4)
        super().__init__(model, torch.optim.SGD(model.parameters(), lr=0.1))

    def step(self, batch):
        {zero}
        self.model(batch).sum().backward()
        self.optimizer.step()


def main(loader):
    MyTrainer().fit(loader)
"""


@pytest.mark.parametrize(("zero", "found"), [("self.optimizer.zero_grad()", False), ("print(batch)", True)])
def test_a_template_method_of_a_base_in_another_file(here, zero, found):
    write(here, {"base.py": BASE, "mine.py": DERIVED.format(zero=zero)})
    assert check() == ([("mine.py", 14, "missing-zero-grad")] if found else [])


def test_a_model_inherits_its_forward(here):
    train = TRAIN.replace("from model import Net", "import model\n\n\nclass Net(model.Net):\n    classes = 4")
    write(here, {"model.py": NET, "train.py": train})
    assert check() == [("train.py", 17, "softmax-before-cross-entropy")]
    logits = "    classes = 4\n\n    def forward(self, x):\n        return self.body(x)"
    write(here, {"train.py": train.replace("    classes = 4", logits)})
    assert check() == []


# --- where it is told ---


def test_told_once_though_two_files_use_it_wrongly(here):
    write(here, {"clip.py": CLIP, "a.py": LATE, "b.py": LATE})
    assert check() == [LATE_CLIP]
    assert check("a.py", "b.py") == [LATE_CLIP]


def test_told_though_only_the_user_is_checked(here):
    write(here, {"clip.py": CLIP, "a.py": LATE})
    assert check("a.py") == [LATE_CLIP]
    assert check("clip.py") == []


def test_nothing_is_told_in_an_excluded_file(here):
    write(here, {"clip.py": CLIP, "a.py": LATE})
    exclude = (Patterns(str(here), ("clip.py",)),)
    assert check("a.py", exclude=exclude) == []
    assert check("a.py", "clip.py", exclude=exclude) == [LATE_CLIP]


def test_the_settings_of_the_file_count_in_which_it_is_told(here):
    write(
        here,
        {
            "clip.py": CLIP,
            "a.py": LATE,
            "pyproject.toml": "[tool.lintrain.per-file-ignores]\n'clip.py' = ['LT101']\n",
        },
    )
    done = run("check", "a.py", cwd=here)
    assert (done.returncode, "clip.py" in done.stdout) == (0, False)


@pytest.mark.parametrize("paths", [["a.py"], ["."]])
@pytest.mark.parametrize("comment", ["# lintrain: ignore[clip-after-step]", "# noqa: LT101"])
def test_the_comments_of_the_file_count_in_which_it_is_told(here, paths, comment):
    write(here, {"clip.py": CLIP.replace("1.0)", f"1.0)  {comment}"), "a.py": LATE})
    report = check_paths(paths, Config.DEFAULT)
    assert (told(report), report.suppressed) == ([], 1)
    assert check(*paths, suppressions=False) == [LATE_CLIP]


def test_a_comment_where_it_is_used_says_nothing_about_the_other_file(here):
    write(
        here, {"clip.py": CLIP, "a.py": LATE.replace("limit(model)\n", "limit(model)  # lintrain: ignore\n")}
    )
    assert check() == [LATE_CLIP]


def test_outputs(here):
    write(here, {"clip.py": CLIP, "a.py": LATE})
    full = run("check", "a.py", cwd=here)
    assert full.returncode == 1
    assert "--> clip.py:5:5" in full.stdout
    assert "::: a.py:10:9" in full.stdout
    concise = run("check", "a.py", "--output-format", "concise", cwd=here)
    assert concise.stdout.startswith("clip.py:5:5: LT101")
    (finding,) = json.loads(run("check", "a.py", "--output-format", "json", cwd=here).stdout)
    assert Path(finding["filename"]) == (here / "clip.py").resolve()
    assert [Path(related["filename"]).name for related in finding["related"]] == ["a.py", "a.py"]


def test_stdin_finds_the_neighbours_of_the_file_it_stands_for(here):
    write(here, {"lib/model.py": NET, "lib/train.py": "stale = 1\n"})
    done = run(
        "check", "-", "--stdin-filename", "lib/train.py", "--output-format", "concise", cwd=here, stdin=TRAIN
    )
    assert done.stdout.startswith(os.path.join("lib", "train.py") + ":13:")
    done = run("check", "-", "--output-format", "concise", cwd=here / "lib", stdin=TRAIN)
    assert done.returncode == 0


def test_a_notebook_imports_modules(here):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": TRAIN}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write(here, {"model.py": NET, "train.ipynb": json.dumps(notebook)})
    assert check() == [("train.ipynb", 13, "softmax-before-cross-entropy")]
    cells[0]["source"] = LATE
    write(here, {"clip.py": CLIP, "train.ipynb": json.dumps(notebook)})
    assert check() == [LATE_CLIP]


def test_where_it_takes_a_change_of_a_helper_and_its_caller_nothing_is_fixed(here):
    write(here, {"clip.py": CLIP, "a.py": LATE})
    report = check_paths(["."], Config.DEFAULT, fix=Wish.ALL)
    assert report.changes == ()
    (finding,) = report.findings
    assert finding.fix is None
    assert finding.fix_withheld == "what proves it stands in several files"


def test_what_one_file_proves_is_fixed_though_it_imports(here):
    loop = LATE.replace("limit(model)", "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)")
    write(here, {"clip.py": CLIP, "a.py": loop})
    report = write_changes(check_paths(["."], Config.DEFAULT, fix=Wish.SAFE))
    assert told(report) == []
    assert len(report.applied) == 1
    assert check() == []


def test_unsaved_text_is_checked_against_the_files_on_the_disk(here):
    write(here, {"model.py": NET, "train.py": "pass\n"})
    assert told(check_source("train.py", TRAIN.encode(), Config.DEFAULT)) == [LOSS]


def test_results_do_not_depend_on_the_number_of_workers(here):
    write(here, {"model.py": NET, "clip.py": CLIP, "bad.py": "x = ( # softmax loss.backward clip_grad\n"})
    write(here, {f"train{i}.py": TRAIN for i in range(4)})
    write(here, {f"late{i}.py": LATE for i in range(4)})
    alone, two, three = (check_paths(["."], replace(Config.DEFAULT, workers=count)) for count in (1, 2, 3))
    assert len(alone.findings) == 5
    assert alone == two == three


# --- size ---


def test_a_thousand_files_in_a_ring(here):
    write(here, {f"m{i}.py": f"from m{(i + 1) % 1000} import Net\n" for i in range(1000)})
    write(here, {"train.py": TRAIN.replace("from model", "from m500")})
    assert check() == []
    write(here, {"m505.py": NET})
    assert check() == [LOSS]


def test_a_hundred_files_that_all_import_each_other(here):
    everything = "".join(f"from m{i} import f{i}\n" for i in range(100))
    write(here, {f"m{i}.py": f"{everything}def f{i}(loss):\n    loss.backward()\n" for i in range(100)})
    assert check() == []
