"""What is told of the first weights of a model: constants in a row, and scales for another activation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional, init
from torch.nn.init import kaiming_normal_, xavier_uniform_
from training import batches, everything, mlp, sgd, told

from lintrain.runtime import Run

CONSTANT, MISMATCH = "constant-weight-init", "init-activation-mismatch"


def train(model: nn.Module, prepare: Callable[[nn.Module], object], between: bool = False) -> Run:
    """Prepare a model and train it for two steps, or for one before that and one after it."""
    with everything() as run:
        if not between:
            prepare(model)
        optimizer = sgd(model)
        for x, y in batches(2):
            optimizer.zero_grad()
            functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            if between:
                prepare(model)
    return run


def linears(model: nn.Module) -> list[nn.Linear]:
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)]


def fill(model: nn.Module) -> None:
    for layer in linears(model):
        init.constant_(layer.weight, 0.1)


# --- constant-weight-init ---


class Residual(nn.Module):
    """A block whose last layer begins at zero, and so does the head behind the sum."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.inner = nn.Linear(20, 32), nn.Linear(32, 64)
        self.outer, self.head = nn.Linear(64, 32), nn.Linear(32, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        return self.head(x + self.outer(torch.relu(self.inner(x))))


class Modulated(nn.Module):
    """Scale and shift come from layers side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.scale, self.shift = nn.Linear(20, 5), nn.Linear(20, 5), nn.Linear(20, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.stem(x) * (1 + self.scale(x)) + self.shift(x)


def normed() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 5))


@pytest.mark.parametrize("build", [mlp, normed], ids=["plain", "normalised"])
def test_two_constant_layers_in_a_row(build: Callable[[], nn.Module]) -> None:
    run = train(build(), fill)
    assert told(run)[CONSTANT] == 0
    (found,) = [finding for finding in run.findings if finding.name == CONSTANT]
    assert "`Linear`" in found.message


@pytest.mark.parametrize("names", [["head"], ["outer", "head"], ["stem", "outer"]], ids=" ".join)
def test_zeros_that_a_residual_branch_begins_with(names: list[str]) -> None:
    def clear(model: nn.Module) -> None:
        for name in names:
            init.zeros_(model.get_submodule(name).weight)

    assert CONSTANT not in told(train(Residual(), clear))


def test_zeros_in_a_row_inside_of_a_residual_branch() -> None:
    def clear(model: nn.Module) -> None:
        for name in ("inner", "outer"):
            init.zeros_(model.get_submodule(name).weight)

    assert CONSTANT in told(train(Residual(), clear))


def test_parallel_heads_feed_none_of_each_other() -> None:
    def clear(model: nn.Module) -> None:
        for name in ("scale", "shift"):
            init.zeros_(model.get_submodule(name).weight)

    assert CONSTANT not in told(train(Modulated(), clear))


def test_weights_are_looked_at_once() -> None:
    assert CONSTANT not in told(train(mlp(), fill, between=True))


# --- init-activation-mismatch ---


def draw(function: Callable[..., object], **settings: object) -> Callable[[nn.Module], None]:
    def prepare(model: nn.Module) -> None:
        for layer in linears(model):
            function(layer.weight, **settings)

    return prepare


def tanh() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 32), nn.Tanh(), nn.Linear(32, 5))


def test_xavier_before_relu_under_a_name_of_its_own() -> None:
    assert told(train(mlp(), draw(xavier_uniform_)))[MISMATCH] == 0


def test_he_before_tanh() -> None:
    run = train(tanh(), draw(kaiming_normal_, mode="fan_out"))
    (found,) = [finding for finding in run.findings if finding.name == MISMATCH]
    assert "He" in found.message and "`Tanh`" in found.message


@pytest.mark.parametrize(
    ("build", "prepare"),
    [
        (mlp, draw(init.xavier_uniform_, gain=init.calculate_gain("relu"))),
        (mlp, draw(init.kaiming_uniform_)),
        (tanh, draw(init.kaiming_uniform_, nonlinearity="tanh")),
        (tanh, draw(init.kaiming_uniform_, a=5**0.5)),
        (tanh, draw(init.xavier_normal_)),
        (normed, draw(init.xavier_normal_)),
        (mlp, lambda model: None),
    ],
    ids=["gain", "he", "he for tanh", "slope", "xavier", "normalised", "as torch draws"],
)
def test_weights_that_fit(build: Callable[[], nn.Module], prepare: Callable[[nn.Module], None]) -> None:
    assert MISMATCH not in told(train(build(), prepare))


def test_weights_that_are_loaded_after_they_were_drawn() -> None:
    def prepare(model: nn.Module) -> None:
        draw(init.xavier_uniform_)(model)
        model.load_state_dict(mlp().state_dict())

    assert MISMATCH not in told(train(mlp(), prepare))


def test_the_functions_are_put_back() -> None:
    before = [init.xavier_uniform_.__code__, init.kaiming_normal_.__code__]
    train(mlp(), draw(init.xavier_uniform_))
    assert [init.xavier_uniform_.__code__, init.kaiming_normal_.__code__] == before
