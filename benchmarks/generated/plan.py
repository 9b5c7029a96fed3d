"""The choices that make up one program, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

CHOICES: dict[str, tuple[str, ...]] = {
    "structure": ("script", "main", "functions", "trainer"),
    "model": ("class", "sequential", "nested", "factory"),
    "norm": ("none", "batch", "layer"),
    "dropout": ("none", "module", "functional"),
    "loss": ("functional", "module", "nll", "mse", "bce"),
    "optimizers": ("one", "two", "three", "listed", "duo"),
    "method": ("SGD", "momentum", "Adam", "AdamW"),
    "groups": ("all", "listed", "split"),
    "precision": ("full", "autocast", "scaled", "flagged", "optional", "absent"),
    "accumulate": ("none", "modulo", "inverted", "counter", "tail", "flush", "chunks", "micro"),
    "divide": ("inline", "assign", "inplace", "backward"),
    "clip": ("none", "norm", "guarded", "value", "logged"),
    "zero": ("head", "after", "backward"),
    "clear": ("optimizer", "model", "to_none", "loop"),
    "schedule": ("none", "epoch", "step", "plateau"),
    "evaluate": ("none", "inline", "function"),
    "gradless": ("no_grad", "inference_mode", "decorator"),
    "train": ("epoch", "after"),
    "helper": ("none", "batch", "update", "clip", "zero", "backward"),
    "exits": ("none", "nonfinite", "break", "return", "small"),
    "update": ("plain", "closure"),
    "branches": ("joined", "apart", "negated"),
    "log": ("item", "detach", "total"),
}
"""What each choice can be; the first is the simplest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One program: a choice for each of its parts, and the mistake in it, if any. See ``CHOICES``."""

    structure: str = "script"
    model: str = "class"
    norm: str = "none"
    dropout: str = "none"
    loss: str = "functional"
    optimizers: str = "one"
    method: str = "SGD"
    groups: str = "all"
    precision: str = "full"
    accumulate: str = "none"
    divide: str = "inline"
    clip: str = "none"
    zero: str = "head"
    clear: str = "optimizer"
    schedule: str = "none"
    evaluate: str = "none"
    gradless: str = "no_grad"
    train: str = "epoch"
    helper: str = "none"
    exits: str = "none"
    update: str = "plain"
    branches: str = "joined"
    log: str = "item"
    mistake: str = "none"

    @property
    def scaled(self) -> bool:
        """Whether there is a loss scaler, at least in the text."""
        return self.precision in ("scaled", "flagged", "optional", "absent")

    @property
    def accumulates(self) -> bool:
        """Whether several backwards lead to one step."""
        return self.accumulate != "none"

    @property
    def sensitive(self) -> bool:
        """Whether the model does something else in training than in evaluation."""
        return self.norm == "batch" or self.dropout != "none"

    def chosen(self) -> dict[str, str]:
        """Return what differs from the simplest program."""
        simple = Plan()
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != getattr(simple, each.name)
        }


def settled(plan: Plan) -> Plan:
    """Return the plan with what cannot go together resolved, the same way each time."""
    for rule in (_closure, _parts, _steps, _evaluation, _leaving, _helping):
        plan = rule(plan)
    return plan


def _closure(plan: Plan) -> Plan:
    """A closure makes one backward for one step of one optimizer, and no scaler performs it."""
    if plan.update != "closure":
        return plan
    plain = {"precision": "full", "accumulate": "none", "zero": "head", "helper": "none", "exits": "none"}
    return replace(plan, optimizers="one", **plain)


def _parts(plan: Plan) -> Plan:
    """Several optimizers own the parts of one model, which therefore has names for them."""
    if plan.optimizers in ("two", "three", "listed"):
        plan = replace(plan, model=plan.model if plan.model == "nested" else "class")
    if plan.optimizers != "one":
        plan = replace(plan, groups="all", schedule="none" if plan.schedule == "plateau" else plan.schedule)
    if plan.optimizers in ("two", "three", "listed", "duo") and plan.clear == "model":
        plan = replace(plan, clear="optimizer")
    if plan.model in ("sequential", "factory"):
        plan = replace(plan, dropout="module" if plan.dropout == "functional" else plan.dropout)
        plan = replace(plan, loss="functional" if plan.loss == "nll" else plan.loss)
    return plan


def _steps(plan: Plan) -> Plan:
    """Accumulated gradients are cleared around a window, and each loss is divided in one place."""
    if not plan.accumulates:
        return replace(plan, divide="inline")
    if plan.accumulate == "flush":  # with more than this, more paths meet than are kept apart
        plan = replace(plan, exits="none", accumulate="flush" if plan.optimizers == "one" else "tail")
    kept = plan.accumulate in ("inverted", "counter") and plan.helper == "batch"
    return replace(plan, helper="none") if kept else plan


def _evaluation(plan: Plan) -> Plan:
    """Without an evaluation, nothing about it is chosen; a plateau waits for its result."""
    if plan.schedule == "plateau" and plan.evaluate == "none":
        plan = replace(plan, evaluate="function")
    if plan.evaluate == "none":
        return replace(plan, gradless="no_grad", train="epoch")
    if plan.evaluate == "inline" and plan.gradless == "decorator":
        return replace(plan, gradless="no_grad")
    return plan


def _leaving(plan: Plan) -> Plan:
    """Only a function can be left by ``return``."""
    if plan.exits == "return" and plan.structure in ("script", "main"):
        return replace(plan, exits="break")
    return plan


def _helping(plan: Plan) -> Plan:
    """A helper takes what is there."""
    if plan.helper == "clip" and plan.clip == "none":
        return replace(plan, helper="none")
    if plan.helper == "batch" and plan.log == "total":
        return replace(plan, log="item")
    if plan.helper == "batch" and plan.exits in ("break", "return"):
        return replace(plan, exits="none")
    return plan
