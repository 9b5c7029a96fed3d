"""Correct programs that once were told something: each is silent now, and says why it is right."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset
from training import batches, data, mlp, sgd, told

from lintrain.runtime import watch

cross_entropy = nn.CrossEntropyLoss()


def normed() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.Dropout(0.1), nn.Linear(32, 5))


def loader(shuffle: bool = False) -> DataLoader[tuple[Tensor, ...]]:
    return DataLoader(TensorDataset(*data()), 32, shuffle=shuffle)


def windows(count: int = 12, size: int = 4) -> list[list[tuple[Tensor, Tensor]]]:
    given = list(batches(count))
    return [given[start : start + size] for start in range(0, count, size)]


# --- sums that are meant ---


def heads_in_a_loop() -> None:
    """The losses of two tasks are summed, each of its own head."""
    body, heads = nn.Linear(20, 16), nn.ModuleList(nn.Linear(16, 5) for _ in range(2))
    optimizer = torch.optim.Adam([*body.parameters(), *heads.parameters()], 1e-3)
    for x, y in batches():
        optimizer.zero_grad()
        for head in heads:
            cross_entropy(head(body(x).relu()), y).backward()
        optimizer.step()


class Tasks(nn.Module):
    """A body with a head for each task."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.heads = nn.Linear(20, 16), nn.ModuleDict({n: nn.Linear(16, 5) for n in ("a", "b")})

    def forward(self, x: Tensor, task: str) -> Tensor:
        head: nn.Module = self.heads[task]
        output: Tensor = head(self.body(x).relu())
        return output


def tasks_by_name() -> None:
    """The losses of two tasks are summed, and the model is told which it is."""
    model = Tasks()
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        for task in ("a", "b"):
            cross_entropy(model(x, task), y).backward()
        optimizer.step()


def domains() -> None:
    """The losses of three data sets are summed."""
    model = mlp()
    optimizer = sgd(model)
    for group in zip(*(loader() for _ in range(3)), strict=True):
        optimizer.zero_grad()
        for x, y in group:
            cross_entropy(model(x), y).backward()
        optimizer.step()


def domains_by_iterator() -> None:
    """The losses of three data sets are summed, each batch taken when it is needed."""
    model = mlp()
    optimizer = sgd(model)
    iterators = [iter(loader()) for _ in range(3)]
    for _ in range(6):
        optimizer.zero_grad()
        for iterator in iterators:
            x, y = next(iterator)
            cross_entropy(model(x), y).backward()
        optimizer.step()


def weighted_domains() -> None:
    """Two halves, each with a weight that is no divisor."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        for a, b in zip(x.chunk(2), y.chunk(2), strict=True):
            (0.1 * cross_entropy(model(a), b)).backward()
        optimizer.step()


def meta_learning() -> None:
    """The objective of MAML is a sum over tasks, each adapted by gradients of its own."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches(8):
        optimizer.zero_grad()
        for a, b in zip(x.chunk(4), y.chunk(4), strict=True):
            fast = dict(model.named_parameters())
            loss = cross_entropy(functional_call(model, fast, a), b)
            found = torch.autograd.grad(loss, list(fast.values()), create_graph=True)
            fast = {n: p - 0.1 * g for (n, p), g in zip(fast.items(), found, strict=True)}
            cross_entropy(functional_call(model, fast, a), b).backward()
        optimizer.step()


def real_and_fake() -> None:
    """A critic is trained on the sum of its losses on real and on made samples."""
    generator, critic = nn.Linear(8, 20), nn.Linear(20, 1)
    optimizer, criterion = sgd(critic), nn.BCEWithLogitsLoss()
    for x, _ in batches():
        fake = generator(torch.randn(len(x), 8)).detach()
        optimizer.zero_grad()
        for sample, label in ((x, 1.0), (fake, 0.0)):
            output = critic(sample)
            criterion(output, torch.full_like(output, label)).backward()
        optimizer.step()


def time_steps() -> None:
    """The losses of a sequence are summed, its state cut off from the past and handed on."""
    cell, head = nn.GRUCell(8, 16), nn.Linear(16, 5)
    optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()], 1e-3)
    for _ in range(6):
        optimizer.zero_grad()
        state = torch.zeros(4, 16)
        for _ in range(5):
            state = cell(torch.randn(4, 8), state.detach())
            cross_entropy(head(state), torch.randint(5, (4,))).backward()
        optimizer.step()


class Stateful(nn.Module):
    """A cell that keeps its state to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.head = nn.GRUCell(8, 16), nn.Linear(16, 5)
        self.state: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        self.state = self.cell(x, None if self.state is None else self.state.detach())
        output: Tensor = self.head(self.state)
        return output


def time_steps_of_a_stateful_model() -> None:
    """The losses of a sequence are summed, the state kept in the model."""
    model = Stateful()
    optimizer = sgd(model)
    for _ in range(6):
        optimizer.zero_grad()
        model.state = None
        for _ in range(5):
            cross_entropy(model(torch.randn(4, 8)), torch.randint(5, (4,))).backward()
        optimizer.step()


# --- means that are divided elsewhere ---


def divided_through_data() -> None:
    """The sum of gradients is divided through `.data`, which no version counts."""
    model = mlp()
    optimizer = sgd(model)
    for window in windows(24):
        optimizer.zero_grad()
        for x, y in window:
            cross_entropy(model(x), y).backward()
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter.grad.data.mul_(0.25)
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()


def divided_by_the_gradient_of_the_loss() -> None:
    """Backward begins with a quarter in place of one."""
    model = mlp()
    optimizer = sgd(model)
    for window in windows():
        optimizer.zero_grad()
        for x, y in window:
            cross_entropy(model(x), y).backward(gradient=torch.tensor(0.25))
        optimizer.step()


def divided_by_hooks() -> None:
    """Every gradient is divided on its way to its parameter."""
    model = mlp()
    optimizer = sgd(model)
    for parameter in model.parameters():
        parameter.register_hook(lambda gradient: gradient / 4)
    for window in windows():
        optimizer.zero_grad()
        for x, y in window:
            cross_entropy(model(x), y).backward()
        optimizer.step()


def divided_before_the_step() -> None:
    """A hook of the optimizer divides the gradients."""
    model = mlp()
    optimizer = sgd(model)

    def divide(*_: object) -> None:
        torch._foreach_div_([p.grad for p in model.parameters() if p.grad is not None], 4.0)

    optimizer.register_step_pre_hook(divide)
    for window in windows():
        optimizer.zero_grad()
        for x, y in window:
            cross_entropy(model(x), y).backward()
        optimizer.step()


class Accumulating(torch.optim.SGD):
    """Every fourth step is one, of the mean of four gradients."""

    asked = 0

    def step(self, closure: object = None) -> None:  # type: ignore[override]
        self.asked += 1
        if self.asked % 4 == 0:
            held = [p.grad for group in self.param_groups for p in group["params"]]
            torch._foreach_div_(held, 4.0)
            super().step()
            super().zero_grad()

    def zero_grad(self, set_to_none: bool = True) -> None:
        """The step does it."""


def accumulating_optimizer() -> None:
    """An optimizer of one's own waits for four gradients, divides them, and clears."""
    model = mlp()
    optimizer = Accumulating(model.parameters(), lr=0.05)
    for x, y in batches(16):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def shares() -> None:
    """Each part counts by its share of the batch."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches(size=30):
        optimizer.zero_grad()
        for a, b in zip(x.split(8), y.split(8), strict=True):
            (cross_entropy(model(a), b) / (len(x) / len(a))).backward()
        optimizer.step()


# --- scales ---


def unscaled_through_data() -> None:
    """Gradients are divided by the scale by hand, through `.data`."""
    model, scaler = mlp(), torch.amp.GradScaler("cpu")
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        scaler.scale(cross_entropy(model(x), y)).backward()
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter.grad.data.div_(scaler.get_scale())
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def threshold_in_units_of_the_scale() -> None:
    """Scaled gradients are clipped at a threshold that is multiplied by the same scale."""
    model, scaler = mlp(), torch.amp.GradScaler("cpu")
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        scaler.scale(cross_entropy(model(x), y)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), scaler.get_scale())
        scaler.step(optimizer)
        scaler.update()


# --- forward passes without gradients ---


def train(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    for x, y in loader():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def statistics_measured_anew() -> None:
    """A pass in training mode whose results nobody takes moves the batch statistics."""
    model = normed()
    train(model, sgd(model))
    model.train()
    with torch.no_grad():
        for x, _ in loader():
            model(x)


def the_same_batch_again() -> None:
    """What a step has gained is measured on its own batch."""
    model = normed()
    optimizer = sgd(model)
    for x, y in loader():
        optimizer.zero_grad()
        before = cross_entropy(model(x), y)
        before.backward()
        optimizer.step()
        with torch.no_grad():
            after = cross_entropy(model(x), y)
        if after > 2 * before:
            optimizer.param_groups[0]["lr"] /= 2


def line_search() -> None:
    """Steps of several lengths are tried on the batch of the gradient."""
    model = normed()
    for x, y in batches():
        model.zero_grad()
        cross_entropy(model(x), y).backward()
        held = [p.detach().clone() for p in model.parameters()]
        with torch.no_grad():
            for rate in (0.2, 0.1, 0.05):
                for parameter, old in zip(model.parameters(), held, strict=True):
                    parameter.copy_(old - rate * parameter.grad)  # type: ignore[operator]
                cross_entropy(model(x), y)


# --- others ---


def models_and_optimizers_that_come_and_go() -> None:
    """A search trains one model after the other, all from the same weights."""
    for rate in (1e-3, 1e-2, 3e-2, 5e-2):
        for kind in (torch.optim.SGD, torch.optim.RMSprop):
            model = mlp()
            train(model, kind(model.parameters(), rate / 10))


def server() -> None:
    """The gradients of a server are how far its clients have moved, and no backward has made them."""
    model = mlp()
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    for _ in range(3):
        clients = [copy.deepcopy(model) for _ in range(2)]
        for client in clients:
            train(client, sgd(client))
        optimizer.zero_grad()
        for parameter, *moved in zip(
            model.parameters(), *(client.parameters() for client in clients), strict=True
        ):
            parameter.grad = sum((parameter.detach() - each.detach()) / 2 for each in moved)  # type: ignore[assignment]
        optimizer.step()


def every_pair() -> None:
    """Each prediction is compared with each of seven levels, and the nearest counts."""
    model, levels = nn.Linear(20, 1), torch.linspace(-1, 1, 7)
    optimizer = sgd(model)
    for x, _ in batches():
        given, wanted = model(x).expand(-1, 7), levels.expand(len(x), 7)
        optimizer.zero_grad()
        functional.mse_loss(given, wanted, reduction="none").min(1).values.mean().backward()
        optimizer.step()


def quantiles() -> None:
    """Each quantile of a prediction meets each quantile of its target, as in distributional learning."""
    model = nn.Linear(20, 8)
    optimizer = sgd(model)
    for x, _ in batches():
        given, wanted = model(x)[:, :, None].expand(-1, -1, 8), x[:, None, :8].expand(-1, 8, -1)
        optimizer.zero_grad()
        functional.smooth_l1_loss(given, wanted, reduction="none").mean().backward()
        optimizer.step()


PROGRAMS: list[Callable[[], None]] = [
    *(heads_in_a_loop, tasks_by_name, domains, domains_by_iterator, weighted_domains, meta_learning),
    *(real_and_fake, time_steps, time_steps_of_a_stateful_model),
    *(divided_through_data, divided_by_the_gradient_of_the_loss, divided_by_hooks, divided_before_the_step),
    *(accumulating_optimizer, shares, unscaled_through_data, threshold_in_units_of_the_scale),
    *(statistics_measured_anew, the_same_batch_again, line_search),
    *(models_and_optimizers_that_come_and_go, server, every_pair, quantiles),
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_legitimate_program_is_silent(program: Callable[[], None]) -> None:
    torch.manual_seed(0)
    with watch() as run:
        program()
    assert run.backwards > 0
    assert told(run) == {}
