"""Dropout layers whose output goes right into a batch-norm layer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lintrain.architecture import DroppedBeforeNorm
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._classes import assigned, is_own, owner
from lintrain.survey._names import expressions, qualified
from lintrain.survey.calls import literal
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (DroppedBeforeNorm,)

SEVERAL = 3
"""A list of fewer layers may hold alternatives."""

DROPS = {"torch.nn.Dropout", "torch.nn.Dropout1d", "torch.nn.Dropout2d", "torch.nn.Dropout3d"}
NORMALISES = {
    "torch.nn.BatchNorm1d", "torch.nn.BatchNorm2d", "torch.nn.BatchNorm3d", "torch.nn.SyncBatchNorm",
    "torch.nn.LazyBatchNorm1d", "torch.nn.LazyBatchNorm2d", "torch.nn.LazyBatchNorm3d",
}  # fmt: skip


def survey(program: Program) -> Iterator[DroppedBeforeNorm]:
    """Yield neighbours in a ``Sequential`` or a list, and layers that are called on each other."""
    for code in program.root.codes.values():
        for part, _ in expressions(code):
            match part:
                case ir.Call(func=func, args=args) if qualified(program, code, func) == "torch.nn.Sequential":
                    yield from _neighbours(program, code, [arg.value for arg in args if not arg.star])
                case ir.Sequence(kind="list", items=items) if len(items) >= SEVERAL:
                    yield from _neighbours(program, code, list(items))
                case ir.Call(args=(ir.Arg(value=ir.Call() as inner),)):
                    yield from _nested(program, code, part, inner)


def _neighbours(program: Program, code: ir.Code, items: list[ir.Expr]) -> Iterator[DroppedBeforeNorm]:
    for one, two in pairwise(items):
        kinds = _kind(program, code, one), _kind(program, code, two)
        if kinds[0] in DROPS and kinds[1] in NORMALISES:
            at, norm_at = program.place(one.at), program.place(two.at)
            yield DroppedBeforeNorm(at, _last(kinds[0]), _last(kinds[1]), norm_at, True)


def _nested(program: Program, code: ir.Code, outer: ir.Call, inner: ir.Call) -> Iterator[DroppedBeforeNorm]:
    norm, drop = _held(program, code, outer.func), _held(program, code, inner.func)
    if drop in DROPS and norm in NORMALISES:
        at, norm_at = program.place(inner.at), program.place(outer.at)
        yield DroppedBeforeNorm(at, ir.render(inner.func), ir.render(outer.func), norm_at)


def _held(program: Program, code: ir.Code, expr: ir.Expr) -> str | None:
    """Return the kind of layer that an attribute of the own object is."""
    belongs = owner(program, code)
    if belongs is None or not isinstance(expr, ir.Attr) or not is_own(program, code, expr):
        return None
    values = assigned(program, belongs[0], expr.name)
    return _kind(program, belongs[1], values[0]) if len(values) == 1 else None


def _kind(program: Program, code: ir.Code, expr: ir.Expr) -> str | None:
    """Return the documented name of the layer that is built; none for a dropout that drops nothing."""
    if not isinstance(expr, ir.Call):
        return None
    rates = [arg.value for position, arg in enumerate(expr.args) if arg.keyword == "p" or position == 0]
    name = qualified(program, code, expr.func)
    return None if name in DROPS and rates and literal(rates[0]) == 0 else name


def _last(name: str | None) -> str:
    return (name or "").rpartition(".")[2]
