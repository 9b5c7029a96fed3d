"""Normalisations that a module writes by hand, and divides by a standard deviation that may be zero."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.architecture import Normalised
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._classes import is_module, owner, receiver
from lintrain.survey._names import expressions, qualified
from lintrain.survey._values import only_value
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (Normalised,)

MENDS = {"nan_to_num", "isnan", "isfinite", "isinf"}
"""Words of code that looks after what a division by zero gives."""

ROOTS = {"torch.sqrt": "sqrt", "torch.rsqrt": "rsqrt"}


def survey(program: Program) -> Iterator[Normalised]:
    """Yield the divisions of something centred by a bare standard deviation, in methods of modules."""
    for code in program.root.codes.values():
        belongs = owner(program, code)
        if belongs is None or not is_module(program, belongs[0]) or not receiver(program, belongs[1]):
            continue
        if code.words & MENDS:
            continue
        for part, _ in expressions(code):
            found = _bare(program, code, part)
            if found is not None:
                statistic, small = found
                name = program.classes[belongs[0]].name
                yield Normalised(
                    program.place(part.at), ir.render(part), statistic, name, program.place(small.at)
                )


def _bare(program: Program, code: ir.Code, expr: ir.Expr) -> tuple[str, ir.Expr] | None:
    """Return the statistic that ``expr`` divides by, and where an epsilon should be added."""
    match expr:
        case ir.Binary(op="/", left=left, right=right) if _is_centred(program, code, left):
            return _spread(program, code, right, inverse=False)
        case ir.Binary(op="*", left=left, right=right) if _is_centred(program, code, left):
            return _spread(program, code, right, inverse=True)
        case _:
            return None


def _spread(program: Program, code: ir.Code, expr: ir.Expr, *, inverse: bool) -> tuple[str, ir.Expr] | None:
    """Return how a spread is computed, and its part that may be zero."""
    value = _value(code, expr)
    if not inverse and _reduces(program, code, value, "std"):
        return "std", expr
    root = "rsqrt" if inverse else "sqrt"
    radicand = _radicand(program, code, value, root)
    if radicand is not None and _reduces(program, code, _value(code, radicand), "var"):
        return f"{root}(var)", radicand
    return None


def _radicand(program: Program, code: ir.Code, value: ir.Expr, root: str) -> ir.Expr | None:
    """Return what a root is taken of."""
    match value:
        case ir.Call(func=ir.Attr(base=base, name=name), args=()) if name == root:
            return base
        case ir.Call(func=func, args=(only,)):
            return only.value if ROOTS.get(qualified(program, code, func) or "") == root else None
        case ir.Binary(op="**", left=base, right=ir.Const(value=0.5)) if root == "sqrt":
            return base
        case _:
            return None


def _reduces(program: Program, code: ir.Code, value: ir.Expr, statistic: str) -> bool:
    """Tell whether ``value`` is this statistic of a tensor over given dimensions."""
    match value:
        case ir.Call(func=ir.Attr(base=base, name=name), args=args) if name == statistic:
            named = qualified(program, code, value.func)
            return len(args) > (1 if named == f"torch.{statistic}" else 0) and (
                named == f"torch.{statistic}" or qualified(program, code, base) is None
            )
        case _:
            return False


def _is_centred(program: Program, code: ir.Code, expr: ir.Expr) -> bool:
    """Tell whether a mean was subtracted from ``expr``."""
    match _value(code, expr):
        case ir.Binary(op="*", left=left, right=right):
            return _is_centred(program, code, left) or _is_centred(program, code, right)
        case ir.Binary(op="-", right=right):
            return _reduces(program, code, _value(code, right), "mean")
        case _:
            return False


def _value(code: ir.Code, expr: ir.Expr) -> ir.Expr:
    """Return what a local variable holds, or the expression itself."""
    if not isinstance(expr, ir.Name) or _is_changed(code, expr.id):
        return expr
    return only_value(code, expr.id) or expr


def _is_changed(code: ir.Code, name: str) -> bool:
    """Tell whether a variable's tensor is changed in place."""
    return any(
        isinstance(part, ir.Attr)
        and part.name.endswith("_")
        and isinstance(part.base, ir.Name)
        and part.base.id == name
        for part, _ in expressions(code)
    )
