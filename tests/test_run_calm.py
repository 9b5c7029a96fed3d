"""A training that repeats itself is recognised, and what is new in it is judged at the very step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from training import batches, mlp, sgd, told

from lintrain.events import Event
from lintrain.facts import State
from lintrain.measurements import Measured
from lintrain.runtime import Run, _judge, watch

STEPS, CHANGE = 16, 11
"""The step at which something changes is not sampled."""

cross_entropy = nn.CrossEntropyLoss()

Judging = Callable[[_judge.Judge, State | None, Event, State | None], _judge.Known]


def train(step: Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor, bool], None]) -> Run:
    """Train, and say from when on things are different."""
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for index, (x, y) in enumerate(batches(STEPS)):
            step(model, optimizer, x, y, index >= CHANGE)
    return run


def calm(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor, changed: bool) -> None:
    optimizer.zero_grad()
    cross_entropy(model(x), y).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    optimizer.step()


def uncleared(
    model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor, changed: bool
) -> None:
    if not changed:
        optimizer.zero_grad()
    cross_entropy(model(x), y).backward()
    optimizer.step()


def clipped(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor, changed: bool) -> None:
    optimizer.zero_grad()
    loss = cross_entropy(model(x), y)
    if changed:
        nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    loss.backward()
    optimizer.step()


def squashed(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor, changed: bool) -> None:
    optimizer.zero_grad()
    cross_entropy(model(x).softmax(1) if changed else model(x), y).backward()
    optimizer.step()


def twice(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor, changed: bool) -> None:
    calm(model, optimizer, x, y, changed)
    if changed:
        optimizer.step()


@pytest.mark.parametrize(
    ("step", "name", "first"),
    [
        (uncleared, "missing-zero-grad", CHANGE),
        (clipped, "clip-before-backward", CHANGE),
        (squashed, "softmax-before-cross-entropy", CHANGE),
        (twice, "step-without-backward", CHANGE + 1),
    ],
)
def test_what_is_new_is_judged_at_its_step(
    step: Callable[[nn.Module, torch.optim.Optimizer, Tensor, Tensor, bool], None], name: str, first: int
) -> None:
    assert told(train(step)) == {name: first}


def test_what_repeats_itself_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, str]] = []
    judged: Judging = _judge.Judge._judged

    def counting(
        judge: _judge.Judge, before: State | None, event: Event, after: State | None
    ) -> _judge.Known:
        if not isinstance(event, Measured):
            asked.append((judge.step, type(event).__name__))
        return judged(judge, before, event, after)

    monkeypatch.setattr(_judge.Judge, "_judged", counting)
    run = train(calm)
    assert told(run) == {}
    assert {step for step, _ in asked} == {0, 1}  # at first nothing had been used
    happened = Counter(each.event for each in run.trace)
    life = ("ZeroGrad", "Forward", "LossComputed", "Backward", "Clip", "Step", "Updated")
    assert [happened[name] for name in life] == [STEPS] * len(life)
    assert [each.step for each in run.trace if each.event == "Step"] == list(range(STEPS))


def test_a_violation_that_repeats_itself_is_counted() -> None:
    (finding,) = train(uncleared).findings
    assert finding.seen is not None and (finding.seen.step, finding.seen.times) == (CHANGE, STEPS - CHANGE)


def test_code_that_is_compiled_again_is_the_same_place() -> None:
    model = mlp()
    optimizer = sgd(model)
    scope = {"model": model, "optimizer": optimizer, "cross_entropy": cross_entropy}
    text = "optimizer.zero_grad(); cross_entropy(model(x), y).backward(); optimizer.step()"
    with watch() as run:
        for x, y in batches(6):
            exec(compile(text, "<cell>", "exec"), {**scope, "x": x, "y": y})
    assert run.steps == 6
    assert len({(each.path, each.row) for each in run.trace if each.event == "Step"}) == 1
    assert len(list(run._scene.sites)) == 5
