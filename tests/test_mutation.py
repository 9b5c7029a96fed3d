"""Mistakes planted into loops: what is changed, and where nothing may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutation import examine, report
from planting import PLANTINGS, Mutant, mutants

from lintrain.engine import Session

LOOP = """\
import torch
from torch import nn


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
"""
WINDOW = """\
import torch
from torch import nn


def train(model, loader, window):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss = loss / window
        loss.backward()
        if (i + 1) % window == 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
"""


def planted(text: str) -> dict[str, Mutant]:
    return {mutant.rule: mutant for mutant in mutants(text)}


def removed(text: str, mutant: Mutant) -> list[str]:
    kept = mutant.text.split("\n")
    return [line.strip() for line in text.split("\n") if line not in kept]


def test_what_can_be_planted_into_a_plain_loop() -> None:
    found = planted(LOOP)
    assert set(found) == {
        "missing-zero-grad",
        "clip-after-step",
        "zero-grad-before-step",
        "clip-before-backward",
        "softmax-before-cross-entropy",
    }
    assert removed(LOOP, found["missing-zero-grad"]) == ["optimizer.zero_grad()"]
    assert found["clip-after-step"].text.rstrip().endswith("clip_grad_norm_(model.parameters(), 1.0)")
    assert "criterion(torch.softmax(output, dim=1), y)" in found["softmax-before-cross-entropy"].text


def test_what_can_be_planted_into_a_window() -> None:
    found = planted(WINDOW)
    assert {"unscaled-accumulation-loss", "zero-grad-in-accumulation", "clip-in-accumulation"} <= set(found)
    assert removed(WINDOW, found["unscaled-accumulation-loss"]) == ["loss = loss / window"]


@pytest.mark.parametrize("text", [LOOP, WINDOW], ids=["plain", "window"])
def test_each_mutant_is_caught_and_repaired(text: str) -> None:
    session = Session()
    for mutant in mutants(text):
        outcome = examine(session, Path("train.py").resolve(), text, mutant, Path.cwd())
        assert outcome is not None and outcome.caught and outcome.repaired, (mutant.rule, outcome)


@pytest.mark.parametrize(
    "text",
    [
        LOOP.replace("import torch\n", "import torch\nfrom accelerate import Accelerator\n"),
        LOOP.replace("import torch\nfrom torch import nn\n", ""),
        LOOP.replace("loss.backward()", "balance.backward(loss)"),
    ],
    ids=["a framework", "a fragment", "somebody else's backward"],
)
def test_nothing_is_planted_where_a_change_may_be_right(text: str) -> None:
    assert not planted(text)


def test_a_second_clear_makes_the_loss_of_one_harmless() -> None:
    twice = LOOP.replace("        output = ", "        model.zero_grad()\n        output = ")
    assert "missing-zero-grad" not in planted(twice)


def test_the_report_counts_by_rule() -> None:
    (mutant,) = [each for each in mutants(LOOP) if each.rule == "clip-after-step"]
    outcome = examine(Session(), Path("train.py").resolve(), LOOP, mutant, Path.cwd())
    assert outcome is not None
    assert "| LT101 clip-after-step | 1 | 1 (100%) | 1 (100%) |" in report([outcome])
    assert "| the others | 0 | - | - |" in report([outcome])
    assert set(PLANTINGS) >= {"missing-eval", "weight-decay-on-norm"}
