"""The known mistakes: what each does to a correct program, where it can be made, which rule it violates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generated.operations import Op, Round, first, last, only, past_scaler, put, right, without
from generated.plan import CHOICES, Plan

Change = Callable[[Round], Round]
ACCUMULATING = tuple(kind for kind in CHOICES["accumulate"] if kind != "none")
SCALED = ("scaled", "flagged", "optional")
CLIPPED = tuple(kind for kind in CHOICES["clip"] if kind != "none")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to be wrong. ``needs`` narrows the choices of a plan; both witnesses must claim ``rules``.

    ``also`` may be claimed besides. ``change`` makes the mistake in the order of operations; where there is
    none, the text is written differently. ``raises``: torch itself may refuse to go on.
    """

    name: str
    rules: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    change: Change | None = None
    also: tuple[str, ...] = ()
    raises: bool = False


RIGHT = Mistake("none", ())


def ordered(plan: Plan) -> Round:
    """Return what is done with batches, the mistake included."""
    mistake = BY_NAME.get(plan.mistake)
    change = mistake.change if mistake else None
    return change(right(plan)) if change else right(plan)


# --- the order of a step ---


def _never_cleared(done: Round) -> Round:
    return done.everywhere(lambda ops: without(ops, "zero"))


def _one_never_cleared(done: Round) -> Round:
    return done.everywhere(lambda ops: without(ops, "zero", 1))


def _cleared_before_step(done: Round) -> Round:
    zeros = only(done.before + done.opening + done.batch, "zero")
    kept = done.everywhere(lambda ops: without(ops, "zero"))
    return Round(kept.before, kept.opening, kept.batch, zeros + kept.window)


def _clipped_after_step(done: Round) -> Round:
    clips = only(done.window, "clip")
    window = without(done.window, "clip")
    at = last(window, "update" if only(window, "update") else "step") + 1
    return Round(done.before, done.opening, done.batch, put(window, at, *clips))


def _clipped_before_backward(done: Round) -> Round:
    clips = only(done.window, "clip")
    batch = put(done.batch, first(done.batch, "backward"), *clips)
    return Round(done.before, done.opening, batch, without(without(done.window, "clip"), "unscale"))


def _scheduled_first(done: Round) -> Round:
    window = without(done.window, "schedule")
    return Round(done.before, done.opening, done.batch, put(window, first(window, "step"), Op("schedule")))


def _stepped_twice(done: Round) -> Round:
    steps = only(done.window, "step", "update")
    at = last(done.window, "update" if only(done.window, "update") else "step") + 1
    return Round(done.before, done.opening, done.batch, put(done.window, at, *steps))


def _no_step(done: Round) -> Round:
    return done.everywhere(lambda ops: without(without(ops, "step"), "update"))


# --- mixed precision ---


def _still_scaled(done: Round) -> Round:
    return done.everywhere(lambda ops: without(ops, "unscale"))


def _unscaled_twice(done: Round) -> Round:
    again = only(done.window, "unscale")[:1]
    return Round(
        done.before, done.opening, done.batch, put(done.window, last(done.window, "unscale") + 1, *again)
    )


def _past_scaler(done: Round) -> Round:
    return done.everywhere(lambda ops: past_scaler(ops, "step"))


def _never_updated(done: Round) -> Round:
    return done.everywhere(lambda ops: without(ops, "update"))


def _never_scaled(done: Round) -> Round:
    return done.everywhere(lambda ops: past_scaler(ops, "backward"))


# --- accumulation ---


def _cleared_each_batch(done: Round) -> Round:
    zeros = only(done.before + done.opening, "zero")
    kept = done.everywhere(lambda ops: without(ops, "zero"))
    return Round((), kept.opening, zeros + kept.batch, kept.window)


def _each_batch(*kinds: str) -> Change:
    """These operations are done after each backward instead of once for a window."""

    def change(done: Round) -> Round:
        moved = only(done.window, *kinds)
        window = tuple(op for op in done.window if op not in moved)
        return Round(
            done.before, done.opening, put(done.batch, last(done.batch, "backward") + 1, *moved), window
        )

    return change


PLAIN = {"update": ("plain",)}
FLAT = {**PLAIN, "accumulate": ("none",)}
WINDOWS = {**PLAIN, "accumulate": ACCUMULATING}
HELPED = ("none", "batch", "update")
"""Helpers that hold a sequence of operations, whose order can be wrong."""
SENSITIVE = {"norm": ("batch",)}

# Narrowed, because silence is right elsewhere:
# - an optimizer that never steps is claimed where all that is done with it is in sight of where it is built;
# - a step past the scaler is no mistake behind `unscale_`;
# - SGD over batch norm with decay is the classic recipe;
# - where the parts of a batch may be none, the first of two steps may have had nothing to use;
# - a closure is handed on, and what becomes of its loss is not followed;
# - what a schedule counts is told by its length, and only where the guard of the step says the same number;
# - of optimizers in a list, a step is one of several: whether the gradients are used twice is not certain;
# - where every batch of an epoch may be skipped, the first advance of a schedule may be the last of all.
MISTAKES: tuple[Mistake, ...] = (
    Mistake("never cleared", ("missing-zero-grad",), {}, _never_cleared),
    Mistake(
        "one never cleared",
        ("missing-zero-grad",),
        {**PLAIN, "optimizers": ("two", "three", "duo")},
        _one_never_cleared,
    ),
    Mistake(
        "cleared before step",
        ("zero-grad-before-step",),
        PLAIN,
        _cleared_before_step,
        ("step-without-backward",),
        raises=True,
    ),
    Mistake(
        "clipped after step",
        ("clip-after-step",),
        {"clip": ("norm", "guarded", "value"), "helper": HELPED},
        _clipped_after_step,
    ),
    Mistake(
        "clipped before backward",
        ("clip-before-backward",),
        {**FLAT, "clip": ("norm", "guarded", "value"), "zero": ("head", "after")},
        _clipped_before_backward,
        raises=True,
    ),
    Mistake(
        "scheduled first",
        ("scheduler-before-optimizer",),
        {
            **FLAT,
            "schedule": ("step",),
            "exits": ("none", "break", "return"),
            "helper": ("none", "clip", "zero", "backward", "update"),
        },
        _scheduled_first,
    ),
    Mistake(
        "stepped twice",
        ("step-without-backward",),
        {
            **PLAIN,
            "accumulate": ("none", "modulo", "inverted", "counter", "tail", "flush"),
            "optimizers": ("one", "two", "three", "duo"),
            "helper": HELPED,
            "clip": ("none",),
        },
        _stepped_twice,
        raises=True,
    ),
    Mistake(
        "no step",
        ("backward-without-step",),
        {
            **PLAIN,
            "helper": ("none",),
            "structure": ("script", "main"),
            "optimizers": ("one", "duo"),
            "schedule": ("none",),
            "clear": ("optimizer", "to_none"),
        },
        _no_step,
    ),
    Mistake(
        "still scaled",
        ("clip-without-unscale",),
        {**PLAIN, "precision": SCALED, "clip": CLIPPED[:-1]},
        _still_scaled,
    ),
    Mistake(
        "unscaled twice",
        ("double-unscale",),
        {**PLAIN, "precision": SCALED, "clip": CLIPPED},
        _unscaled_twice,
        raises=True,
    ),
    Mistake(
        "past the scaler",
        ("step-bypasses-scaler",),
        {**PLAIN, "precision": ("scaled",), "clip": ("none",)},
        _past_scaler,
        raises=True,
    ),
    Mistake(
        "never updated",
        ("missing-scaler-update",),
        {**PLAIN, "precision": SCALED},
        _never_updated,
        raises=True,
    ),
    Mistake(
        "never scaled",
        ("backward-without-scale",),
        {**PLAIN, "precision": SCALED},
        _never_scaled,
        raises=True,
    ),
    Mistake("loss not divided", ("unscaled-accumulation-loss",), WINDOWS),
    Mistake("cleared each batch", ("zero-grad-in-accumulation",), WINDOWS, _cleared_each_batch),
    Mistake(
        "clipped each batch",
        ("clip-in-accumulation",),
        {**WINDOWS, "clip": CLIPPED[:-1]},
        _each_batch("clip"),
    ),
    Mistake(
        "unscaled each batch",
        ("unscale-in-accumulation",),
        {**WINDOWS, "clip": CLIPPED, "precision": SCALED},
        _each_batch("unscale"),
        raises=True,
    ),
    Mistake(
        "scheduled each batch",
        ("scheduler-in-accumulation",),
        {**WINDOWS, "accumulate": ("modulo", "inverted", "tail"), "schedule": ("step",)},
        _each_batch("schedule"),
        ("scheduler-before-optimizer",),
    ),
    Mistake("softmax in the model", ("softmax-before-cross-entropy",), {"loss": ("functional", "module")}),
    Mistake("softmax in the loss", ("softmax-before-cross-entropy",), {"loss": ("functional", "module")}),
    Mistake("sigmoid in the model", ("sigmoid-before-bce-with-logits",), {"loss": ("bce",)}),
    Mistake("sigmoid in the loss", ("sigmoid-before-bce-with-logits",), {"loss": ("bce",)}),
    Mistake("no log softmax", ("nll-without-log-softmax",), {"loss": ("nll",), "model": ("class", "nested")}),
    Mistake("never evaluating", ("missing-eval",), {**SENSITIVE, "evaluate": ("inline", "function")}),
    Mistake("never back", ("missing-train",), {**SENSITIVE, "evaluate": ("inline", "function")}),
    Mistake("with graphs", ("missing-no-grad",), {"evaluate": ("inline", "function")}),
    Mistake(
        "decayed norms",
        ("weight-decay-on-norm",),
        {
            "norm": ("batch", "layer"),
            "groups": ("all", "listed"),
            "optimizers": ("one",),
            "method": ("Adam", "AdamW"),
        },
    ),
    Mistake(
        "graphs kept",
        ("loss-tensor-accumulated",),
        {"log": ("total",), "update": ("plain",), "helper": ("none", "update", "clip", "zero", "backward")},
    ),
)
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}


def allowed(mistake: str) -> dict[str, tuple[str, ...]]:
    """Return the choices among which a program with this mistake can be drawn."""
    known = BY_NAME.get(mistake)
    return {**CHOICES, **(known.needs if known else {})}


def fits(plan: Plan) -> bool:
    """Tell whether a settled plan is still what its mistake needs."""
    choices = allowed(plan.mistake)
    return all(getattr(plan, name) in choices[name] for name in CHOICES)
