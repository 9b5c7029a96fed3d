"""What nobody takes in a run: losses, edits of gradients, schedules. The code behind the call tells."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from training import batches, everything, mlp, sgd, told

from lintrain.runtime import Run
from lintrain.runtime._patches import standing_in

cross_entropy, mean_squares = nn.CrossEntropyLoss(), nn.MSELoss()
seen: list[Any] = []


# --- losses ---


def nothing_reads_it(output: Tensor, loss: Tensor) -> None:
    penalty = mean_squares(output, torch.zeros_like(output))  # noqa: F841  # that is the mistake
    loss.backward()


def test_a_loss_that_nothing_reads() -> None:
    # In a function of its own: what pytest makes of an assertion reads all variables.
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            output = model(x)
            nothing_reads_it(output, cross_entropy(output, y))
            optimizer.step()
    assert told(run) == {"unused-loss-term": 0}
    (finding,) = run.findings
    assert finding.seen is not None and finding.seen.times == 4


def test_a_loss_in_a_line_of_its_own() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            output = model(x)
            functional.l1_loss(output, torch.zeros_like(output))
            cross_entropy(output, y).backward()
            optimizer.step()
    assert told(run) == {"unused-loss-term": 0}


def logged(output: Tensor, loss: Tensor) -> Tensor:
    penalty = mean_squares(output, torch.zeros_like(output))
    seen.append(penalty.item())
    return loss


def in_a_closure(output: Tensor, loss: Tensor) -> Tensor:
    penalty = mean_squares(output, torch.zeros_like(output))
    return (lambda: loss + penalty)()


def by_name(output: Tensor, loss: Tensor) -> Tensor:
    penalty = mean_squares(output, torch.zeros_like(output))  # read in the next line
    return loss + sum(v for k, v in locals().items() if k == "penalty")


def without_gradients(output: Tensor, loss: Tensor) -> Tensor:
    with torch.no_grad():
        mean_squares(output, torch.zeros_like(output))
    return loss


def kept_by_a_hook(output: Tensor, loss: Tensor) -> Tensor:
    criterion, held = nn.MSELoss(), []
    criterion.register_forward_hook(lambda module, args, result: held.append(result))
    criterion(output, torch.zeros_like(output))
    return loss + held[0]


class Penalised(nn.Module):
    """A criterion of the project's own, which keeps what it computes."""

    def __init__(self) -> None:
        super().__init__()
        self.value: Tensor | None = None

    def forward(self, output: Tensor) -> Tensor:
        self.value = functional.mse_loss(output, torch.zeros_like(output))
        return self.value


def kept_by_a_module(output: Tensor, loss: Tensor) -> Tensor:
    criterion = Penalised()
    criterion(output)
    assert criterion.value is not None
    return loss + criterion.value


@pytest.mark.parametrize(
    "combine", [logged, in_a_closure, by_name, without_gradients, kept_by_a_hook, kept_by_a_module]
)
def test_losses_that_somebody_may_read(combine: Any) -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            output = model(x)
            combine(output, cross_entropy(output, y)).backward()
            optimizer.step()
    assert told(run) == {}


# --- edits of gradients ---


def edited(edit: Any) -> Run:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            edit(model)
            optimizer.step()
    return run


def in_vain(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.clamp(-1, 1)


def in_vain_by_function(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            torch.nan_to_num(parameter.grad)


def in_vain_by_operator(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad / 2  # that is the mistake


@pytest.mark.parametrize(
    ("edit", "operation"),
    [(in_vain, "clamp()"), (in_vain_by_function, "torch.nan_to_num()"), (in_vain_by_operator, "/")],
)
def test_edits_in_vain(edit: Any, operation: str) -> None:
    before = {name: getattr(Tensor, name) for name in ("clamp", "nan_to_num", "__truediv__")}
    run = edited(edit)
    assert told(run) == {"discarded-gradient-edit": 0}
    (finding,) = run.findings
    assert f"`{operation}` returns: `parameter.grad` stays" in finding.message
    assert all(getattr(Tensor, name) is method for name, method in before.items())


def in_place(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad.clamp_(-1, 1)


def into_itself(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            torch.clamp(parameter.grad, -1, 1, out=parameter.grad)


def assigned(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad = parameter.grad.clamp(-1, 1)


def of_a_copy(model: nn.Module) -> None:
    for parameter in model.parameters():
        if parameter.grad is not None:
            copy = parameter.grad.clone()
            copy.mul(2)  # in vain, and no gradient


@pytest.mark.parametrize("edit", [in_place, into_itself, assigned, of_a_copy])
def test_edits_that_are_none_in_vain(edit: Any) -> None:
    assert "discarded-gradient-edit" not in told(edited(edit))


def test_nothing_is_watched_where_nobody_speaks_of_gradients() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything():
        held = dict(standing_in)
        for x, y in batches(2):
            optimizer.zero_grad()
            cross_entropy(model(x).clamp(-9, 9), y).backward()
            optimizer.step()
            assert type(Tensor.add).__name__ == "method_descriptor"
        assert standing_in == held


# --- schedules ---


def train(optimizer: torch.optim.Optimizer, model: nn.Module, scheduler: Any = None) -> None:
    for x, y in batches(6):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()


def never_stepped(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)  # noqa: F841  # that is the mistake
    train(optimizer, model)


def test_a_schedule_that_nothing_reads() -> None:
    with everything() as run:
        model = mlp()
        never_stepped(sgd(model), model)
    assert told(run) == {"scheduler-never-stepped": 1}
    (finding,) = run.findings
    assert "`StepLR` is never stepped" in finding.message


def handed_on(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    train(optimizer, model, scheduler)


def for_the_end_of_an_epoch(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    train(optimizer, model)
    seen.append(scheduler.get_last_lr())


def inside_of_another(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=2)
    both = torch.optim.lr_scheduler.SequentialLR(
        optimizer, [warm, torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)], [2]
    )
    train(optimizer, model, both)


def replaced(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    first = torch.optim.lr_scheduler.StepLR(optimizer, 2)  # noqa: F841  # another one is stepped
    second = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    train(optimizer, model, second)


class Own(torch.optim.lr_scheduler.LambdaLR):
    """A schedule of the project's own: the constructor of its base class is called for itself."""

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        super().__init__(optimizer, lambda epoch: 0.9**epoch)


def of_a_class_of_its_own(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    scheduler = Own(optimizer)
    train(optimizer, model)
    seen.append(scheduler)


@pytest.mark.parametrize(
    "program", [handed_on, for_the_end_of_an_epoch, inside_of_another, replaced, of_a_class_of_its_own]
)
def test_schedules_that_somebody_may_step(program: Any) -> None:
    with everything() as run:
        model = mlp()
        program(sgd(model), model)
    assert "scheduler-never-stepped" not in told(run)


def test_a_plateau_without_its_metric() -> None:
    with everything() as run:
        model = mlp()
        optimizer = sgd(model)
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
        with pytest.raises(TypeError, match="metrics"):
            train(optimizer, model, scheduler)
    assert told(run) == {"plateau-without-metric": 1}
