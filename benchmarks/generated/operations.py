"""What is done with a batch, in which order, before it becomes text: here mistakes of order are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from generated.plan import Plan


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. ``who`` is the optimizer that it is about (of ``forward`` and ``backward``: the loss).

    ``plain`` operations pass the loss scaler by, where there is one.
    """

    kind: str
    who: int = 0
    plain: bool = False


Ops = tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass over the data does: ``before`` it; ``opening`` a window; for each batch; for each window.

    Without accumulation each batch is a window.
    """

    before: Ops = ()
    opening: Ops = ()
    batch: Ops = ()
    window: Ops = ()

    def everywhere(self, change: Callable[[Ops], Ops]) -> Round:
        """Return the round with each of its lists changed."""
        return Round(change(self.before), change(self.opening), change(self.batch), change(self.window))


def owners(plan: Plan) -> tuple[tuple[int, ...], ...]:
    """Return, for each loss, the optimizers that its gradients belong to."""
    return {
        "one": ((0,),),
        "two": ((0, 1),),
        "three": ((0, 1, 2),),
        "listed": ((0,),),  # one loop over all of them
        "duo": ((0,), (1,)),
    }[plan.optimizers]


def right(plan: Plan) -> Round:
    """Return the correct order of things."""
    losses = owners(plan)
    zeros = tuple(Op("zero", who) for loss in losses for who in loss)
    batch: Ops = ()
    for number, _ in enumerate(losses):
        batch += (Op("forward", number),)
        batch += zeros if plan.zero == "backward" and not plan.accumulates and number == 0 else ()
        batch += (Op("check", number),) if plan.exits == "nonfinite" else ()
        batch += (Op("backward", number),)
    batch += (Op("log"),)
    window = _used(plan)
    if plan.accumulates:
        if plan.zero == "head":
            return Round(opening=zeros, batch=batch, window=window)
        return Round(before=zeros, batch=batch, window=window + zeros)
    if plan.zero == "head":
        return Round(batch=zeros + batch, window=window)
    if plan.zero == "after":
        return Round(before=zeros, batch=batch, window=window + zeros)
    return Round(batch=batch, window=window)


def _used(plan: Plan) -> Ops:
    everyone = tuple(who for loss in owners(plan) for who in loss)
    clips = plan.clip != "none"
    ops: Ops = ()
    if plan.scaled and clips:
        ops += tuple(Op("unscale", who) for who in everyone)
    if clips:
        whole = plan.optimizers in ("three", "listed")
        ops += (Op("clip", -1),) if whole else tuple(Op("clip", who) for who in everyone)
    ops += tuple(Op("step", who) for who in everyone)
    ops += (Op("update"),) if plan.scaled else ()
    return ops + ((Op("schedule"),) if plan.schedule == "step" else ())


def without(ops: Ops, kind: str, who: int | None = None) -> Ops:
    """Return ``ops`` less those of a kind."""
    return tuple(op for op in ops if op.kind != kind or (who is not None and op.who != who))


def only(ops: Ops, *kinds: str) -> Ops:
    """Return those of ``ops`` that are of these kinds."""
    return tuple(op for op in ops if op.kind in kinds)


def first(ops: Ops, kind: str) -> int:
    """Return where the first operation of a kind stands."""
    return next(index for index, op in enumerate(ops) if op.kind == kind)


def last(ops: Ops, kind: str) -> int:
    """Return where the last operation of a kind stands."""
    return max(index for index, op in enumerate(ops) if op.kind == kind)


def put(ops: Ops, at: int, *new: Op) -> Ops:
    """Return ``ops`` with others in front of position ``at``."""
    return (*ops[:at], *new, *ops[at:])


def past_scaler(ops: Ops, kind: str) -> Ops:
    """Return ``ops`` with those of a kind passing the scaler by."""
    return tuple(replace(op, plain=True) if op.kind == kind else op for op in ops)
