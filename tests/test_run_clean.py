"""Correct training loops of many kinds: every rule is asked, those that are off included, and none speaks."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from training import batches, data, mlp, sgd, told

from lintrain.runtime import watch

cross_entropy = nn.CrossEntropyLoss()


def plain() -> None:
    """Clip, step, and a validation in evaluation mode."""
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.Dropout(0.1), nn.Linear(32, 5))
    optimizer = sgd(model)
    for _ in range(2):
        model.train()
        for x, y in batches(4):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 100.0)
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for x, y in batches(4):
                cross_entropy(model(x), y)


def accumulation() -> None:
    """Windows of four, each loss divided by four."""
    model = mlp()
    optimizer = sgd(model)
    for index, (x, y) in enumerate(batches()):
        (cross_entropy(model(x), y) / 4).backward()
        if index % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()


def accumulation_by_factor() -> None:
    """Windows of four, each loss times a quarter and times a weight."""
    model = mlp()
    optimizer = sgd(model)
    for index, (x, y) in enumerate(batches()):
        (0.25 * (0.5 * cross_entropy(model(x), y))).backward()
        if index % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()


def accumulation_of_sums() -> None:
    """Sums over the micro-batches, divided by the number of samples in the window."""
    model = mlp()
    optimizer = sgd(model)
    criterion = nn.CrossEntropyLoss(reduction="sum")
    for index, (x, y) in enumerate(batches()):
        (criterion(model(x), y) / torch.tensor(128.0)).backward()
        if index % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()


def amp() -> None:
    """Unscale, clip, step, update."""
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu")
    for x, y in batches():
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()


def amp_fused() -> None:
    """A fused optimizer unscales by itself."""
    model = mlp()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    scaler = torch.amp.GradScaler("cpu")
    for x, y in batches():
        optimizer.zero_grad()
        scaler.scale(cross_entropy(model(x), y)).backward()
        scaler.step(optimizer)
        scaler.update()


def amp_that_overflows() -> None:
    """Steps that the scaler skips because gradients are infinite."""
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 100)
    for x, y in batches():
        optimizer.zero_grad()
        scaler.scale(cross_entropy(model(x), y) * 4).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step()


def amp_disabled() -> None:
    """A scaler that does nothing."""
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    for x, y in batches():
        optimizer.zero_grad()
        scaler.scale(cross_entropy(model(x), y)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()


def gan() -> None:
    """Two optimizers, a detached and an attached pass, the discriminator cleared before its own turn."""
    generator, critic = nn.Linear(8, 20), nn.Sequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, 1))
    one, two = sgd(generator), sgd(critic)
    criterion = nn.BCEWithLogitsLoss()
    for x, _ in batches():
        two.zero_grad()
        fake = generator(torch.randn(len(x), 8))
        criterion(critic(x), torch.ones(len(x), 1)).backward()
        criterion(critic(fake.detach()), torch.zeros(len(x), 1)).backward()
        two.step()
        one.zero_grad()
        criterion(critic(fake), torch.ones(len(x), 1)).backward()
        one.step()


def lbfgs() -> None:
    """The closure clears and goes backward, several times per step."""
    model = mlp()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=3)
    for x, y in batches(4):

        def closure(x: torch.Tensor = x, y: torch.Tensor = y) -> torch.Tensor:
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)


def two_losses() -> None:
    """Two losses of one forward pass go backward one after the other."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        output = model(x)
        for loss in (cross_entropy(output, y), output.pow(2).mean()):
            loss.backward(retain_graph=True)
        optimizer.step()


def frozen() -> None:
    """The body is frozen, the head is trained."""
    model = mlp()
    model[0].requires_grad_(False)
    optimizer = torch.optim.SGD(model[2].parameters(), lr=0.05)
    for x, y in batches():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def frozen_statistics() -> None:
    """Batches of two, with batch norm in evaluation mode on purpose."""
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = sgd(model, 0.01)
    model.train()
    model[1].eval()
    for x, y in batches(12, 2):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def teacher() -> None:
    """An average of the weights follows the model, and is called without gradients."""
    model = mlp()
    average = copy.deepcopy(model).requires_grad_(False)
    optimizer = sgd(model)
    for x, y in batches():
        with torch.no_grad():
            target = average(x).softmax(1)
        output = model(x)
        loss = cross_entropy(output, y) + nn.functional.kl_div(
            output.log_softmax(1), target, reduction="batchmean"
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for mine, theirs in zip(average.parameters(), model.parameters(), strict=True):
                mine.lerp_(theirs, 0.1)


def one_cycle() -> None:
    """A schedule that is stepped with every batch."""
    model = mlp()
    optimizer = sgd(model)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps=12)
    for x, y in batches():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
        scheduler.step()


def roll_out() -> None:
    """A policy with dropout acts without gradients in training mode, then learns from what it did."""
    policy = nn.Sequential(nn.Linear(20, 32), nn.Dropout(0.1), nn.Linear(32, 5))
    optimizer = sgd(policy)
    for _ in range(4):
        states, actions = [], []
        for x, _y in batches(3):
            with torch.no_grad():
                actions.append(torch.distributions.Categorical(logits=policy(x)).sample())
            states.append(x)
        choice = torch.distributions.Categorical(logits=policy(torch.cat(states)))
        optimizer.zero_grad()
        (-choice.log_prob(torch.cat(actions)).mean()).backward()
        optimizer.step()


def roll_out_after_a_loader() -> None:
    """What was collected is learned from through a loader that is left early; then the policy acts again."""
    policy = nn.Sequential(nn.Linear(20, 32), nn.Dropout(0.1), nn.Linear(32, 5))
    optimizer = sgd(policy)
    for _ in range(3):
        with torch.no_grad():
            actions = policy(data()[0]).argmax(1)
        for index, (x, y) in enumerate(DataLoader(TensorDataset(data()[0], actions), 32)):
            optimizer.zero_grad()
            cross_entropy(policy(x), y).backward()
            optimizer.step()
            if index == 2:
                break


def teacher_with_dropout() -> None:
    """The teacher is in training mode on purpose, as in contrastive learning; a new loader in each epoch."""
    model = nn.Sequential(nn.Linear(20, 32), nn.Dropout(0.1), nn.Linear(32, 5))
    optimizer = sgd(model)
    for _ in range(2):
        for x, y in DataLoader(TensorDataset(*data()), 32):
            with torch.no_grad():
                target = model(x).softmax(1)
            output = model(x)
            distance = nn.functional.kl_div(output.log_softmax(1), target, reduction="batchmean")
            optimizer.zero_grad()
            (cross_entropy(output, y) + distance).backward()
            optimizer.step()


def zeroed_through_data() -> None:
    """Gradients are zeroed behind autograd's back."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches():
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad.data.zero_()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def cleared_by_hand() -> None:
    """``p.grad = None``."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches():
        for parameter in model.parameters():
            parameter.grad = None
        cross_entropy(model(x), y).backward()
        optimizer.step()


def penalty() -> None:
    """A gradient penalty, by ``autograd.grad`` with ``create_graph``."""
    model = nn.Sequential(nn.Linear(20, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = sgd(model)
    for x, _ in batches():
        x = x.clone().requires_grad_()
        score = model(x)
        (slope,) = torch.autograd.grad(score.sum(), x, create_graph=True)
        optimizer.zero_grad()
        (score.mean() + (slope.norm(dim=1) - 1).pow(2).mean()).backward()
        optimizer.step()


def monte_carlo() -> None:
    """Dropout is asked for during a prediction."""
    model = nn.Sequential(nn.Linear(20, 32), nn.Dropout(0.5), nn.Linear(32, 5))
    optimizer = sgd(model)
    for x, y in batches(4):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    for layer in model:
        if isinstance(layer, nn.Dropout):
            layer.train()
    with torch.no_grad():
        for x, y in batches(4):
            cross_entropy(model(x), y)


def recalibration() -> None:
    """Batch statistics are measured anew, in training mode, without a loss."""
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.Linear(32, 5))
    optimizer = sgd(model)
    x, y = data()
    loader = DataLoader(TensorDataset(x, y), 32)
    for a, b in loader:
        optimizer.zero_grad()
        cross_entropy(model(a), b).backward()
        optimizer.step()
    torch.optim.swa_utils.update_bn(DataLoader(TensorDataset(x), 32), model)


def fused_into_backward() -> None:
    """Each parameter is stepped and cleared as soon as its gradient is there."""
    model = mlp()
    optimizers = {p: torch.optim.SGD([p], lr=0.05) for p in model.parameters()}

    def apply(parameter: torch.Tensor) -> None:
        optimizers[parameter].step()
        optimizers[parameter].zero_grad()

    for parameter in model.parameters():
        parameter.register_post_accumulate_grad_hook(apply)
    for x, y in batches():
        cross_entropy(model(x), y).backward()


def silenced_scheduler() -> None:
    """A step before anything, so that the scheduler does not complain."""
    model = mlp()
    optimizer = sgd(model)
    optimizer.step()
    for x, y in batches():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def heads_in_turn() -> None:
    """All optimizers are stepped, though only one head was trained."""
    body, heads = nn.Linear(20, 8), [nn.Linear(8, 5), nn.Linear(8, 5)]
    optimizers = [sgd(body), *(sgd(head) for head in heads)]
    for index, (x, y) in enumerate(batches()):
        for optimizer in optimizers:
            optimizer.zero_grad()
        cross_entropy(heads[index % 2](body(x).relu()), y).backward()
        for optimizer in optimizers:
            optimizer.step()


def cleared_tails() -> None:
    """Each epoch holds one window and two batches more, which the next epoch clears."""
    model = mlp()
    optimizer = sgd(model)
    for _ in range(4):
        optimizer.zero_grad()
        for index, (x, y) in enumerate(batches(6)):
            (cross_entropy(model(x), y) / 4).backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()


def optimizer_for_each_epoch() -> None:
    """Adam is built anew for each epoch, whose batches it steps."""
    model = mlp()
    for _ in range(4):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for x, y in batches(3):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()


def copies_that_adapt() -> None:
    """Each task adapts a copy of the model by one step of an optimizer of its own."""
    model = mlp()
    for x, y in batches(5):
        fast = copy.deepcopy(model)
        optimizer = torch.optim.Adam(fast.parameters(), lr=1e-3)
        optimizer.zero_grad()
        cross_entropy(fast(x), y).backward()
        optimizer.step()


LOOPS: list[Callable[[], None]] = [
    plain,
    accumulation,
    accumulation_by_factor,
    accumulation_of_sums,
    amp,
    amp_fused,
    amp_that_overflows,
    amp_disabled,
    gan,
    lbfgs,
    two_losses,
    frozen,
    frozen_statistics,
    teacher,
    one_cycle,
    roll_out,
    roll_out_after_a_loader,
    teacher_with_dropout,
    zeroed_through_data,
    cleared_by_hand,
    penalty,
    monte_carlo,
    recalibration,
    fused_into_backward,
    silenced_scheduler,
    heads_in_turn,
    cleared_tails,
    optimizer_for_each_epoch,
    copies_that_adapt,
]


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.filterwarnings("ignore:Detected call of .lr_scheduler")  # steps that a scaler skips
@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_a_correct_loop_is_silent(loop: Callable[[], None]) -> None:
    with watch() as run:
        loop()
    assert run.backwards > 0
    assert told(run) == {}
