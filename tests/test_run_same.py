"""Watching changes nothing: a seeded training gives the same numbers, bit for bit, with and without it."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from training import everything

STEPS, ACCUMULATED = 24, 3
Result = tuple[list[float], Tensor]
"""The loss of each batch, and at the end all weights and what comes next out of the random generator."""


def network() -> nn.Sequential:
    """Return a network with all that holds state or draws random numbers."""
    layers = nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(inplace=True), nn.Dropout(0.3), nn.Linear(16, 3)
    return nn.Sequential(*layers)


def result(losses: list[float], model: nn.Module) -> Result:
    """Return what a training leaves."""
    left = [tensor.detach().double().flatten() for tensor in model.state_dict().values()]
    return losses, torch.cat([*left, torch.rand(4).double(), torch.tensor([random.random()]).double()])


def batch() -> tuple[Tensor, Tensor]:
    """Draw a batch."""
    return torch.randn(8, 6), torch.randint(0, 3, (8,))


def plain() -> Result:
    """Dropout, momentum, clipping, a schedule, and an evaluation now and then."""
    model, losses = network(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        x, y = batch()
        loss = nn.functional.cross_entropy(model.train()(x), y, label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 5 == 0:
            with torch.no_grad():
                losses.append(nn.functional.cross_entropy(model.eval()(x), y).item())
    return result(losses, model)


def mixed() -> Result:
    """A scaler that overflows at first and then grows, autocast, and accumulation with a clip."""
    model, losses = network(), []
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, growth_interval=2)
    for index in range(STEPS * ACCUMULATED):
        x, y = batch()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = nn.functional.cross_entropy(model(x), y) / ACCUMULATED
        scaler.scale(loss).backward()
        losses.append(loss.item())
        if (index + 1) % ACCUMULATED == 0:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_value_(model.parameters(), 0.1)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
            losses.append(scaler.get_scale())
    return result(losses, model)


def closures() -> Result:
    """An optimizer that asks for the loss several times."""
    model, losses = network(), []
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=3)
    x, y = batch()

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        losses.append(loss.item())
        return loss

    for _ in range(6):
        optimizer.step(closure)
    return result(losses, model)


def loaded() -> Result:
    """A loader that shuffles, two optimizers that take turns, and attention with dropout."""
    model, losses = nn.TransformerEncoderLayer(6, 2, 12, dropout=0.2, batch_first=True), []
    judge = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
    optimizers = [torch.optim.Adam(part.parameters(), lr=0.01) for part in (model, judge)]
    rows = torch.utils.data.TensorDataset(torch.randn(40, 5, 6))
    for _ in range(3):
        for (x,) in torch.utils.data.DataLoader(rows, 8, shuffle=True):
            for part, optimizer in enumerate(optimizers):
                made = judge(model(x if random.random() < 0.9 else -x))
                loss = nn.functional.binary_cross_entropy_with_logits(made, torch.full_like(made, part))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
    return result(losses, model)


@pytest.mark.parametrize("training", [plain, mixed, closures, loaded])
def test_a_training_is_the_same_when_it_is_watched(training: Callable[[], Result]) -> None:
    told = []
    for watching in (contextlib.nullcontext(), everything(), contextlib.nullcontext()):
        torch.manual_seed(0)
        random.seed(0)
        with watching:
            told.append(training())
    (losses, left), (watched_losses, watched_left), (after_losses, after_left) = told
    assert watched_losses == losses == after_losses
    assert torch.equal(watched_left, left) and torch.equal(after_left, left)
    assert len(set(losses)) > 6  # it trains
