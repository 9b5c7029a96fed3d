"""Small data and models for tests that really train."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lintrain.findings import Finding
from lintrain.rule import runtime_rules
from lintrain.runtime import Run, watch

ROWS, BATCH = 256, 32


def data() -> tuple[Tensor, Tensor]:
    """Return 256 rows of 20 numbers, and which of 5 classes each belongs to."""
    torch.manual_seed(0)
    x = torch.randn(ROWS, 20)
    return x, (x @ torch.randn(20, 5)).argmax(1)


def batches(count: int = 12, size: int = BATCH) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield batches, from the beginning again where the data end."""
    x, y = data()
    for index in range(count):
        start = index * size % ROWS
        yield x[start : start + size], y[start : start + size]


def mlp(*last: nn.Module) -> nn.Sequential:
    """Return a small classifier, with more layers behind it."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5), *last)


def sgd(model: nn.Module, lr: float = 0.05) -> torch.optim.SGD:
    """Return plain SGD over a model."""
    return torch.optim.SGD(model.parameters(), lr=lr)


def everything(steps: int | None = None) -> watch:
    """Watch with every rule, those included that are off by default."""
    return watch(steps=steps, rules=runtime_rules())


def told(run: Run) -> dict[str, int | None]:
    """Return the rules that found something, each with the optimizer step at which it was first true."""
    return {finding.name: _step(finding) for finding in reversed(run.findings)}


def _step(finding: Finding) -> int | None:
    return finding.seen.step if finding.seen is not None else None
