"""What a run shows of averaged weights, of the order of the data, and of anomaly detection."""

from __future__ import annotations

import linecache
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn
from torch.utils.data import DataLoader, Dataset, IterableDataset, RandomSampler, Subset, TensorDataset
from training import batches, data, everything, mlp, sgd, told

from lintrain.runtime import Run

cross_entropy = nn.CrossEntropyLoss()
OURS = {"swa-without-update-bn", "unshuffled-training-data", "anomaly-detection-left-on"}


def ours(run: Run) -> set[str]:
    return set(told(run)) & OURS


def row(run: Run, name: str) -> str:
    (found,) = [finding for finding in run.findings if finding.name == name]
    return linecache.getline(found.path, found.span.start.row).strip()


def train(model: nn.Module, optimizer: torch.optim.Optimizer, loader: object) -> None:
    for x, y in loader:
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


# --- swa-without-update-bn ---


def averaging(averaged: AveragedModel, model: nn.Module, updates: int = 3) -> None:
    optimizer = sgd(model)
    for _ in range(updates):
        train(model, optimizer, batches(4))
        averaged.update_parameters(model)


def normed() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 5))


def test_an_average_with_other_statistics_is_told_where_it_predicts() -> None:
    with everything() as run:
        model = normed()
        averaged = AveragedModel(model)
        averaging(averaged, model)
        averaged.eval()
        with torch.no_grad():
            averaged(data()[0])
    assert ours(run) == {"swa-without-update-bn"}
    assert row(run, "swa-without-update-bn") == "averaged(data()[0])"


@pytest.mark.parametrize(
    "arguments",
    [{"multi_avg_fn": get_ema_multi_avg_fn(0.9)}, {"avg_fn": lambda a, b, n: a}, {"use_buffers": True}],
    ids=["ema", "own", "buffers"],
)
def test_other_averages_are_left_alone(arguments: dict[str, object]) -> None:
    with everything() as run:
        model = normed()
        averaged = AveragedModel(model, **arguments)
        averaging(averaged, model)
        averaged.eval()
        averaged(data()[0])
    assert ours(run) == set()


def test_one_update_is_the_model_itself() -> None:
    with everything() as run:
        model = normed()
        averaged = AveragedModel(model)
        averaging(averaged, model, updates=1)
        averaged.eval()
        averaged(data()[0])
    assert ours(run) == set()


def test_measured_statistics_are_right_until_the_next_updates() -> None:
    with everything() as run:
        model = normed()
        averaged = AveragedModel(model)
        averaging(averaged, model)
        update_bn(batches(4), averaged)
        averaged.eval()
        averaged(data()[0])
        assert ours(run) == set()
        averaging(averaged, model)
        averaged(data()[0])
    assert ours(run) == {"swa-without-update-bn"}


def test_without_batch_norm_there_is_nothing_to_measure() -> None:
    with everything() as run:
        model = mlp()
        averaged = AveragedModel(model)
        averaging(averaged, model)
        averaged.eval()
        averaged(data()[0])
    assert ours(run) == set()


# --- unshuffled-training-data ---


class Stream(IterableDataset[tuple[Tensor, Tensor]]):
    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        yield from zip(*data(), strict=True)


def stored() -> Dataset[tuple[Tensor, ...]]:
    return TensorDataset(*data())


def epochs(loader: DataLoader[object], count: int = 2) -> None:
    model = mlp()
    optimizer = sgd(model)
    for _ in range(count):
        train(model, optimizer, loader)


def test_a_second_epoch_in_the_order_of_the_data_is_told_where_the_loader_is_built() -> None:
    with everything() as run:
        loader = DataLoader(stored(), batch_size=64)
        epochs(loader)
    assert ours(run) == {"unshuffled-training-data"}
    assert row(run, "unshuffled-training-data") == "loader = DataLoader(stored(), batch_size=64)"
    assert told(run)["unshuffled-training-data"] == 4


def test_a_loader_with_workers_is_seen_too() -> None:
    with everything() as run:
        epochs(DataLoader(stored(), batch_size=64, num_workers=1))
    assert ours(run) == {"unshuffled-training-data"}


@pytest.mark.parametrize("given", ["shuffle", "not", "sampler", "stream", "subset", "one batch"])
def test_whoever_says_an_order_means_it(given: str) -> None:
    whole = stored()
    with everything() as run:
        match given:
            case "shuffle":
                loader = DataLoader(whole, batch_size=64, shuffle=True)
            case "not":
                loader = DataLoader(whole, batch_size=64, shuffle=False)
            case "sampler":
                loader = DataLoader(whole, batch_size=64, sampler=RandomSampler(whole))
            case "stream":
                loader = DataLoader(Stream(), batch_size=64)
            case "subset":
                loader = DataLoader(Subset(whole, range(128)), batch_size=64)
            case _:
                loader = DataLoader(whole, batch_size=256)
        epochs(loader)
    assert ours(run) == set()


def test_one_epoch_is_none_too_many() -> None:
    with everything() as run:
        epochs(DataLoader(stored(), batch_size=64), count=1)
    assert ours(run) == set()


def test_a_loader_that_is_only_evaluated_in_between_is_not_blamed() -> None:
    with everything() as run:
        train_loader = DataLoader(stored(), batch_size=64, shuffle=True)
        val_loader = DataLoader(stored(), batch_size=64)
        model = mlp()
        optimizer = sgd(model)
        for _ in range(3):
            for x, y in train_loader:
                for held_out, _ in val_loader:
                    with torch.no_grad():
                        model(held_out)
                optimizer.zero_grad()
                cross_entropy(model(x), y).backward()
                optimizer.step()
    assert ours(run) == set()


def test_a_model_with_a_memory_may_want_the_order() -> None:
    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.memory = nn.GRU(20, 8, batch_first=True)
            self.out = nn.Linear(8, 5)

        def forward(self, x: Tensor) -> Tensor:
            return self.out(self.memory(x.unsqueeze(1))[0][:, -1])

    with everything() as run:
        loader, model = DataLoader(stored(), batch_size=64), Reader()
        optimizer = sgd(model)
        for _ in range(2):
            train(model, optimizer, loader)
    assert ours(run) == set()


# --- anomaly-detection-left-on ---


@pytest.mark.filterwarnings("ignore:Anomaly Detection")
def test_anomaly_detection_is_told_where_it_is_switched_on() -> None:
    with everything() as run:
        model = mlp()
        with torch.autograd.set_detect_anomaly(True):
            train(model, sgd(model), batches(4))
    assert ours(run) == {"anomaly-detection-left-on"}
    assert row(run, "anomaly-detection-left-on") == "with torch.autograd.set_detect_anomaly(True):"


@pytest.mark.filterwarnings("ignore:Anomaly Detection")
def test_one_backward_may_be_looked_into() -> None:
    with everything() as run:
        model = mlp()
        optimizer = sgd(model)
        with torch.autograd.detect_anomaly():
            train(model, optimizer, batches(1))
        train(model, optimizer, batches(4))
    assert ours(run) == set()


def test_switched_off_is_switched_off() -> None:
    with everything() as run:
        model = mlp()
        with torch.autograd.set_detect_anomaly(False):
            train(model, sgd(model), batches(4))
    assert ours(run) == set()


def test_torch_is_left_as_it_was() -> None:
    touched = [
        (AveragedModel, "update_parameters"),
        (AveragedModel, "forward"),
        (DataLoader, "__init__"),
        (DataLoader, "__iter__"),
        (torch.autograd.set_detect_anomaly, "__init__"),
        (torch.autograd.detect_anomaly, "__init__"),
    ]
    before = [vars(owner)[name] for owner, name in touched]
    with everything():
        assert all(vars(owner)[name] is not old for (owner, name), old in zip(touched, before, strict=True))
    assert [vars(owner)[name] for owner, name in touched] == before
