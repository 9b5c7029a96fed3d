"""``lintrain explain-file``: what it says is true, complete, and changes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import case_files
import pytest
from notebooks import LOOP, SETUP, lintrain, notebook

from lintrain.flow.explain import account, reason_of
from lintrain.flow.witness import Trail, witness
from lintrain.model.project import Project
from lintrain.model.values import Kind, Object
from lintrain.rule import static_rules
from lintrain.syntax.tree import parse

CASES = sorted(case_files.CASES.glob("*/*.py"))

HELPERS = """\
def accuracy(scores, wanted):
    return (scores == wanted).mean()


def finish(opt, loss):
    loss.backward()
    opt.step()
"""

TRAIN = """\
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import Adam

from helpers import accuracy, finish
from sharding import shard


def logged(function):
    return lambda *args: function(*args)


@logged
def tune(model, opt, loss):
    loss.backward()
    clip_grad_norm_(model.parameters(), 1.0)


def batches(loader, opt):
    for batch in loader:
        yield batch
        opt.zero_grad()


def train(loader):
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.1))
    opt = Adam(model.parameters())
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        finish(opt, loss)
        shard(opt)
        clip_grad_norm_(model.parameters(), 1.0)


def careful(loader, G, D):
    opt_g, opt_d = Adam(G.parameters()), Adam(D.parameters())
    for x in loader:
        opt_d.zero_grad()
        opt_g.zero_grad()
        game(x).backward()
        tune(D, opt_d, D(x))
        opt_d.step()


def stream(loader, model, opt):
    for x in batches(loader, opt):
        model(x).backward()
        opt.step()
"""

TOLD = """\
train.py: nothing was found

Rules
  LT101 clip-after-step              silent: asked at 2 clips; nearest at 33:9, the state is not
                                     known (unknown, after a step since 32:9)
  LT103 missing-zero-grad            silent: asked at 3 steps; nearest at 43:9, the state is right
                                     (pending, after a step)
  LT301 unscaled-accumulation-loss   not asked: 3 steps met, in no state that it is about (pending
                                     or pending, after a step)
  LT201 clip-without-unscale         not asked: neither the file nor what it imports says `scale`,
                                     nor `Scaler` or `scaler`
  LT401 softmax-before-cross-entropy not asked: neither the file nor what it imports says `oftmax`
  LT501 weight-decay-on-norm         not asked: neither the file nor what it imports says
                                     `weight_decay` or `AdamW`, nor `Norm` or `Transformer` or
                                     `torchvision` or `timm` or the like
  LT601 missing-eval                 not asked: neither the file nor what it imports says `no_grad`
                                     or `inference_mode` or `set_grad_enabled` or `val` or the like

Not understood, and therefore silenced
  32:9  in train: given to `shard`, which cannot be seen into; not known any more: gradients of
        `opt`

Functions
  <module> run
  logged (10:1) called by <module>
  logged.<lambda> (11:12) called by careful
  tune (15:1) called by logged.<lambda> < careful
  batches (20:1) called by stream
  train (26:1) run by itself
  careful (36:1) run by itself
  stream (46:1) run by itself
  finish (helpers.py:5:1) called by train

Imports
  followed into: helpers.py
  not found: sharding.shard

tune (15:1)
  model  model     by use: `parameters` on it; its layers are not known
  called by logged.<lambda> < careful at 11:26
  16:5  backward `loss`; opt_d: pending | pending, after a step
  17:5  clip `model`; opt_d: pending | pending, after a step
           clip-after-step: silent, both states are right

batches (20:1)
  opt  optimizer by use: `zero_grad` and `step` on it; whose parameters it has is not known
  called by stream at 47:14
  23:9  zero_grad `opt`: spent -> clear, after a step

train (26:1)
  model  model     built by torch.nn.Sequential at 27:13; has Dropout
  opt    optimizer built by torch.optim.Adam at 28:11; has the parameters of `model`
  28:11  optimizer built `opt` (Adam)
  30:16  loss `cross_entropy` (cross_entropy)
  30:44  forward `model`: train mode | train mode, trained
  32:9   ?  given to `shard`, which cannot be seen into; not known any more: gradients of `opt`
  33:9   clip `model`; opt: unknown, after a step
            clip-after-step: silent, the state is not known

careful (36:1)
  G      model     by use: `parameters` on it; its layers are not known
  D      model     by use: `parameters` on it; its layers are not known
  opt_d  optimizer built by torch.optim.Adam at 37:42; has the parameters of `D`
  opt_g  optimizer built by torch.optim.Adam at 37:20; has the parameters of `G`
  37:20  optimizer built `Adam` (Adam)
  37:42  optimizer built `Adam` (Adam)
  39:9   zero_grad `Adam`; opt_d: clear | spent -> clear | clear, after a step
  40:9   zero_grad `Adam`; opt_g: clear | pending -> clear
  42:24  forward `D`: mode unknown | mode unknown, trained
  43:9   step `opt_d`: pending | pending, after a step -> spent
            missing-zero-grad: silent, the state is right

stream (46:1)
  opt  optimizer by use: `zero_grad` and `step` on it; whose parameters it has is not known
  48:9  forward `model`: mode unknown | mode unknown, trained
  48:9  backward `model(x)`; opt: unknown | clear, after a step -> pending | pending, after a step
  49:9  step `opt`: pending | pending, after a step -> spent
           missing-zero-grad: silent, the state is right

finish (helpers.py:5:1)
  opt  optimizer built by torch.optim.Adam at train.py:28:11; has the parameters of `model`
  called by train at train.py:31:9
  6:5  backward `loss` (mean over the batch); opt: clear | unknown, after a step -> pending |
          pending, after a step
  7:5  step `opt`: pending | pending, after a step -> spent
          missing-zero-grad: silent, the state is right
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "helpers.py").write_text(HELPERS)
    return tmp_path


def told(folder: Path, name: str, *arguments: str) -> tuple[int, str, str]:
    """Explain a file to somebody who asks for a few rules alone."""
    selected = f"--select={','.join(case_files.CORE)}"
    return lintrain("explain-file", "--isolated", selected, *arguments, name, cwd=folder)


def as_json(folder: Path, name: str) -> dict[str, object]:
    exit_code, out, err = told(folder, name, "--output-format=json")
    assert (exit_code, err) == (0, "")
    return json.loads(out)


# What is said


def test_a_file_that_is_understood_but_for_one_call(project):
    exit_code, out, err = told(project, "train.py")
    head, _, rest = out.partition("  not selected here: ")
    assert (exit_code, head + "\n" + rest.partition("\n\n")[2], err) == (0, TOLD, "")
    left = rest.partition("\n\n")[0].replace("\n", " ").split()
    assert {name.strip(",") for name in left} == {rule.name for rule in static_rules()} - {*case_files.CORE}


def test_a_finding_is_violated_where_it_stands(tmp_path):
    (tmp_path / "a.py").write_text(
        "def train(net, opt, data):\n    for x in data:\n        net(x).backward()\n        opt.step()\n"
    )
    exit_code, out, _ = told(tmp_path, "a.py")
    assert exit_code == 0
    assert out.startswith("a.py: 1 finding\n\nRules\n  LT103 missing-zero-grad            found: 1 finding\n")
    assert "pending, not cleared since a step -> spent\n          missing-zero-grad: violated\n" in out


def test_a_finding_that_a_comment_silences(tmp_path):
    (tmp_path / "a.py").write_text(
        "def train(net, opt, data):\n"
        "    for x in data:\n"
        "        net(x).backward()  # noqa: LT103\n"
        "        opt.step()\n"
    )
    exit_code, out, _ = told(tmp_path, "a.py")
    assert exit_code == 0
    assert out.startswith("a.py: nothing was found (1 silenced by comments)\n")
    assert "LT103 missing-zero-grad            silent: 1 finding, silenced by comments\n" in out


def test_a_file_with_nothing_to_say(tmp_path):
    (tmp_path / "a.py").write_text("import os\n\n\ndef f():\n    return os.name\n")
    exit_code, out, err = told(tmp_path, "a.py")
    assert (exit_code, err) == (0, "")
    assert out.startswith("a.py: nothing was found\n")
    assert "LT103 missing-zero-grad            not asked: neither the file nor what it imports says" in out
    assert "Not understood" not in out


def test_rules_that_the_configuration_leaves_out(tmp_path):
    (tmp_path / "lintrain.toml").write_text('ignore = ["LT103"]\n')
    (tmp_path / "a.py").write_text("loss.backward()\nopt.step()\n")
    _, out, _ = lintrain("explain-file", "a.py", cwd=tmp_path)
    assert re.search(r"\n  not selected here: [^:]*\bmissing-zero-grad\b", out)
    assert "LT103" not in out


def test_the_words_of_the_user_are_heeded(tmp_path):
    (tmp_path / "lintrain.toml").write_text('[events]\n"game.Player.learn" = ["backward", "step"]\n')
    (tmp_path / "a.py").write_text("from game import Player\nPlayer().learn(1)\n")
    _, out, _ = lintrain("explain-file", "a.py", cwd=tmp_path)
    assert "LT103 missing-zero-grad            not asked: no step was met\n" in out
    _, out, _ = told(tmp_path, "a.py")
    assert "LT103 missing-zero-grad            not asked: neither the file nor" in out


def test_a_statement_that_is_not_understood_is_quoted(tmp_path):
    (tmp_path / "a.py").write_text(
        "from torch import nn\n"
        "def train(data, prepare):\n"
        "    net = nn.Sequential(nn.Linear(2, 2))\n"
        "    net.apply(prepare)\n"
        "    net(data).backward()\n"
    )
    doubts = as_json(tmp_path, "a.py")["doubts"]
    assert doubts == [
        {
            "at": {"path": "a.py", "cell": None, "row": 4, "column": 5},
            "kind": "lost",
            "text": "what `net.apply(prepare)` does is not known",
            "lost": ["mode of `net`"],
            "function": "train",
        }
    ]


@pytest.mark.parametrize(("count", "merged"), [(2, False), (9, True)])
def test_too_many_states_are_told(tmp_path, count, merged):
    flags = "".join(f"    if flags.a{i}:\n        opts.o{i}.zero_grad()\n" for i in range(count))
    uses = "".join(f"    if flags.a{i}:\n        opts.o{i}.step()\n" for i in range(count))
    (tmp_path / "a.py").write_text(f"def train(flags, opts, loss):\n{flags}    loss.backward()\n{uses}")
    doubts = as_json(tmp_path, "a.py")["doubts"]
    assert ("merged" in {doubt["kind"] for doubt in doubts}) is merged


def test_places_in_a_notebook_are_told_by_cell(tmp_path):
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, LOOP))
    exit_code, out, err = told(tmp_path, "a.ipynb")
    assert (exit_code, err) == (0, "")
    assert "  cell 2:" in out


# JSON


def test_json(project):
    explained = as_json(project, "train.py")
    assert list(explained) == [
        "path", "findings", "problems", "suppressed", "rules", "doubts", "files", "functions",
    ]  # fmt: skip
    assert explained["files"] == {
        "followed": ["helpers.py"],
        "passed_over": [],
        "unresolved": ["sharding.shard"],
    }
    rules = {rule["code"]: rule for rule in explained["rules"]}
    assert rules["LT101"]["status"] == "silent"
    assert rules["LT401"]["missing"] == [["oftmax"]]
    functions = {function["name"]: function for function in explained["functions"]}
    assert not functions["batches"]["left_out"]
    (finish,) = functions["finish"]["contexts"]
    assert finish["callers"] == ["train", "<module>"] or finish["callers"] == ["train"]
    assert finish["called_at"] == {"path": "train.py", "cell": None, "row": 31, "column": 9}
    assert [event["event"] for event in finish["events"]] == ["backward", "step"]
    assert finish["events"][1] == {
        "at": {"path": "helpers.py", "cell": None, "row": 7, "column": 5},
        "event": "step",
        "text": "opt",
        "detail": "",
        "owner": "opt",
        "before": ["pending", "pending, after a step"],
        "after": ["spent"],
        "judged": [
            {
                "rule": "missing-zero-grad",
                "states": 2,
                "concerned": 1,
                "violating": 0,
                "fine": "pending, after a step",
                "known": True,
            }
        ],
    }


def test_json_has_the_findings(tmp_path):
    (tmp_path / "a.py").write_text("for x in data:\n    net(x).backward()\n    opt.step()\n")
    (finding,) = as_json(tmp_path, "a.py")["findings"]
    assert (finding["code"], finding["location"]) == ("LT103", {"row": 2, "column": 5})


# Exit codes


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.py", "def f(:\n", "error: a.py:1:7: cannot be parsed: "),
        ("a.ipynb", "{", "error: a.ipynb:1:2: cannot be parsed: not a notebook: "),
        (
            "a.ipynb",
            notebook(SETUP, language_info={"name": "R"}),
            "error: a.ipynb: is a notebook in R, not in Python\n",
        ),
        ("b.py", None, "error: b.py: does not exist\n"),
    ],
)
def test_what_cannot_be_read(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content)
    exit_code, out, err = told(tmp_path, name)
    assert (exit_code, out) == (2, "")
    assert err.startswith(said)


def test_a_cell_that_is_no_python_is_named_and_the_rest_explained(tmp_path):
    (tmp_path / "a.ipynb").write_text(notebook(SETUP, "def f(:", LOOP))
    exit_code, out, err = told(tmp_path, "a.ipynb")
    assert exit_code == 2
    assert err.startswith("error: a.ipynb:cell 2:1:")
    assert out.startswith("a.ipynb: ")


# It changes nothing, and passes nothing over


@pytest.mark.parametrize("path", CASES, ids=case_files.name)
def test_asking_changes_nothing(path: Path) -> None:
    data = path.read_bytes()
    trail = Trail()
    facts = []
    for asked in (None, trail):
        project = Project()
        tree = parse(str(path), data)
        facts.append(witness(project.adopt(str(path), data, tree.code, len(tree.nodes)), project, asked))
    assert facts[0] == facts[1]
    met = {
        (m.event.at, type(m.event), m.views)
        for scope in account(trail).scopes
        for context in scope.contexts
        for m in context.events
        if m.asked and not m.wild
    }
    met |= {(s.views[0].event.at, type(s.views[0].event), s.views) for s in trail.concluded}
    # What somebody out of sight may do stands nowhere.
    sightings = [s for s in facts[0].sightings if s.views[0].event.at.key >= 0]
    seen = {(v.event.at, type(v.event), s.views) for s in sightings for v in s.views[:1]}
    assert seen == met


# Why an object is what it is


def test_a_reason_that_the_machine_notes_is_told():
    opt = Object("f:opt", Kind.OPTIMIZER, "opt")
    reason = SimpleNamespace(confidence=SimpleNamespace(name="CERTAIN"), text="declared as Adam", at=None)
    machine = SimpleNamespace(roles={"f:opt": SimpleNamespace(kind=Kind.OPTIMIZER, reason=reason)})
    assert reason_of(machine, opt, SimpleNamespace(), "opt") == ("certain", "declared as Adam", None)
