"""The calls of functions and classes of torch, each with the arguments as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.structure import Called, Given, Literal, Unread
from lintrain.survey._names import expressions, qualified
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (Called,)


def survey(program: Program) -> Iterator[Called]:
    """Yield every call in the file of something that torch documents."""
    for code in program.root.codes.values():
        for part, op in expressions(code):
            if isinstance(part, ir.Call):
                name = qualified(program, code, part.func)
                if name is not None and name.startswith("torch."):
                    yield _called(program, code, part, name, op)


def _called(program: Program, code: ir.Code, call: ir.Call, name: str, op: ir.Op) -> Called:
    given = tuple(
        Given(
            position if arg.keyword is None else arg.keyword,
            ir.render(arg.value),
            program.place(arg.value.at),
            literal(arg.value),
        )
        for position, arg in enumerate(call.args)
        if not arg.star
    )
    return Called(
        program.place(call.at),
        ir.render(call.func),
        name,
        given,
        any(arg.star for arg in call.args),
        _function(program, code),
        isinstance(op, ir.Evaluate) and op.value is call,
    )


def literal(expr: ir.Expr) -> Literal:
    """Return what a literal says, ``UNREAD`` for any other expression."""
    match expr:
        case ir.Const(value=int() | float() | complex() | str() | bytes() | bool() | None as value):
            return value
        case ir.Unary(op="-", operand=ir.Const(value=int() | float() as number)):
            return -number
        case _:
            return Unread.UNREAD


def _function(program: Program, code: ir.Code) -> str:
    scope: ir.Code | None = code
    while scope is not None and scope.kind not in ("function", "module"):
        scope = program.codes.get(program.within.get(scope.at, -1))
    return scope.name if scope is not None and scope.kind == "function" else ""
