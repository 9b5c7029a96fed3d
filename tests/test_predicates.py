"""The predicates at their edges, asked without a source and without a run."""

from __future__ import annotations

from math import inf, nan

import pytest

from lintrain.events import (
    Backward,
    Clip,
    Event,
    LearningRate,
    LossTerm,
    Place,
    Reduction,
    Step,
    Window,
    ZeroGrad,
)
from lintrain.findings import Severity
from lintrain.measurements import Birth, GradientNorm, LayerGradients, NotFinite, ZeroUnits
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, find_rule

HERE = Place("train.py", 1)
BACKWARD, ZERO = Backward(HERE, "loss"), ZeroGrad(HERE, "optimizer")
STEP = Step(HERE, "optimizer", happened=True)


def told(name: str, event: Event, before: Gradients | None = None) -> Verdict | None:
    """Return what a rule says of an event, if anything."""
    rule = find_rule(name)
    assert rule is not None and issubclass(rule, StateRule) and isinstance(event, rule.event)
    asked = rule()
    if asked.concerns(before, event) and asked.violates(before, event):
        return asked.verdict(before, event)
    return None


def after(*events: Event) -> Gradients:
    state = Gradients(phase=Phase.CLEAR)
    for event in events:
        state = state.after(event)
    return state


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "step-without-backward"),  # a run delivers it only where there was a backward, for nobody
        ([STEP], "step-without-backward"),
        ([STEP, ZERO], "step-without-backward"),
        ([BACKWARD], None),
        ([BACKWARD, STEP], "step-without-backward"),
        ([BACKWARD, STEP, ZERO], None),  # one head of several has no gradients this time
        ([BACKWARD, ZERO], None),  # one batch is skipped
        ([BACKWARD, ZERO, STEP, BACKWARD, ZERO], "zero-grad-before-step"),
        ([BACKWARD, STEP, ZERO, BACKWARD, ZERO], None),  # another one is
        ([BACKWARD, ZERO, BACKWARD], None),  # a warm-up, then a batch
    ],
)
def test_a_step_without_gradients_is_told_once_and_only_where_it_is_certain(
    events: list[Event], expected: str | None
) -> None:
    names = ["step-without-backward", "zero-grad-before-step"]
    assert [n for n in names if told(n, STEP, after(*events))] == ([expected] if expected else [])


def test_of_a_step_in_the_source_the_paths_are_known_and_not_how_often_they_are_taken() -> None:
    step = Step(HERE, "optimizer")
    assert told("zero-grad-before-step", step, after(BACKWARD, ZERO))
    assert not told(
        "zero-grad-before-step", step, after(BACKWARD, STEP, BACKWARD, ZERO)
    )  # a batch is skipped
    assert not told("step-without-backward", step, after())
    assert told("step-without-backward", step, after(BACKWARD, STEP))


def test_a_clip_of_nothing_is_silent_where_gradients_were_thrown_away() -> None:
    clip = Clip(HERE, "optimizer")
    assert told("clip-before-backward", clip, after(BACKWARD, STEP, ZERO))
    assert not told("clip-before-backward", clip, after(BACKWARD, ZERO))
    assert not told("clip-before-backward", Clip(HERE, "optimizer", limits=False), after())


@pytest.mark.parametrize(
    ("divisors", "length", "expected"),
    [
        ((4.0,), 4, None),
        ((1 / 0.25, 3.0), 4, None),
        ((2.0, 2.0), 4, None),
        ((1 / 0.1,), 10, None),
        ((2.0,), 4, Severity.ERROR),
        ((4.0, 4.0), 4, Severity.ERROR),
        ((2.0, 2.0), 2, None),
        ((4.0,), 2, Severity.ADVICE),
        ((), 4, None),
    ],
)
def test_divisors(divisors: tuple[float, ...], length: int, expected: Severity | None) -> None:
    backward = Backward(HERE, "loss", LossTerm(reduction=Reduction.MEAN, divisors=divisors))
    step = Step(HERE, "optimizer", window=Window(HERE, None, length))
    verdict = told("wrong-accumulation-divisor", step, after(backward, backward))
    assert (verdict and (verdict.severity or Severity.ERROR)) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (LearningRate(HERE, "o", "Adam", 0.1), True),
        (LearningRate(HERE, "o", "SGD", 0.1), False),
        (LearningRate(HERE, "o", "SGD", 11), True),
        (LearningRate(HERE, "o", "Adagrad", 1), False),
        (LearningRate(HERE, "o", "SGD", 0, step=0), False),
        (LearningRate(HERE, "o", "SGD", 0, step=1), True),
    ],
)
def test_learning_rates(event: LearningRate, expected: bool) -> None:
    assert bool(told("learning-rate-out-of-range", event)) is expected


@pytest.mark.parametrize(
    ("name", "event", "expected"),
    [
        ("non-finite", NotFinite(HERE, "o", 0, "x", nan, born=Birth.DATA), True),
        ("non-finite", NotFinite(HERE, "o", 0, "w", inf, born=Birth.BACKWARD, scaled=True), False),
        ("exploding-gradients", GradientNorm(HERE, "o", 0, "o", 101), True),
        ("exploding-gradients", GradientNorm(HERE, "o", 0, "o", 101, clipped=True), False),
        ("exploding-gradients", GradientNorm(HERE, "o", 0, "o", 101, reduction=Reduction.SUM), False),
        ("exploding-gradients", GradientNorm(HERE, "o", 9, "o", 11, usual=1.0), True),
        ("exploding-gradients", GradientNorm(HERE, "o", 9, "o", 0.9, usual=0.01), False),
        ("exploding-gradients", GradientNorm(HERE, "o", 9, "o", nan), False),
        ("vanishing-gradients", LayerGradients(HERE, "m", 8, "a", 1e-6, 1.0, losses=(1.6, 1.6)), True),
        ("vanishing-gradients", LayerGradients(HERE, "m", 8, "a", 1e-6, 1.0, losses=(1.6, 1.4)), False),
        ("vanishing-gradients", LayerGradients(HERE, "m", 4, "a", 1e-6, 1.0, losses=(1.6, 1.6)), False),
        ("vanishing-gradients", LayerGradients(HERE, "m", 8, "a", 0.0, 1.0, losses=(1.6, 1.6)), False),
        ("dead-units", ZeroUnits(HERE, "m", 4, "relu", 0.6, batches=3, samples=96), True),
        ("dead-units", ZeroUnits(HERE, "m", 4, "relu", 0.6, batches=2, samples=96), False),
        ("dead-units", ZeroUnits(HERE, "m", 0, "relu", 1.0, batches=1, samples=32), True),
        ("dead-units", ZeroUnits(HERE, "m", 0, "relu", 1.0, batches=1, samples=8), False),
        ("dead-units", ZeroUnits(HERE, "m", 4, "relu", 0.5, batches=3, samples=96), False),
    ],
)
def test_thresholds(name: str, event: Event, expected: bool) -> None:
    assert bool(told(name, event)) is expected
