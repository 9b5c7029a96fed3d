"""What the passes over the data tell in a run: of schedules, of windows, of what is left at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler as schedules
from torch.utils.data import DataLoader, TensorDataset
from training import data, everything, mlp, sgd, told

from lintrain.runtime import Run

pytestmark = pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step")

cross_entropy = nn.CrossEntropyLoss()
Schedule = Any


def loader(size: int = 32) -> DataLoader[tuple[torch.Tensor, ...]]:
    x, y = data()
    return DataLoader(TensorDataset(x, y), size, shuffle=True)


def advance(scheduler: Schedule, total: int, *, often: bool, items: Any = None, accumulate: int = 1) -> Run:
    """Train for ``total`` epochs; the schedule advances with every batch, or with every epoch."""
    model = mlp()
    optimizer = sgd(model)
    given = loader() if items is None else items
    with everything() as run:
        schedule = scheduler(optimizer)
        epochs = total
        for _ in range(epochs):
            for index, (x, y) in enumerate(given):
                (cross_entropy(model(x), y) / accumulate).backward()
                if (index + 1) % accumulate == 0:
                    optimizer.step()
                    optimizer.zero_grad()
                if often:
                    schedule.step()
            if not often:
                schedule.step()
    return run


def about_schedules(run: Run) -> dict[str, int | None]:
    """Return what is told of schedules: what they do to the rate may well be told, too."""
    return {name: step for name, step in told(run).items() if name.startswith("scheduler-")}


@pytest.mark.parametrize(
    ("scheduler", "total", "often", "length"),
    [
        (lambda o: schedules.CosineAnnealingLR(o, T_max=4), 4, True, "T_max=4"),
        (lambda o: schedules.PolynomialLR(o, total_iters=4), 4, True, "total_iters=4"),
        (lambda o: schedules.ExponentialLR(o, gamma=0.1), 2, True, "gamma=0.1"),
        (lambda o: schedules.StepLR(o, step_size=1, gamma=0.1), 3, True, "step_size=1"),
        (lambda o: schedules.MultiStepLR(o, milestones=[3, 5]), 6, True, "milestones=[3, 5]"),
        (lambda o: schedules.CosineAnnealingLR(o, T_max=3 * 8), 3, False, "T_max=24"),
        (lambda o: schedules.OneCycleLR(o, 0.1, epochs=3, steps_per_epoch=8), 3, False, "total_steps=24"),
    ],
)
def test_a_schedule_in_the_wrong_loop(scheduler: Schedule, total: int, often: bool, length: str) -> None:
    run = advance(scheduler, total, often=often)
    assert about_schedules(run) == {"scheduler-wrong-interval": 4 if often else 8}
    (finding,) = (each for each in run.findings if each.name == "scheduler-wrong-interval")
    assert [length in related.message for related in finding.related] == [True]


@pytest.mark.parametrize(
    ("scheduler", "total", "often"),
    [
        (lambda o: schedules.CosineAnnealingLR(o, T_max=3 * 8), 3, True),
        (lambda o: schedules.CosineAnnealingLR(o, T_max=3), 3, False),
        (lambda o: schedules.CosineAnnealingLR(o, T_max=8), 3, True),  # one cycle for each epoch
        (lambda o: schedules.CosineAnnealingLR(o, T_max=20), 3, False),  # it could be anything
        (lambda o: schedules.OneCycleLR(o, max_lr=0.1, total_steps=24), 3, True),
        (lambda o: schedules.StepLR(o, step_size=1, gamma=0.1), 3, False),
        (lambda o: schedules.StepLR(o, step_size=8, gamma=0.1), 3, True),
        (lambda o: schedules.ExponentialLR(o, gamma=0.9), 3, True),
        (lambda o: schedules.MultiStepLR(o, milestones=[8, 16]), 3, True),
        (lambda o: schedules.LinearLR(o, total_iters=3), 3, True),  # a warm-up
        (lambda o: schedules.LambdaLR(o, lambda step: 0.5**step), 3, True),
    ],
)
def test_schedules_that_count_what_they_are_told(scheduler: Schedule, total: int, often: bool) -> None:
    assert about_schedules(advance(scheduler, total, often=often)) == {}


def test_batches_that_come_from_no_loader_are_of_unknown_number() -> None:
    x, y = data()
    batches = list(zip(x.split(32), y.split(32), strict=True))
    run = advance(lambda o: schedules.CosineAnnealingLR(o, T_max=4), 4, often=True, items=batches)
    assert about_schedules(run) == {}


def endless(given: DataLoader[tuple[torch.Tensor, ...]]) -> Iterator[Any]:
    while True:
        yield from given


@pytest.mark.parametrize("kind", ["next", "generator"])
def test_an_epoch_of_one_batch_each(kind: str) -> None:
    """Who calls its rounds epochs, and takes one batch in each, counts rounds."""
    model = mlp()
    optimizer = sgd(model)
    args = SimpleNamespace(epochs=6)
    with everything() as run:
        scheduler = schedules.CosineAnnealingLR(optimizer, T_max=args.epochs)
        source = iter(loader()) if kind == "next" else endless(loader())
        for _ in range(args.epochs):
            x, y = next(source)
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            scheduler.step()
    assert about_schedules(run) == {}


def test_a_generator_around_the_loader_is_a_loop_over_it() -> None:
    wrapped = SimpleNamespace(batches=lambda: (batch for batch in loader()))

    class Shown:
        def __iter__(self) -> Iterator[Any]:
            yield from wrapped.batches()

    run = advance(lambda o: schedules.CosineAnnealingLR(o, T_max=4), 4, often=True, items=Shown())
    assert about_schedules(run) == {"scheduler-wrong-interval": 4}


# --- accumulation ---


def test_a_schedule_over_updates_that_counts_batches() -> None:
    updates = lambda o: schedules.CosineAnnealingLR(o, T_max=3 * 8 // 4)  # noqa: E731  # as the others
    assert about_schedules(advance(updates, 3, often=True, accumulate=4)) == {"scheduler-in-accumulation": 1}


@pytest.mark.parametrize("length", [3 * 8, 5], ids=["batches", "anything"])
def test_schedules_in_an_accumulation_that_count_batches(length: int) -> None:
    def counts(optimizer: torch.optim.Optimizer) -> Schedule:
        return schedules.CosineAnnealingLR(optimizer, T_max=length)

    run = advance(counts, 3, often=True, accumulate=4)
    assert about_schedules(run) == {"scheduler-before-optimizer": 0}  # which is another mistake


# --- what is left at the end ---


def accumulated(kind: str, epochs: int = 2, size: int = 20) -> Run:
    """Train with windows of 4 over 13 batches: one batch is left at the end of each epoch."""
    model = mlp()
    optimizer = sgd(model)
    batches, rounds = loader(size), 0
    with everything() as run:
        for _ in range(epochs):
            if kind == "cleared":
                optimizer.zero_grad()
            for index, (x, y) in enumerate(batches):
                (cross_entropy(model(x), y) / 4).backward()
                rounds += 1
                number = rounds if kind == "counted on" else index + 1
                if number % 4 == 0 or (kind == "stepped" and number == len(batches)):
                    optimizer.step()
                    optimizer.zero_grad()
                if kind == "evaluated" and number == 6:
                    evaluate(model)
            if kind == "stepped behind":
                optimizer.step()
                optimizer.zero_grad()
    return run


def evaluate(model: nn.Module) -> None:
    model.eval()
    with torch.no_grad():
        for x, _ in loader():
            model(x)
    model.train()


@pytest.mark.parametrize("kind", ["cleared", "leaked"])
def test_a_tail_that_is_dropped(kind: str) -> None:
    assert told(accumulated(kind))["dropped-tail-batches"] == 3  # known at the first step of the second epoch


def test_a_tail_at_the_end_of_the_program() -> None:
    assert told(accumulated("plain", epochs=1)) == {"dropped-tail-batches": 3}


@pytest.mark.parametrize("kind", ["counted on", "stepped", "stepped behind"])
def test_tails_that_are_not_dropped(kind: str) -> None:
    epochs = 4 if kind == "counted on" else 2  # 52 batches: 13 windows
    assert "dropped-tail-batches" not in told(accumulated(kind, epochs))


def test_windows_that_fit_leave_no_tail() -> None:
    assert told(accumulated("evaluated", size=32)) == {}


@pytest.mark.parametrize("fails", [False, True])
def test_a_program_that_fails_says_nothing_of_its_tail(fails: bool) -> None:
    model = mlp()
    optimizer = sgd(model)
    runs: list[Run] = []
    with pytest.raises(ValueError, match="spoilt") if fails else nullcontext():
        one_epoch(model, optimizer, runs, fails)
    assert ("dropped-tail-batches" in told(runs[0])) is not fails


def one_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, runs: list[Run], fails: bool) -> None:
    with everything() as run:
        runs.append(run)
        for index, (x, y) in enumerate(loader(20)):
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
        if fails:
            raise ValueError("spoilt")


# --- accelerators and warm-ups ---


@pytest.mark.parametrize(
    ("given", "option", "silent"),
    [({}, 4, False), ({"gradient_accumulation_steps": 4}, 4, True), ({}, 1, True)],
    ids=["never told", "told", "a window of one is meant"],
)
def test_an_accelerator_that_accumulates(given: dict[str, int], option: int, silent: bool) -> None:
    accelerate = pytest.importorskip("accelerate")
    accelerate.state.AcceleratorState._reset_state(True)
    accelerator = accelerate.Accelerator(cpu=True, **given)
    model = mlp()
    model, optimizer = accelerator.prepare(model, sgd(model))
    gradient_accumulation_steps = option
    with everything() as run:
        for x, y in loader():
            with accelerator.accumulate(model):
                accelerator.backward(cross_entropy(model(x), y))
                optimizer.step()
                optimizer.zero_grad()
    assert ("accumulate-without-steps" in told(run)) is not silent, gradient_accumulation_steps


def encoder(depth: int, *, norm_first: bool = False) -> nn.Module:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(20, 2, 16, dropout=0.0, batch_first=True, norm_first=norm_first)
    return nn.Sequential(nn.Linear(20, 20), nn.TransformerEncoder(layer, depth), nn.Linear(20, 5))


def attend(model: nn.Module, *, warm: str = "", steps: int = 5) -> Run:
    """Train for a few steps; the rate is raised by a schedule, by hand, or not at all."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    with everything() as run:
        rising = schedules.LinearLR(optimizer, 0.1, total_iters=100) if warm == "schedule" else None
        for step, (x, y) in zip(range(steps), loader(), strict=False):
            if warm == "hand":
                optimizer.param_groups[0]["lr"] = 1e-3 * (step + 1) / 100
            optimizer.zero_grad()
            cross_entropy(model(x[:, None])[:, 0], y).backward()
            optimizer.step()
            if rising is not None:
                rising.step()
    return run


def test_a_deep_post_norm_transformer_without_a_warm_up() -> None:
    run = attend(encoder(6))
    assert told(run)["post-norm-deep-transformer"] == 3
    (finding,) = (each for each in run.findings if each.name == "post-norm-deep-transformer")
    assert finding.message.startswith("6 layers")


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize(
    ("depth", "norm_first", "warm"),
    [(6, True, ""), (5, False, ""), (6, False, "schedule"), (6, False, "hand")],
)
def test_transformers_that_need_no_warm_up_or_have_one(depth: int, norm_first: bool, warm: str) -> None:
    run = attend(encoder(depth, norm_first=norm_first), warm=warm)
    assert "post-norm-deep-transformer" not in told(run)
