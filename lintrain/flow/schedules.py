"""Learning-rate schedules: over which optimizer, how long, and how often they advance."""

from __future__ import annotations

from lintrain.events import Pace, Place, SchedulerStep
from lintrain.flow.counting import measure, rounds
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.flow.roles import role
from lintrain.flow.rounds import decided, guarded
from lintrain.flow.scope import Frame, goes_backward
from lintrain.model.amounts import Amount
from lintrain.model.values import Kind, Object, Schedule
from lintrain.model.vocabulary import last
from lintrain.plain import replace
from lintrain.protocol import Phase
from lintrain.syntax import ir

TORCH = "torch.optim.lr_scheduler."
MAKERS = {
    "transformers.get_scheduler": (1, 3),
    "transformers.get_linear_schedule_with_warmup": (0, 2),
    "transformers.get_cosine_schedule_with_warmup": (0, 2),
    "transformers.get_cosine_with_hard_restarts_schedule_with_warmup": (0, 2),
    "transformers.get_polynomial_decay_schedule_with_warmup": (0, 2),
}
"""Functions that make schedules: the positions of their optimizer and of their length."""
LENGTHS = {"CosineAnnealingLR": (1, "T_max"), "PolynomialLR": (1, "total_iters")}
"""Schedules that are over, or half of their way, after so many steps."""
PIECES = {"StepLR": (1, "step_size"), "MultiStepLR": (1, "milestones")}
"""Schedules that fall at times which count what they advance by."""
FRAMEWORKS = {
    "Accelerator", "accelerator", "accelerate", "deepspeed", "Fabric", "fabric", "LightningModule",
    "lightning", "pytorch_lightning", "ignite",
}  # fmt: skip
"""Words of files in which somebody else may decide when a schedule advances."""
Stack = tuple[tuple[str, int], ...]


def is_schedule(name: str) -> bool:
    """Tell whether an imported name makes a schedule."""
    return name in MAKERS or (name.startswith(TORCH) and last(name)[:1].isupper())


def built(here: Here, name: str, args: Arguments, at: int, ident: str, text: str) -> Object:
    """Return the schedule that a call makes."""
    where, _ = MAKERS.get(name, (0, 0))
    optimizer, expr = args.get(where, "optimizer"), args.expr(where, "optimizer")
    if optimizer is not None and expr is not None:
        optimizer = role(here, optimizer, ir.render(expr))
    known = isinstance(optimizer, Object) and optimizer.kind is Kind.OPTIMIZER
    owner = optimizer.ident if known and isinstance(optimizer, Object) else ""
    place = here.place(at)
    here.machine.stacks.setdefault(place, set()).add(here.frame.stack())
    length, written = (None, "") if args.open else _length(here, name, args)
    schedule = Schedule(last(name), owner, length, written, place)
    return Object(ident, Kind.SCHEDULER, text, type=name, at=place, schedule=schedule)


def _length(here: Here, name: str, args: Arguments) -> tuple[Amount | None, str]:
    kind = last(name)
    if kind == "OneCycleLR":
        return _one_cycle(here, args)
    position, keyword = LENGTHS.get(kind) or PIECES.get(kind, (0, ""))
    if name in MAKERS:
        position, keyword = MAKERS[name][1], "num_training_steps"
    expr = args.expr(position, keyword) if keyword else None
    if isinstance(expr, ir.Sequence) and expr.items:
        return measure(here, expr.items[-1]), ir.render(expr)
    return (measure(here, expr), ir.render(expr)) if expr is not None else (None, "")


def _one_cycle(here: Here, args: Arguments) -> tuple[Amount | None, str]:
    total = args.expr(2, "total_steps")
    if total is not None and not (isinstance(total, ir.Const) and total.value is None):
        return measure(here, total), ir.render(total)
    epochs, each = args.expr(3, "epochs"), args.expr(4, "steps_per_epoch")
    if epochs is None or each is None:
        return None, ""
    one, two = measure(here, epochs), measure(here, each)
    both = one.times(two) if one is not None and two is not None else None
    return both, f"{ir.render(epochs)} * {ir.render(each)}"


def advance(here: Here, scheduler: Object, args: Arguments, call: ir.Call) -> None:
    """A schedule advances: its optimizer's gradients are told, and what its length says about the loop."""
    schedule = scheduler.schedule
    place = here.place(call.at)
    given = bool(args.all()) or args.open
    if schedule is None:
        here.note(scheduler.ident, SchedulerStep(place, scheduler.text, given=True), None)
        return
    event = SchedulerStep(place, scheduler.text, schedule.kind, given, guarded=True, built=schedule.at)
    if not here.frame.names.module.words & FRAMEWORKS:
        pace = None if given else _pace(here, schedule)
        texts = schedule.length.texts if schedule.length is not None and schedule.length.lengths else ()
        event = replace(event, guarded=decided(here), pace=pace, length=schedule.text, divisors=texts)
    _tell(here, schedule.optimizer or scheduler.ident, event)


def _tell(here: Here, ident: str, event: SchedulerStep) -> None:
    before = here.state.grads.get(ident)
    if before is None:
        here.note(ident, replace(event, guarded=True), None)
        return
    step = before.consumed.at if before.consumed is not None else None
    event = replace(event, later=step if step is not None and _is_later(here, step) else None)
    here.note(ident, event, before)
    outside = before.phase is not Phase.PENDING or before.produced is None
    if not outside and before.produced is not None and not guarded(here, before.produced.at):
        here.set_grads(ident, before.after(event))


def _is_later(here: Here, step: Place) -> bool:
    """Tell whether a step that was made before comes only behind this place in a round of their loop."""
    stacks = here.machine.stacks.get(step, set())
    return bool(stacks) and all(_behind(here, stack) for stack in stacks)


def _behind(here: Here, stack: Stack) -> bool:
    mine = dict(here.frame.stack())
    for ident, there in reversed([each for each in stack if each[0] in mine]):
        frame, position = here.machine.by_ident[ident], mine[ident]
        nodes = frame.code.nodes
        common = [head for head in nodes[there].loops if head in nodes[position].loops]
        if there != position and common:
            return position not in _reached(nodes, there, common[-1])
    return False


def _reached(nodes: tuple[ir.Node, ...], start: int, head: int) -> set[int]:
    """Return the nodes that come after ``start`` before the loop ``head`` begins another round."""
    reached, pending = set[int](), [start]
    while pending:
        node = nodes[pending.pop()]
        for index in (*node.succ, *node.handlers):
            if index not in reached and index != head:
                reached.add(index)
                pending.append(index)
    return reached


def _pace(here: Here, schedule: Schedule) -> Pace | None:
    """Compare how long a schedule is with how often the loops around its step go round.

    The loops that the schedule was built in do not count.
    """
    length = schedule.length
    if length is None or schedule.at is None:
        return None
    loops = _loops(here, schedule.at)
    if not loops or not _trains(loops[-1]):
        return None
    counts = [rounds(here, frame, head) for frame, head in loops]
    first = counts[0]
    if first is None:
        return None
    if schedule.kind in PIECES:
        return _pace_of_pieces(here, length, first, loops)
    if len(loops) == 2 and not length.divisors and _is_plain(length) and length.counts(first):
        return Pace.TOO_OFTEN if not _has_inner(here, loops[-1]) else None
    rest = _without(length, first)
    if len(loops) == 1 and rest is not None and len(rest.lengths) == 1 and _has_inner(here, loops[-1]):
        return Pace.TOO_SELDOM
    return None


def _pace_of_pieces(here: Here, piece: Amount, first: Amount, loops: list[tuple[Frame, int]]) -> Pace | None:
    """Compare when a schedule falls with the loops around its step: in parts of all epochs, or in batches.

    A number of its own may count anything.
    """
    if len(loops) == 2 and not piece.lengths and not _has_inner(here, loops[-1]):
        part = bool(first.factors) and piece.factors == first.factors and 0 < piece.number <= 1
        return Pace.TOO_OFTEN if part and not first.lengths else None
    if len(loops) == 1 and len(piece.lengths) == 1 and not piece.divisors:
        inner = [rounds(here, loops[0][0], head) for head in _inside(*loops[0])]
        return Pace.TOO_SELDOM if Amount(piece.lengths) in inner and _has_inner(here, loops[0]) else None
    return None


def _is_plain(length: Amount) -> bool:
    return not length.lengths and (bool(length.factors) or length.number >= 3)


def _without(length: Amount, epochs: Amount) -> Amount | None:
    """Return what is left of a length when the number of epochs is taken out of it."""
    factors = list(length.factors)
    for factor in epochs.factors:
        if factor not in factors:
            return None
        factors.remove(factor)
    if not epochs.factors and (epochs.number < 2 or length.number % epochs.number):
        return None
    return Amount(tuple(factors), length.divisors)


def _loops(here: Here, built_at: Place) -> list[tuple[Frame, int]]:
    """Return the loops around this place that are not around the constructor, outermost first."""
    made: set[tuple[str, int]] = set()
    for stack in here.machine.stacks.get(built_at, ()):
        for ident, node in stack:
            frame = here.machine.by_ident.get(ident)
            made |= {(ident, head) for head in (frame.code.nodes[node].loops if frame is not None else ())}
    frames = reversed(list(here.frame.chain()))
    found = [(frame, head) for frame in frames for head in frame.code.nodes[frame.node].loops]
    return [(frame, head) for frame, head in found if (frame.ident, head) not in made]


def _trains(loop: tuple[Frame, int]) -> bool:
    frame, head = loop
    return goes_backward(frame.names, frame.code, head)


def _has_inner(here: Here, loop: tuple[Frame, int]) -> bool:
    """Tell whether a loop trains in another one inside: its own, or one of a function that it calls."""
    frame, head = loop
    if any(goes_backward(frame.names, frame.code, inner) for inner in _inside(frame, head)):
        return True
    stacks = [stack for each in here.machine.backwards for stack in here.machine.stacks.get(each, ())]
    return any(_deeper(here, stack, frame, head) for stack in stacks)


def _inside(frame: Frame, head: int) -> set[int]:
    """Return the loops of a frame that stand in the loop ``head``."""
    nodes = frame.code.nodes
    return {h for node in nodes if head in node.loops for h in node.loops[node.loops.index(head) + 1 :]}


def _deeper(here: Here, stack: Stack, frame: Frame, head: int) -> bool:
    passed = False
    for ident, node in stack:
        loops = here.machine.by_ident[ident].code.nodes[node].loops
        if passed and loops:
            return True
        passed |= ident == frame.ident and head in loops
    return False


__all__ = ["advance", "built", "is_schedule"]
