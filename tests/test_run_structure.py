"""What the live program shows of its structure: layers, groups, rates, parameters without an optimizer."""

from __future__ import annotations

import copy
import importlib
import linecache
import pickle
from collections.abc import Callable

import pytest
import torch
from test_run_clean import LOOPS
from torch import Tensor, nn
from torch.nn import functional
from training import batches, everything, mlp, sgd, told

from lintrain.rule import Rule, runtime_rules
from lintrain.runtime import Run

cross_entropy = nn.CrossEntropyLoss()
MEASURED = [rule for rule in runtime_rules() if rule.code.startswith("LTR") and rule.name != "ranks-differ"]


def train(model: nn.Module, optimizer: torch.optim.Optimizer, count: int = 12, size: int = 32) -> None:
    for x, y in batches(count, size):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


def message(run: Run, name: str) -> str:
    (found,) = [finding for finding in run.findings if finding.name == name]
    return found.message


def row(run: Run, name: str) -> str:
    (found,) = [finding for finding in run.findings if finding.name == name]
    return linecache.getline(found.path, found.span.start.row).strip()


# --- weight-decay-on-norm ---


def normed(norm: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 32), norm, nn.ReLU(), nn.Linear(32, 5))


@pytest.mark.parametrize("norm", [nn.LayerNorm(32), nn.BatchNorm1d(32)], ids=["layer", "batch"])
def test_adamw_over_all_parameters_decays_norms(norm: nn.Module) -> None:
    with everything() as run:
        model = normed(norm)
        optimizer = torch.optim.AdamW(model.parameters())
        train(model, optimizer)
    assert told(run) == {"weight-decay-on-norm": 0}
    assert type(norm).__name__ in message(run, "weight-decay-on-norm")
    assert "unless told otherwise" in message(run, "weight-decay-on-norm")
    assert row(run, "weight-decay-on-norm") == "optimizer = torch.optim.AdamW(model.parameters())"


def test_a_norm_of_ones_own_in_the_wrong_group() -> None:
    class OwnNorm(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(32))

        def forward(self, x: Tensor) -> Tensor:
            return x / x.pow(2).mean(-1, keepdim=True).add(1e-6).sqrt() * self.scale

    model = normed(OwnNorm())
    with everything() as run:
        named = list(model.named_parameters())
        groups = [
            {
                "params": [p for n, p in named if "LayerNorm" not in n and "bias" not in n],
                "weight_decay": 0.1,
            },
            {"params": [p for n, p in named if "bias" in n], "weight_decay": 0.0},
        ]
        train(model, torch.optim.AdamW(groups, lr=1e-3))
    assert told(run) == {"weight-decay-on-norm": 0}
    assert "OwnNorm" in message(run, "weight-decay-on-norm") and "0.1" in message(run, "weight-decay-on-norm")


def split(model: nn.Module) -> list[dict[str, object]]:
    return [
        {"params": [p for p in model.parameters() if p.dim() > 1]},
        {"params": [p for p in model.parameters() if p.dim() <= 1], "weight_decay": 0.0},
    ]


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda model: torch.optim.AdamW(split(model), lr=1e-3),
        lambda model: torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0),
        lambda model: torch.optim.Adam(model.parameters(), lr=1e-3),
        lambda model: torch.optim.AdamW([p for p in model.parameters() if p.dim() > 1], lr=1e-3),
    ],
    ids=["split", "zero", "adam", "matrices"],
)
def test_norms_that_do_not_decay(optimizer: Callable[[nn.Module], torch.optim.Optimizer]) -> None:
    model = normed(nn.LayerNorm(32))
    with everything() as run:
        train(model, optimizer(model), count=1)
    assert told(run) == {}


def test_the_recipe_of_image_classification_is_silent() -> None:
    model = normed(nn.BatchNorm1d(32))
    with everything() as run:
        train(model, torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=1e-4))
    assert told(run) == {}


# --- parameters-not-optimized, step-without-backward ---


def test_parameters_of_one_layer_alone_are_given_to_the_optimizer() -> None:
    model = mlp()
    with everything() as run:
        train(model, sgd(model[0]))
    assert told(run) == {"parameters-not-optimized": 1}
    assert "`2.weight`" in message(run, "parameters-not-optimized")
    assert row(run, "parameters-not-optimized") == "cross_entropy(model(x), y).backward()"


def test_an_optimizer_built_before_the_model_was_copied() -> None:
    model = mlp()
    with everything() as run:
        optimizer = sgd(model)
        train(copy.deepcopy(model), optimizer)
    assert told(run) == {"parameters-not-optimized": 0}
    assert "built for another model" in message(run, "parameters-not-optimized")


def test_an_optimizer_over_what_is_frozen() -> None:
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
    for layer in (model[0], model[3]):
        layer.requires_grad_(False)
    with everything() as run:
        train(model, sgd(model[3]))
    assert told(run) == {"step-without-backward": 0}


def test_parameters_that_are_changed_by_hand() -> None:
    model = mlp()
    optimizer = sgd(model[0])
    with everything() as run:
        for x, y in batches():
            model.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            for parameter in model[2].parameters():
                assert parameter.grad is not None
                parameter.data -= 0.05 * parameter.grad
    assert told(run) == {}


def test_a_network_that_only_passes_gradients_on() -> None:
    """A perceptual loss: nobody has frozen its network, and nobody trains it."""
    model, judge = nn.Linear(20, 20), nn.Linear(20, 4)
    optimizer = sgd(model)
    with everything() as run:
        for x, _ in batches():
            optimizer.zero_grad()
            functional.mse_loss(judge(model(x)), judge(x)).backward()
            optimizer.step()
    assert told(run) == {}


# --- learning-rate-out-of-range ---


@pytest.mark.filterwarnings("ignore:Detected call of .lr_scheduler")
def test_a_schedule_that_returns_zero() -> None:
    model = mlp()
    with everything() as run:
        optimizer = sgd(model)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: epoch // 100)
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            scheduler.step()
    assert told(run) == {"learning-rate-out-of-range": 1}


def test_a_rate_that_no_adam_survives() -> None:
    model = mlp()
    with everything() as run:
        train(model, torch.optim.Adam(model.parameters(), lr=0.5), count=1)
    assert told(run)["learning-rate-out-of-range"] == 0


def test_rates_that_are_fine() -> None:
    model = mlp()
    frozen = [
        {"params": model[0].parameters(), "lr": 0.0},
        {"params": model[2].parameters(), "lr": 0.05},
    ]
    warm = sgd(mlp(), 0.0)
    with everything() as run:
        train(model, torch.optim.SGD(frozen))
        optimizer = torch.optim.SGD(model.parameters(), lr=torch.tensor(0.0))
        train(model, optimizer)
    assert warm.param_groups[0]["lr"] == 0.0
    assert told(run) == {}


# --- dropout-always-on ---


class Dropping(nn.Module):
    """A classifier with something between its layers."""

    def __init__(self, between: Callable[[nn.Module, Tensor], Tensor]) -> None:
        super().__init__()
        self.first, self.last, self.between = nn.Linear(20, 32), nn.Linear(32, 5), between

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.between(self, self.first(x)))


def attend(dropout: float) -> Callable[[nn.Module, Tensor], Tensor]:
    def between(module: nn.Module, x: Tensor) -> Tensor:
        heads = x.view(-1, 4, 1, 8)
        return functional.scaled_dot_product_attention(heads, heads, heads, dropout_p=dropout).view(-1, 32)

    return between


def evaluate(model: nn.Module) -> Run:
    with everything() as run:
        train(model, sgd(model), count=2)
        model.eval()
        with torch.no_grad():
            for x, _ in batches(2):
                model(x)
    return run


@pytest.mark.parametrize(
    ("between", "call"),
    [
        (lambda module, x: functional.dropout(x, 0.1), "dropout"),
        (lambda module, x: functional.dropout1d(x, 0.1), "dropout1d"),
        (lambda module, x: nn.Dropout(0.1)(x), "Dropout"),
        (attend(0.1), "scaled_dot_product_attention"),
    ],
    ids=["function", "channels", "built", "attention"],
)
def test_dropout_that_ignores_the_mode(between: Callable[[nn.Module, Tensor], Tensor], call: str) -> None:
    run = evaluate(Dropping(between))
    assert told(run) == {"dropout-always-on": 2}
    assert f"`{call}` drops 10% although `Dropping`" in message(run, "dropout-always-on")


@pytest.mark.parametrize(
    "between",
    [
        lambda module, x: functional.dropout(x, 0.1, module.training),
        lambda module, x: functional.dropout(x, 0.1, training=True),
        lambda module, x: functional.dropout(x, 0.0),
        lambda module, x: functional.scaled_dot_product_attention(*[x.view(-1, 4, 1, 8)] * 3).view(-1, 32),
        lambda module, x: nn.Dropout(0.1).train(module.training)(x),
    ],
    ids=["mode", "deliberate", "zero", "attention", "built"],
)
def test_dropout_that_is_meant(between: Callable[[nn.Module, Tensor], Tensor]) -> None:
    assert told(evaluate(Dropping(between))) == {}


def test_attention_layers_know_the_mode() -> None:
    layer = nn.TransformerEncoderLayer(20, 2, 32, dropout=0.1, batch_first=True)
    model = nn.Sequential(nn.Unflatten(1, (1, 20)), layer, nn.Flatten(), nn.Linear(20, 5))
    assert told(evaluate(model)) == {}


def test_functions_of_torch_stay_the_same_objects() -> None:
    before = functional.dropout, functional.dropout.__defaults__, functional.dropout.__code__
    with everything():
        assert pickle.loads(pickle.dumps(before[0])) is functional.dropout is before[0]
    assert (functional.dropout, functional.dropout.__defaults__, functional.dropout.__code__) == before


# --- small-batch-batchnorm ---


def test_two_samples_make_no_statistics() -> None:
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
    with everything() as run:
        train(model, sgd(model, 0.01), size=2)
    assert told(run)["small-batch-batchnorm"] == 0
    assert "`BatchNorm1d` takes its statistics over 2 samples" in message(run, "small-batch-batchnorm")


def test_a_small_last_batch_is_no_small_batch() -> None:
    model = normed(nn.BatchNorm1d(32))
    optimizer = sgd(model)
    with everything() as run:
        train(model, optimizer, count=1)
        train(model, optimizer, count=1, size=4)
    assert told(run) == {}


# --- saturating-deep-stack ---


def stacked(number: int, *more: nn.Module) -> nn.Sequential:
    layers = [layer for _ in range(number) for layer in (nn.Linear(20, 20), nn.Tanh(), *more)]
    return nn.Sequential(nn.Sequential(*layers), nn.Linear(20, 5))


class Gate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(20, 20), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        return x + x * self.gate(x)


def test_a_deep_stack_of_tanh() -> None:
    model = stacked(21)
    with everything() as run:
        train(model, sgd(model, 0.01), count=2)
    assert told(run)["saturating-deep-stack"] == 0
    assert "21 layers of `Tanh`" in message(run, "saturating-deep-stack")


@pytest.mark.parametrize(
    "model",
    [
        stacked(20),
        stacked(21, nn.LayerNorm(20)),
        nn.Sequential(*(Gate() for _ in range(24)), nn.Linear(20, 5)),
    ],
    ids=["twenty", "normalised", "gates"],
)
def test_stacks_that_can_be_trained(model: nn.Sequential) -> None:
    with everything() as run:
        train(model, sgd(model, 0.01), count=2)
    assert "saturating-deep-stack" not in told(run)


# --- correct loops ---


@pytest.mark.filterwarnings("ignore:Detected call of .lr_scheduler")
@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_a_correct_loop_is_silent_for_the_rules_that_are_off_as_well(loop: Callable[[], None]) -> None:
    torch.manual_seed(0)
    with everything() as run:
        loop()
    assert told(run) == {}


# --- what is compiled from its source ---


@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")
def test_what_stands_in_for_torch_can_be_scripted() -> None:
    class Scripted(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            y = functional.dropout(functional.relu(x), 0.1, self.training)
            return functional.scaled_dot_product_attention(y, y, y)

    with everything():
        scripted = torch.jit.script(Scripted().eval())
        x = torch.randn(1, 3, 4)
        assert scripted(x).equal(functional.scaled_dot_product_attention(x.relu(), x.relu(), x.relu()))


# --- who sees what ---


@pytest.mark.parametrize("rule", MEASURED, ids=lambda r: r.name)
def test_whoever_measures_for_a_rule_bears_its_name(rule: type[Rule]) -> None:
    module = importlib.import_module(f"lintrain.runtime.{rule.name.replace('-', '_')}")
    assert any(rule.code in getattr(value, "rules", ()) for value in vars(module).values())
