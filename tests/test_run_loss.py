"""Losses that get what they do not expect, and models in the wrong mode: made for real, seen in the run."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset
from training import batches, data, mlp, sgd, told

from lintrain.runtime import watch


def train(model: nn.Module, criterion: nn.Module, targets: object = None) -> None:
    optimizer = sgd(model)
    for x, y in batches(4):
        optimizer.zero_grad()
        criterion(model(x), targets(y) if callable(targets) else y).backward()
        optimizer.step()


def test_softmax_before_cross_entropy() -> None:
    with watch() as run:
        train(mlp(nn.Softmax(dim=1)), nn.CrossEntropyLoss())
    assert told(run) == {"softmax-before-cross-entropy": 0}
    assert "model" in run.findings[0].related[0].message


def test_log_softmax_before_cross_entropy_is_redundant() -> None:
    with watch() as run:
        train(mlp(nn.LogSoftmax(dim=1)), nn.CrossEntropyLoss())
    (finding,) = run.findings
    assert finding.name == "softmax-before-cross-entropy" and finding.severity.value == "warning"


def test_nll_without_log_softmax() -> None:
    with watch() as run:
        train(mlp(nn.Softmax(dim=1)), nn.NLLLoss())
    assert told(run) == {"nll-without-log-softmax": 0}


def test_nll_on_scores() -> None:
    with watch() as run:
        train(mlp(), nn.NLLLoss())
    assert told(run) == {"nll-without-log-softmax": 0}


def test_sigmoid_before_bce_with_logits() -> None:
    with watch() as run:
        train(mlp(nn.Sigmoid()), nn.BCEWithLogitsLoss(), lambda y: functional.one_hot(y, 5).float())
    assert told(run) == {"sigmoid-before-bce-with-logits": 0}


def test_loss_broadcast() -> None:
    model = nn.Sequential(nn.Linear(20, 1))
    with watch() as run, pytest.warns(UserWarning, match="target size"):
        train(model, nn.MSELoss(), lambda y: y.float())
    assert told(run) == {"loss-broadcast": 0}
    assert "32" in run.findings[0].message


def loaders() -> tuple[DataLoader[tuple[torch.Tensor, ...]], DataLoader[tuple[torch.Tensor, ...]]]:
    x, y = data()
    training, validation = TensorDataset(x[:128], y[:128]), TensorDataset(x[128:], y[128:])
    return DataLoader(training, 32, shuffle=True), DataLoader(validation, 32)


def with_dropout() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 32), nn.Dropout(0.5), nn.Linear(32, 5))


def test_missing_eval_shown_by_the_loss() -> None:
    model, criterion = with_dropout(), nn.CrossEntropyLoss()
    optimizer = sgd(model)
    with watch() as run:
        for _ in range(2):
            for x, y in batches(4):
                optimizer.zero_grad()
                criterion(model(x), y).backward()
                optimizer.step()
            with torch.no_grad():
                sum(criterion(model(x), y) for x, y in batches(4))
    assert told(run) == {"missing-eval": 4}


def test_missing_eval_shown_by_the_loader() -> None:
    model, criterion = with_dropout(), nn.CrossEntropyLoss()
    optimizer = sgd(model)
    training, validation = loaders()
    right = 0
    with watch() as run:
        for x, y in training:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            for x, y in validation:
                right += int((model(x).argmax(1) == y).sum())
    assert told(run) == {"missing-eval": 4}


def test_missing_eval_shown_by_a_name() -> None:
    model, criterion = with_dropout(), nn.CrossEntropyLoss()
    optimizer = sgd(model)
    x_val = data()[0][:32]
    with watch() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            model(x_val)
    assert told(run) == {"missing-eval": 4}
    assert "on `x_val`" in run.findings[0].message


def test_missing_train() -> None:
    model, criterion = with_dropout(), nn.CrossEntropyLoss()
    optimizer = sgd(model)
    with watch() as run:
        for _ in range(2):
            for x, y in batches(4):
                optimizer.zero_grad()
                criterion(model(x), y).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                for x, _y in batches(4):
                    model(x)
    assert told(run) == {"missing-train": 4}


def test_a_cross_entropy_written_by_hand() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            scores = model(x)
            loss = functional.nll_loss(scores, y) + torch.logsumexp(scores, 1).mean()
            loss.backward()
            optimizer.step()
    assert run.backwards == 4
    assert told(run) == {}


def test_a_detached_loss_is_told_of_before_torch_raises() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches(1):
            optimizer.zero_grad()
            with pytest.raises(RuntimeError, match="does not require grad"):
                functional.cross_entropy(model(x), y).detach().backward()
    assert told(run) == {"loss-detached": 0}


def test_a_detached_loss_that_was_told_to_require_a_gradient() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            functional.cross_entropy(model(x), y).detach().requires_grad_().backward()
            optimizer.step()
    assert told(run) == {"loss-detached": 0}


def rounded(backward: bool) -> dict[str, int | None]:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            scores, target = model(x), functional.one_hot(y, 5).float()
            error = functional.l1_loss(scores.round(), target)
            loss = functional.mse_loss(scores, target)
            (loss + error if backward else loss).backward()
            optimizer.step()
    return told(run)


def test_argmax_in_loss() -> None:
    assert rounded(backward=True) == {"argmax-in-loss": 0}


def test_a_rounded_metric_is_no_loss() -> None:
    assert rounded(backward=False) == {}


class Swapped(nn.Module):
    def forward(self, output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return functional.binary_cross_entropy_with_logits(target, output)


def test_swapped_loss_arguments() -> None:
    with watch() as run:
        train(mlp(), Swapped(), lambda y: functional.one_hot(y, 5).float())
    assert told(run) == {"swapped-loss-arguments": 0}


def test_learned_labels_are_not_swapped() -> None:
    labels = nn.Embedding(5, 5)
    optimizer, network = sgd(labels), mlp()
    with watch() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            with torch.no_grad():
                scores = network(x)
            functional.cross_entropy(scores, labels(y).softmax(1)).backward()
            optimizer.step()
    assert told(run) == {}
