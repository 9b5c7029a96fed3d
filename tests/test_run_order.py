"""Mistakes in the order of a step, in mixed precision and in accumulation, made for real and seen in the run.

Each is modelled on a published one; the step is the first at which it can be known.
"""

from __future__ import annotations

import warnings
from contextlib import suppress

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel
from training import batches, everything, mlp, sgd, told

from lintrain.runtime import watch

cross_entropy = nn.CrossEntropyLoss()


def test_missing_zero_grad() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            cross_entropy(model(x), y).backward()
            optimizer.step()
    assert told(run) == {"missing-zero-grad": 1}
    (finding,) = run.findings
    assert finding.seen is not None and finding.seen.times == 11


def test_clip_after_step() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    assert told(run) == {"clip-after-step": 1}


@pytest.mark.parametrize("clear", [True, False])
def test_clip_before_backward(clear: bool) -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad(set_to_none=clear)
            loss = cross_entropy(model(x), y)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            loss.backward()
            optimizer.step()
    assert told(run) == {"clip-before-backward": 0}


def test_zero_grad_in_accumulation() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for index, (x, y) in enumerate(batches()):
            optimizer.zero_grad()
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 3:
                optimizer.step()
    assert told(run) == {"zero-grad-in-accumulation": 1}


def test_optimizer_in_loop() -> None:
    model = mlp()
    with watch() as run:
        for x, y in batches():
            optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
    assert told(run) == {"optimizer-in-loop": 2}


def test_clip_in_accumulation() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for index, (x, y) in enumerate(batches()):
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 0:
                nn.utils.clip_grad_norm_(model.parameters(), 0.01)
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
    assert told(run) == {"clip-in-accumulation": 0}


def test_clip_without_unscale() -> None:
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu")
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.float16):
                loss = cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
    assert told(run) == {"clip-without-unscale": 0}


def test_step_bypasses_scaler() -> None:
    model = mlp()
    optimizer = sgd(model, 1e-6)
    scaler = torch.amp.GradScaler("cpu")
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            scaler.scale(cross_entropy(model(x), y)).backward()
            optimizer.step()
    assert told(run)["step-bypasses-scaler"] == 0


def test_backward_without_scale() -> None:
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu")
    with watch() as run:
        for index, (x, y) in enumerate(batches()):
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            (loss if index else scaler.scale(loss)).backward()
            scaler.step(optimizer)
            scaler.update()
    assert told(run) == {"backward-without-scale": 1}


def test_unscale_in_accumulation() -> None:
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu")
    with watch() as run:
        for index, (x, y) in enumerate(batches(8)):
            scaler.scale(cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 2:
                scaler.unscale_(optimizer)
            if index % 4 == 3:
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad()
    assert told(run) == {"unscale-in-accumulation": 0}


def test_unscaled_accumulation_loss() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for index, (x, y) in enumerate(batches()):
            cross_entropy(model(x), y).backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
    assert told(run) == {"unscaled-accumulation-loss": 1}
    assert "4 mean losses" in run.findings[0].message


def test_wrong_divisor_of_the_last_window() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        count = 10
        for index, (x, y) in enumerate(batches(count)):
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 3 or index == count - 1:
                optimizer.step()
                optimizer.zero_grad()
    assert told(run) == {"wrong-accumulation-divisor": 2}


def test_mean_of_means() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for index, (x, y) in enumerate(batches()):
            y = y.clone()
            y[: 2 if index % 2 else 28] = -100
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
    assert told(run)["mean-of-means"] == 0


@pytest.mark.filterwarnings("ignore:Detected call of .lr_scheduler")  # torch sees this one, too
def test_scheduler_before_optimizer() -> None:
    model = mlp()
    optimizer = sgd(model)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            scheduler.step()
            optimizer.step()
    assert told(run) == {"scheduler-before-optimizer": 0}


def test_a_step_that_finds_no_gradients_again() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            optimizer.step()
    assert told(run) == {"step-without-backward": 1}


def test_zero_grad_before_step() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            cross_entropy(model(x), y).backward()
            optimizer.zero_grad()
            optimizer.step()
    # The first batch may be thrown away on purpose.
    assert told(run) == {"zero-grad-before-step": 1}


def test_backward_in_autocast_is_advice_that_has_to_be_asked_for() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(3):
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                cross_entropy(model(x), y).backward()
            optimizer.step()
    assert told(run)["backward-in-autocast"] == 0


# --- what is made and then left ---


def test_an_average_that_is_always_taken_before_the_step() -> None:
    model, optimizer, ema = averaged()
    with everything() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            ema.update_parameters(model)
            optimizer.step()
    assert "ema-before-step" in told(run)


def test_an_average_after_each_micro_batch_is_one_after_the_step_too() -> None:
    model, optimizer, ema = averaged()
    with everything() as run:
        for index, (x, y) in enumerate(batches()):
            (cross_entropy(model(x), y) / 2).backward()
            if index % 2:
                optimizer.step()
                optimizer.zero_grad()
            ema.update_parameters(model)
    assert "ema-before-step" not in told(run)


def averaged() -> tuple[nn.Module, torch.optim.Optimizer, AveragedModel]:
    model = mlp()
    return model, sgd(model), AveragedModel(model)


@pytest.mark.parametrize("clip", ["clip_grad_norm_", "clip_grad_value_"])
def test_a_clip_of_what_the_optimizer_has_used_up(clip: str) -> None:
    model = mlp()
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=0.05)
    with warnings.catch_warnings(), everything(steps=4) as run:
        warnings.simplefilter("ignore")  # torch warns of it, or raises
        for x, y in batches(4):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            with suppress(RuntimeError):
                getattr(nn.utils, clip)(parameters, 1.0)
            optimizer.step()
    assert "exhausted-parameters" in told(run)


def test_a_generator_for_each_clip() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_((p for p in model.parameters() if p.grad is not None), 100.0)
            optimizer.step()
    assert "exhausted-parameters" not in told(run)
    assert [m.clip_norm is not None for m in run.measurements] == [True] * 12


@pytest.mark.parametrize(
    ("steps", "by_hand", "expected"), [(None, False, True), (8, False, False), (None, True, False)]
)
def test_an_optimizer_that_never_steps(steps: int | None, by_hand: bool, expected: bool) -> None:
    model, other = mlp(), mlp()
    optimizer, idle = sgd(model), sgd(other)
    with everything(steps=steps) as run:
        for x, y in batches():
            idle.zero_grad()
            cross_entropy(other(x), y).backward()
            if by_hand:
                for p in other.parameters():
                    p.data.sub_(0.1 * p.grad)  # type: ignore[operator]  # there was a backward
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
    assert ("backward-without-step" in told(run)) is expected


def test_an_average_where_one_of_two_optimizers_has_stepped() -> None:
    model, optimizer, ema = averaged()
    head = torch.optim.SGD(list(model.parameters())[-1:], lr=0.01)
    with everything() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            ema.update_parameters(model)
            head.step()
    assert "ema-before-step" not in told(run)
