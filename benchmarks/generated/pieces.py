"""Operations as text: each is a few lines, perhaps under a condition that others share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generated.operations import Op, Ops, owners
from generated.plan import Plan

SCALER = "scaler is not None"
Lines = list[str]


def indented(lines: Sequence[str]) -> Lines:
    """Return the lines of a block."""
    return [f"    {line}" if line else "" for line in lines]


def block(head: str, body: Sequence[str]) -> Lines:
    """Return a block under its head."""
    return [head, *indented(body or ["pass"])]


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands under a condition (none: always), and what stands otherwise."""

    then: tuple[str, ...]
    other: tuple[str, ...] = ()
    condition: str = ""


def models(plan: Plan) -> tuple[str, ...]:
    """Return the models, one for each loss."""
    return ("model", "critic")[: len(owners(plan))]


def optimizers(plan: Plan) -> tuple[str, ...]:
    """Return the optimizers' names, as operations count them."""
    return {
        "one": ("optimizer",),
        "two": ("optimizer", "head_optimizer"),
        "three": ("optimizer", "head_optimizer", "last_optimizer"),
        "listed": ("each",),
        "duo": ("optimizer", "critic_optimizer"),
    }[plan.optimizers]


def parts(plan: Plan) -> tuple[str, ...]:
    """Return what each optimizer owns."""
    return {
        "one": ("model",),
        "two": ("model.body", "model.head"),
        "three": ("model.body", "model.head", "model.last"),
        "listed": ("model",),
        "duo": ("model", "critic"),
    }[plan.optimizers]


def loss_name(number: int) -> str:
    """Return the variable of a loss."""
    return ("loss", "critic_loss")[number]


def text(plan: Plan, ops: Ops) -> Lines:
    """Return operations as lines; neighbours under one condition share it, if the plan says so."""
    pieces = [piece for op in ops for piece in _pieces(plan, op)]
    lines: Lines = []
    while pieces:
        run = [pieces.pop(0)]
        joined = plan.branches != "apart" and run[0].condition == SCALER
        while joined and pieces and pieces[0].condition == run[0].condition:
            run.append(pieces.pop(0))
        lines += _written(plan, run)
    return lines


def _written(plan: Plan, run: Sequence[Piece]) -> Lines:
    then = [line for piece in run for line in piece.then]
    other = [line for piece in run for line in piece.other]
    condition = run[0].condition
    if not condition:
        return then
    if plan.branches == "negated" and other and condition == SCALER:
        return [*block("if scaler is None:", other), *block("else:", then)]
    return [*block(f"if {condition}:", then), *(block("else:", other) if other else [])]


def _pieces(plan: Plan, op: Op) -> list[Piece]:
    written = {
        "zero": _zero, "forward": _forward, "check": _check, "backward": _backward, "unscale": _unscale,
        "clip": _clip, "step": _step, "update": _update, "schedule": _schedule, "log": _log,
    }  # fmt: skip
    return written[op.kind](plan, op)


def _each(plan: Plan, line: str) -> tuple[str, ...]:
    """Return a line about one optimizer, or about all in a list."""
    return tuple(block("for each in optimizers:", [line])) if plan.optimizers == "listed" else (line,)


def _optional(plan: Plan) -> bool:
    return plan.precision in ("optional", "absent")


def _zero(plan: Plan, op: Op) -> list[Piece]:
    part, name = parts(plan)[op.who], optimizers(plan)[op.who]
    if plan.clear == "loop":
        return [Piece(tuple(block(f"for p in {part}.parameters():", ["p.grad = None"])))]
    if plan.clear == "model":
        return [Piece((f"{part}.zero_grad()",))]
    return [Piece(_each(plan, f"{name}.zero_grad({'set_to_none=True' if plan.clear == 'to_none' else ''})"))]


def _forward(plan: Plan, op: Op) -> list[Piece]:
    name = loss_name(op.who)
    value = loss(plan, models(plan)[op.who], "y")
    divides = plan.accumulates and plan.mistake != "loss not divided"
    line = f"{name} = {value}{' / ACCUM' if divides and plan.divide == 'inline' else ''}"
    lines = [line]
    if plan.precision != "full":
        lines = block(f"with {autocast(plan)}:", lines)
    if divides and plan.divide in ("assign", "inplace"):
        lines.append(f"{name} = {name} / ACCUM" if plan.divide == "assign" else f"{name} /= ACCUM")
    return [Piece(tuple(lines))]


def loss(plan: Plan, model: str, target: str) -> str:
    """Return the loss of a model's output as an expression."""
    output = f"{model}(x)"
    if plan.mistake == "softmax in the loss":
        output = f"torch.softmax({output}, dim=1)"
    if plan.mistake == "sigmoid in the loss":
        output = f"torch.sigmoid({output})"
    function = {
        "functional": "F.cross_entropy",
        "module": "criterion",
        "nll": "F.nll_loss",
        "mse": "F.mse_loss",
        "bce": "F.binary_cross_entropy_with_logits",
    }[plan.loss]
    return f"{function}({output}, {target})"


def autocast(plan: Plan) -> str:
    """Return the context of lower precision."""
    kind = "bfloat16" if plan.precision == "autocast" else "float16"
    enabled = {
        "flagged": ", enabled=USE_AMP",
        "optional": f", enabled={SCALER}",
        "absent": f", enabled={SCALER}",
    }
    return f'torch.autocast("cpu", dtype=torch.{kind}{enabled.get(plan.precision, "")})'


def _check(plan: Plan, op: Op) -> list[Piece]:
    leave = "return" if plan.helper == "batch" else "continue"
    return [Piece(tuple(block(f"if not torch.isfinite({loss_name(op.who)}):", [leave])))]


def _backward(plan: Plan, op: Op) -> list[Piece]:
    name = loss_name(op.who)
    divided = plan.accumulates and plan.divide == "backward" and plan.mistake != "loss not divided"
    value = f"({name} / ACCUM)" if divided else name
    inner = f"{name} / ACCUM" if divided else name
    plain = (f"{value}.backward()",)
    if op.plain or not plan.scaled:
        return [Piece(plain)]
    scaled = (f"scaler.scale({inner}).backward()",)
    return [Piece(scaled, plain, SCALER)] if _optional(plan) else [Piece(scaled)]


def _unscale(plan: Plan, op: Op) -> list[Piece]:
    lines = _each(plan, f"scaler.unscale_({optimizers(plan)[op.who]})")
    return [Piece(lines, (), SCALER)] if _optional(plan) else [Piece(lines)]


def _clip(plan: Plan, op: Op) -> list[Piece]:
    part = "model" if op.who < 0 else parts(plan)[op.who]
    size = "MAX_NORM" if plan.clip == "guarded" else "1.0"
    if plan.clip == "value":
        return [Piece((f"torch.nn.utils.clip_grad_value_({part}.parameters(), 1.0)",))]
    call = f"torch.nn.utils.clip_grad_norm_({part}.parameters(), {size})"
    if plan.clip == "logged":
        return [Piece((f"norm = {call}", "norms.append(norm.item())"))]
    return [Piece((call,), (), "MAX_NORM is not None" if plan.clip == "guarded" else "")]


def _step(plan: Plan, op: Op) -> list[Piece]:
    name = optimizers(plan)[op.who]
    plain = _each(plan, f"{name}.step({'closure' if plan.update == 'closure' else ''})")
    if op.plain or not plan.scaled:
        return [Piece(plain)]
    scaled = _each(plan, f"scaler.step({name})")
    return [Piece(scaled, plain, SCALER)] if _optional(plan) else [Piece(scaled)]


def _update(plan: Plan, op: Op) -> list[Piece]:
    return [Piece(("scaler.update()",), (), SCALER if _optional(plan) else "")]


def _schedule(plan: Plan, op: Op) -> list[Piece]:
    return [Piece(("scheduler.step()",))]


def _log(plan: Plan, op: Op) -> list[Piece]:
    if plan.log == "total":
        return [Piece(("total += loss",) if plan.mistake == "graphs kept" else ("total += loss.item()",))]
    return [Piece((f"history.append(loss.{'item' if plan.log == 'item' else 'detach'}())",))]
