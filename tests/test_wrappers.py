"""``[tool.lintrain.events]``: what users say about their wrappers is followed, or refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from lintrain.config import Config, ConfigError, find_config
from lintrain.engine import check_paths
from lintrain.model.dialects import VERBS

LOOP = """\
import torch
from mylib.amp import Scaler, advance

def train(model, loader, criterion):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = Scaler()
    for x, y in loader:
        loss = criterion(model(x), y)
        scaler(loss, optimizer)
"""
EVERYTHING = '["backward", "unscale", "clip", "step", "scaler-update"]'


def findings(
    tmp_path: Path, rows: str, source: str, name: str = "train.py", workers: int = 1
) -> list[tuple[str, int]]:
    """What is found in ``source`` under these rows: names and lines."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.lintrain.events]\n{rows}\n")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(source))
    settings = Config.DEFAULT.apply(find_config([str(tmp_path)]))
    report = check_paths([str(tmp_path)], replace(settings, workers=workers))
    assert not report.problems
    return [(finding.name, finding.span.start.row) for finding in report.findings]


def refusal(tmp_path: Path, rows: str) -> str:
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.lintrain.events]\n{rows}\n")
    with pytest.raises(ConfigError) as error:
        find_config([str(tmp_path)])
    return str(error.value).replace(str(path), "FILE")


def test_a_wrapper_without_a_row_silences(tmp_path):
    assert findings(tmp_path, "", LOOP) == []


@pytest.mark.parametrize(
    "key",
    ["mylib.amp.Scaler.__call__", "amp.Scaler.__call__", "Scaler.__call__"],
)
def test_a_class_that_is_called(tmp_path, key):
    assert findings(tmp_path, f'"{key}" = {EVERYTHING}', LOOP) == [("missing-zero-grad", 9)]


@pytest.mark.parametrize(
    "key", ["mylib.Scaler.__call__", "otherlib.amp.Scaler.__call__", "mylib.amp.Scaler.step"]
)
def test_another_name_is_not_meant(tmp_path, key):
    assert findings(tmp_path, f'"{key}" = {EVERYTHING}', LOOP) == []


def test_what_clears_as_well_is_complete(tmp_path):
    assert findings(tmp_path, '"Scaler.__call__" = ["zero-grad", "backward", "step"]', LOOP) == []


def test_a_relative_import(tmp_path):
    source = LOOP.replace("from mylib.amp", "from .amp")
    rows = f'"mylib.amp.Scaler.__call__" = {EVERYTHING}'
    assert findings(tmp_path, rows, source, "mylib/train.py") == [("missing-zero-grad", 9)]


@pytest.mark.parametrize("key", ["mylib.amp.advance", "advance"])
def test_a_function(tmp_path, key):
    source = LOOP.replace("scaler(loss, optimizer)", "advance(loss, optimizer)")
    assert findings(tmp_path, f'"{key}" = ["backward", "step"]', source) == [("missing-zero-grad", 9)]


def test_a_parameter_that_nobody_can_resolve(tmp_path):
    source = """\
    import torch

    def train(model, loader, criterion, loss_scaler):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in loader:
            loss_scaler(criterion(model(x), y), optimizer)
    """
    assert findings(tmp_path, '"loss_scaler" = ["backward", "step"]', source) == [("missing-zero-grad", 6)]


def test_an_engine_steps_the_optimizer_that_it_was_built_with(tmp_path):
    source = """\
    import torch
    from mylib import Engine

    def train(model, loader, criterion):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        engine = Engine(model, optimizer)
        for x, y in loader:
            engine.backward(criterion(model(x), y))
            engine.advance()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    """
    rows = '"mylib.Engine.backward" = ["backward"]\n"mylib.Engine.advance" = ["step"]'
    assert findings(tmp_path, rows, source) == [("missing-zero-grad", 8), ("clip-after-step", 10)]


def test_where_no_optimizer_is_in_sight_nothing_is_claimed(tmp_path):
    source = """\
    import torch
    from mylib import Engine

    def train(model, loader, criterion, engine: Engine):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in loader:
            criterion(model(x), y).backward()
            optimizer.step()
            engine.advance()
    """
    assert findings(tmp_path, "", source.replace("engine.advance()", "pass")) == [("missing-zero-grad", 7)]
    assert findings(tmp_path, '"mylib.Engine.advance" = ["step"]', source) == []
    assert findings(tmp_path, '"mylib.Engine.advance" = ["scheduler-step"]', source) == [
        ("missing-zero-grad", 7)
    ]


def test_a_class_of_the_same_file_is_what_its_row_says(tmp_path):
    """The row is asked before the body: here the body hides what it does in an extension module."""
    source = """\
    import torch
    import native

    class Scaler:
        def __call__(self, loss, optimizer):
            native.run(loss, optimizer)

    def train(model, loader, criterion):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        scaler = Scaler()
        for x, y in loader:
            scaler(criterion(model(x), y), optimizer)
    """
    assert findings(tmp_path, "", source) == []
    rows = '"train.Scaler.__call__" = ["backward", "step"]'
    assert findings(tmp_path, rows, source) == [("missing-zero-grad", 12)]


def test_an_optimizer_class_of_their_own(tmp_path):
    source = """\
    from mylib import Lion

    def train(model, loader, criterion):
        optimizer = Lion(model.parameters())
        for x, y in loader:
            criterion(model(x), y).backward()
            optimizer.step()
    """
    assert findings(tmp_path, '"mylib.Lion.step" = ["step"]', source) == [("missing-zero-grad", 6)]
    cleared = source.replace("optimizer.step()", "optimizer.step(); optimizer.zero_grad()")
    assert findings(tmp_path, '"mylib.Lion.step" = ["step"]', cleared) == []


def test_gradients_that_are_averaged_elsewhere(tmp_path):
    source = """\
    import torch
    from torch.nn import functional as F
    from mylib import average, note

    def train(model, loader):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for i, (x, y) in enumerate(loader):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            if (i + 1) % 4 == 0:
                average(model)
                optimizer.step()
                optimizer.zero_grad()
    """
    assert findings(tmp_path, '"mylib.average" = ["edit-grads"]', source) == []
    assert findings(tmp_path, '"mylib.average" = ["train"]', source) == [("unscaled-accumulation-loss", 9)]


def test_modes(tmp_path):
    source = """\
    import torch
    from torch import nn
    from mylib import evaluating

    def main(train_loader, val_loader, criterion):
        model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        evaluating(model)
        with torch.no_grad():
            for x, y in val_loader:
                print((model(x).argmax(1) == y).sum().item())
    """
    assert findings(tmp_path, '"mylib.evaluating" = ["eval"]', source) == []
    assert findings(tmp_path, '"mylib.evaluating" = ["train"]', source) == [("missing-eval", 15)]


def test_a_clip_of_their_own_after_the_step(tmp_path):
    source = """\
    import torch
    from mylib import clip_all

    def train(model, loader, criterion):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
            clip_all(model)
    """
    assert findings(tmp_path, "", source) == []
    assert findings(tmp_path, '"mylib.clip_all" = ["clip"]', source) == [("clip-after-step", 10)]


def test_rows_reach_worker_processes(tmp_path):
    for number in range(3):
        (tmp_path / f"more{number}.py").write_text(LOOP)
    rows = f'"Scaler.__call__" = {EVERYTHING}'
    assert findings(tmp_path, rows, LOOP, workers=2) == [("missing-zero-grad", 9)] * 4


def test_a_file_is_read_for_the_words_of_a_row(tmp_path):
    """Neither ``backward`` nor ``step`` stands in the file: without the row nobody would parse it."""
    assert "backward" not in LOOP
    assert "step" not in LOOP
    assert findings(tmp_path, f'"Scaler.__call__" = {EVERYTHING}', LOOP) == [("missing-zero-grad", 9)]


def test_no_fix_calls_a_method_that_an_engine_may_not_have(tmp_path):
    source = """\
    import torch
    from mylib import Engine

    def train(model, loader, criterion):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        engine = Engine(optimizer)
        for x, y in loader:
            criterion(model(x), y).backward()
            engine.step()
    """
    assert findings(tmp_path, '"mylib.Engine.step" = ["step"]', source) == [("missing-zero-grad", 8)]
    settings = Config.DEFAULT.apply(find_config([str(tmp_path)]))
    [finding] = check_paths([str(tmp_path)], settings).findings
    assert finding.fix is None
    assert finding.fix_withheld == "the step does not show its optimizer"


@pytest.mark.parametrize(
    ("row", "line", "message"),
    [
        ('"a.f" = ["bakward"]', 2, '"a.f"`: `bakward` is not a verb. Did you mean `backward`?'),
        ('"a.f" = ["zero_grad"]', 2, '"a.f"`: `zero_grad` is not a verb. Did you mean `zero-grad`?'),
        ('\n"a.f" = ["step", "jump"]', 3, '"a.f"`: `jump` is not a verb (verbs: '),
        ('"a.f" = "step"', 2, '"a.f"`: not a list of verbs'),
        ('"a.f" = [1]', 2, '"a.f"`: not a list of verbs'),
        ('"a.f" = []', 2, '"a.f"`: says nothing'),
        ('"a f" = ["step"]', 2, '"a f"`: not a dotted name'),
        ('"a..f" = ["step"]', 2, '"a..f"`: not a dotted name'),
        ('"f()" = ["step"]', 2, '"f()"`: not a dotted name'),
        (
            'a.f = ["step"]',
            2,
            '"a"`: not a list of verbs. A name with dots is written in quotes: `"a.f" = [...]`',
        ),
    ],
)
def test_a_bad_row_is_refused(tmp_path, row, line, message):
    error = refusal(tmp_path, row)
    assert error.startswith(f"FILE:{line}: `tool.lintrain.events`, row `{message}")
    if "quotes" not in message and "dotted" not in message:
        assert f"(verbs: {', '.join(VERBS)})" in error


def test_every_bad_row_is_named(tmp_path):
    error = refusal(tmp_path, '"a.f" = ["stop"]\n"good.f" = ["step"]\n"b.f" = []')
    assert [line.partition(" ")[0] for line in error.splitlines()] == ["FILE:2:", "FILE:4:"]


def test_events_must_be_a_table(tmp_path):
    path = tmp_path / "lintrain.toml"
    path.write_text('events = ["step"]\n')
    with pytest.raises(ConfigError, match="`events` must be a table: the name of a wrapper"):
        find_config([str(tmp_path)])


@pytest.mark.parametrize("statement", ["from mylib import Scaler", "import mylib"])
def test_a_row_is_asked_before_the_source_of_another_file(tmp_path, statement):
    (tmp_path / "mylib").mkdir()
    (tmp_path / "mylib" / "__init__.py").write_text("from .amp import Scaler\n")
    (tmp_path / "mylib" / "amp.py").write_text(
        "import native\n\n\nclass Scaler:\n    def __call__(self, loss, optimizer):\n"
        "        native.backward_and_step(loss, optimizer)\n"
    )
    name = statement.rpartition(" ")[2]
    source = f"""\
    import torch
    {statement}

    def train(model, loader, criterion):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        scaler = {"mylib.Scaler" if name == "mylib" else name}()
        for x, y in loader:
            scaler(criterion(model(x), y), optimizer)
    """
    assert findings(tmp_path, "", source) == []
    rows = f'"mylib.Scaler.__call__" = {EVERYTHING}'
    assert findings(tmp_path, rows, source) == [("missing-zero-grad", 8)]
