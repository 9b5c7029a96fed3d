"""Watching begins, ends after some steps, and leaves torch exactly as it was."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.modules import module
from torch.optim import optimizer as optim
from training import batches, everything, mlp, sgd, told

from lintrain.rule import find_rule
from lintrain.runtime import Run, Stop, TrainingMistake, watch

MISSING = object()
HOOKS = [
    (optim, "_global_optimizer_pre_hooks"),
    (optim, "_global_optimizer_post_hooks"),
    (module, "_global_forward_hooks"),
    (module, "_global_forward_pre_hooks"),
    (module, "_global_backward_hooks"),
    (module, "_global_module_registration_hooks"),
]


def train(steps: int = 12) -> None:
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


def replaced() -> list[tuple[Any, str]]:
    """Return what a watch with every observer replaces."""
    watched = everything()
    with watched:
        return watched.replaced


def state(attributes: list[tuple[Any, str]]) -> list[object]:
    held = [
        getattr(owner, name) if name in ("__code__", "__defaults__") else vars(owner).get(name, MISSING)
        for owner, name in attributes
    ]
    return [*held, *(dict(vars(owner)[name]) for owner, name in HOOKS)]


def same(before: list[object], after: list[object]) -> bool:
    """Tell whether functions are the very same objects, and hooks equal."""
    return all(a is b or (isinstance(a, dict) and a == b) for a, b in zip(before, after, strict=True))


@pytest.fixture
def restored() -> Iterator[list[tuple[Any, str]]]:
    attributes = replaced()
    before = state(attributes)
    yield attributes
    assert same(before, state(attributes))


def test_this_test_can_fail(restored: list[tuple[Any, str]]) -> None:
    before = state(restored)
    assert len(restored) > 20
    with everything():
        now = state(restored)
        assert not any(a is b for a, b in zip(before[: len(restored)], now, strict=False))
        assert not same(before, now)


def test_torch_is_as_it_was(restored: list[tuple[Any, str]]) -> None:
    with everything():
        train()


def test_torch_is_as_it_was_after_an_error(restored: list[tuple[Any, str]]) -> None:
    with contextlib.suppress(ZeroDivisionError), everything() as run:
        train()
        raise ZeroDivisionError
    assert run.steps == 12


def test_torch_is_as_it_was_after_the_last_step(restored: list[tuple[Any, str]]) -> None:
    with everything(steps=3) as run:
        train()
        pytest.fail("the run goes on")
    assert run.steps == 3 and run.stopped


def test_one_watch_inside_another(restored: list[tuple[Any, str]]) -> None:
    with everything() as outer:
        train(2)
        with everything(steps=2) as inner:
            train()
        train(2)
    assert inner.steps == 2
    assert outer.steps == 6 and told(outer) == told(inner) == {}


def test_the_end_passes_what_catches_exceptions() -> None:
    caught = []
    with watch(steps=2) as run:
        try:
            train()
        except Exception as error:  # noqa: BLE001  # what users write
            caught.append(error)
        finally:
            caught.append("finally")
        pytest.fail("the run goes on")
    assert caught == ["finally"] and run.steps == 2


def test_the_end_comes_again_where_it_was_swallowed() -> None:
    swallowed = 0
    with watch(steps=2) as run:
        for _ in range(3):
            try:
                train()
            except BaseException:  # noqa: BLE001  # what users write
                swallowed += 1
    assert swallowed == 3 and run.stopped


def test_the_end_of_somebody_elses_watch_is_not_ours() -> None:
    with pytest.raises(Stop), watch():
        raise Stop(0)


def test_a_mistake_can_be_raised() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch(steps=3) as run:
        for x, y in batches():
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    with pytest.raises(TrainingMistake, match=r"test_watch.py:\d+:\d+: LT103 missing-zero-grad .*step 1"):
        run.raise_if_errors()


def test_nothing_is_raised_without_a_mistake() -> None:
    with watch() as run:
        train()
    run.raise_if_errors()
    assert run.findings == ()


def test_only_the_rules_that_are_asked_for() -> None:
    rule = find_rule("clip-after-step")
    assert rule is not None
    model = mlp()
    optimizer = sgd(model)
    with watch(rules=[rule]) as run:
        for x, y in batches():
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    assert set(told(run)) == {"clip-after-step"}


def test_the_trace_tells_one_step_in_order() -> None:
    with watch(steps=1) as run:
        train()
    assert [each.event for each in run.trace if each.owner == "optimizer"] == ["ZeroGrad", "Backward", "Step"]
    assert all(each.path == __file__ for each in run.trace if each.event != "OptimizerBuilt")


def test_a_finding_stands_where_the_call_stands() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch(steps=2) as run:
        for x, y in batches():
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    (finding,) = run.findings
    row = Path(__file__).read_text(encoding="utf-8").splitlines()[finding.span.start.row - 1]
    assert row[finding.span.start.column - 1 : finding.span.end.column - 1] == "loss.backward()"


def test_models_can_be_saved_and_loaded_while_they_are_watched(tmp_path: Path) -> None:
    model = nn.TransformerEncoderLayer(8, 2)  # holds `functional.relu`, as it was when torch was imported
    x = torch.randn(3, 1, 8)
    with everything():
        torch.save((model, torch.optim.SGD(model.parameters())), tmp_path / "model.pt")
        model(x)
    again, _ = torch.load(tmp_path / "model.pt", weights_only=False)
    assert torch.equal(again.eval()(x), model.eval()(x))


@pytest.mark.filterwarnings("ignore:.torch.jit")
def test_functions_that_are_watched_can_be_scripted_and_traced() -> None:
    class Scripted(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            loss = nn.functional.mse_loss(x, x) + nn.functional.cross_entropy(x, x.relu())
            return nn.functional.dropout(nn.functional.relu(x), 0.5, self.training) + 0 * loss

    with everything():
        scripted = torch.jit.script(Scripted().eval())
        assert torch.equal(scripted(torch.tensor([-1.0, 1.0])), torch.tensor([0.0, 1.0]))
        traced = torch.jit.trace(mlp(), torch.zeros(1, 20))
    assert traced(torch.zeros(2, 20)).shape == (2, 5)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")
def test_losses_and_attention_can_be_scripted() -> None:
    def scripted(a: torch.Tensor, b: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        mixed = nn.functional.scaled_dot_product_attention(a, a, a)
        paired = nn.functional.mse_loss(mixed, b) + nn.functional.smooth_l1_loss(a, b)
        logits = nn.functional.binary_cross_entropy_with_logits(a, b)
        return paired + logits + nn.functional.cross_entropy(a, y)

    torch.manual_seed(0)
    given = torch.randn(4, 3), torch.rand(4, 3), torch.tensor([0, 1, 2, 0])
    known = dict(torch.jit._builtins._get_builtin_table())
    with everything():
        told = torch.jit.script(scripted)(*given)
    assert torch.equal(told, scripted(*given))
    assert torch.jit._builtins._get_builtin_table() == known


@pytest.mark.filterwarnings("ignore:.torch.jit.trace:DeprecationWarning")
def test_a_traced_model_is_the_same_when_watched() -> None:
    class Judged(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3, 3)

        def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
            return nn.functional.cross_entropy(nn.functional.relu(self.layer(x)), y)

    model, given = Judged(), (torch.randn(4, 3), torch.tensor([0, 1, 2, 0]))
    plain = torch.jit.trace(model, given)
    with everything():
        layer = torch.jit.trace(model.layer, given[:1])  # compares two traces, and fails if they differ
        watched = torch.jit.trace(model, given)
    assert watched.code == plain.code
    assert torch.equal(layer(given[0]), model.layer(given[0]))


def test_steps_must_be_positive() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        watch(steps=0)


def test_events_judged_and_reached_are_told() -> None:
    with watch(steps=2) as run:
        train()
    assert isinstance(run, Run)
    rows = {row for path, row in run.reached if path == __file__}
    assert len(rows) == 3  # clear; forward, loss and backward; step
    assert run.judged["LT103"] <= run.reached


def test_objects_that_only_look_like_modules_do_no_harm() -> None:
    class Odd:
        _modules = 3

    odd, model = Odd(), mlp()
    odd._modules = 4
    with watch() as run:
        (model(torch.zeros(2, 20)).sum() * odd._modules).backward()
    assert run.backwards == 1


def test_a_model_that_is_called_in_a_thread_is_no_part_of_another() -> None:
    seen = []
    with watch() as run:
        thread = threading.Thread(target=lambda: seen.append(mlp()(torch.zeros(2, 20)).shape))
        thread.start()
        thread.join()
    assert seen == [(2, 5)] and run.forwards == 1
