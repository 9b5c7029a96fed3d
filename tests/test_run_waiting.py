"""On ordinary steps nobody waits for a device: shown without one, by what torch is asked to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from training import batches, mlp, sgd, told

from lintrain.runtime import _owned, _sampling, non_finite, watch

SAMPLED = {0, 1, 2, 4, 8, 16}
STEPS = 32

ASKED = {
    *("aten.detach", "aten.clone", "aten.sum", "aten._foreach_norm"),  # kept, and reduced
    *("aten.view", "aten.cat", "aten._to_copy"),  # put together, and sent
}
"""What is done for us on such a step: each of these is queued on the device that its tensors are on."""

cross_entropy = nn.CrossEntropyLoss()


class Dispatched(TorchDispatchMode):
    """Writes down each operation, and with it whether a device would have to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[str] = []
        self.waits: list[str] = []

    def __torch_dispatch__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = str(function.overloadpacket)
        self.operations.append(name)
        if name in WAITING or (name == "aten._to_copy" and (kwargs or {}).get("device") is not None):
            self.waits.append(name)
        return function(*args, **(kwargs or {}))


WAITING = {"aten._local_scalar_dense", "aten.equal", "aten.is_nonzero", "aten.nonzero", "aten.item"}
"""Their result is on the host: its length, or the value itself."""


class Own(torch.optim.Optimizer):
    """Somebody's own optimizer, whose steps no version shows."""

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        super().__init__(parameters, {"lr": 0.05})

    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.data.add_(parameter.grad, alpha=-group["lr"])


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tensors be treated as those of another device."""
    for module in (_sampling, non_finite, _owned):
        monkeypatch.setattr(module, "is_at_hand", lambda tensor: False)


def train(build: Callable[[nn.Module], torch.optim.Optimizer]) -> list[Dispatched]:
    """Return what was done in each step."""
    model, found = mlp(), []
    optimizer = build(model)
    for x, y in batches(STEPS):
        with Dispatched() as seen:
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimizer.step()
        found.append(seen)
    return found


def ordinary(steps: Sequence[Dispatched], first: int = 0) -> list[Dispatched]:
    """Return those steps that are not sampled."""
    return [seen for step, seen in enumerate(steps) if step >= first and step not in SAMPLED]


def is_within(few: list[str], many: list[str]) -> bool:
    """Tell whether the same operations are there, in the same order, with others between them."""
    rest = iter(many)
    return all(each in rest for each in few)


def own(model: nn.Module) -> torch.optim.Optimizer:
    return Own(model.parameters())


def fused(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("build", [sgd, fused])
def test_an_ordinary_step_is_what_it_is_without_us(build: Callable[[Any], torch.optim.Optimizer]) -> None:
    alone = ordinary(train(build))
    with watch() as run:
        watched = ordinary(train(build))
    assert len(watched) == STEPS - len(SAMPLED)
    for plain, seen in zip(alone, watched, strict=True):
        assert is_within(plain.operations, seen.operations)
        assert seen.waits == plain.waits
        assert set(Counter(seen.operations) - Counter(plain.operations)) <= ASKED
    assert told(run) == {} and len(run.measurements) == STEPS


@pytest.mark.usefixtures("elsewhere")
def test_an_optimizer_of_somebodys_own_is_waited_for_a_few_times_only() -> None:
    with watch() as run:
        watched = ordinary(train(own))
    assert any(seen.waits for seen in watched)  # what it does has to be seen
    assert not any(seen.waits for seen in watched[_owned.MOST_COMPARED :])
    assert told(run) == {} and run.steps == STEPS


def test_this_test_can_fail() -> None:
    alone = ordinary(train(sgd))
    with watch() as run:
        watching = torch.ones(3)
        run.on_step.append(lambda step: bool(watching.sum() > step))
        watched = ordinary(train(sgd))
    assert not any(seen.waits for seen in alone)
    assert all(seen.waits for seen in watched)
    assert all(
        set(Counter(w.operations) - Counter(p.operations)) - ASKED
        for p, w in zip(alone, watched, strict=True)
    )


def test_what_is_between_the_steps_is_in_order() -> None:
    assert is_within(["a", "b"], ["x", "a", "x", "b"])
    assert not is_within(["a", "b"], ["b", "a"]) and not is_within(["a", "a"], ["a"])
