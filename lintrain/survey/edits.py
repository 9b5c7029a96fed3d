"""Edits of gradients whose result nobody takes: ``p.grad.clamp(-1, 1)`` on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.leftovers import IN_PLACE, DiscardedEdit
from lintrain.survey._names import qualified
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (DiscardedEdit,)

FUNCTIONS = {f"torch.{name}": f"{name}_" for name in ("clamp", "clip", "nan_to_num")}
OPERATORS = frozenset(("*", "/"))


def survey(program: Program) -> Iterator[DiscardedEdit]:
    """Yield every such line of the file."""
    for code in program.root.codes.values():
        for node in code.nodes:
            if isinstance(node.op, ir.Evaluate) and not _is_shown(program, code, node):
                yield from _edit(program, code, node.op.value)


def _edit(program: Program, code: ir.Code, expr: ir.Expr) -> Iterator[DiscardedEdit]:
    if isinstance(expr, ir.Call) and any(arg.keyword == "out" or arg.star for arg in expr.args):
        return  # the result goes there
    match expr:
        case ir.Call(func=ir.Attr(base=base, name=name)) if name in IN_PLACE and _is_gradient(code, base):
            yield _discarded(program, expr, base, name, f"{name}_")
        case ir.Call(func=func, args=(first, *_)) if _is_gradient(code, first.value):
            instead = FUNCTIONS.get(qualified(program, code, func) or "")
            if instead is not None:
                yield _discarded(program, expr, first.value, ir.render(func), instead)
        case ir.Binary(op=op, left=left) if op in OPERATORS and _is_gradient(code, left):
            yield _discarded(program, expr, left, op, f"{op}=")
        case _:
            return


def _discarded(program: Program, expr: ir.Expr, base: ir.Expr, name: str, instead: str) -> DiscardedEdit:
    return DiscardedEdit(program.place(expr.at), ir.render(base), name, instead)


def _is_gradient(code: ir.Code, expr: ir.Expr) -> bool:
    """Tell whether ``expr`` is the ``grad`` of something, or a name that stands for such alone."""
    if isinstance(expr, ir.Name):
        given = [n.op.value for n in code.nodes if isinstance(n.op, ir.Assign) and _binds(n.op, expr.id)]
        return bool(given) and expr.id in code.assigned and all(_is_read(value) for value in given)
    return _is_read(expr)


def _is_read(expr: ir.Expr) -> bool:
    if isinstance(expr, ir.Attr) and expr.name == "data":
        expr = expr.base
    return isinstance(expr, ir.Attr) and expr.name == "grad"


def _binds(op: ir.Assign, name: str) -> bool:
    return any(isinstance(target, ir.Name) and target.id == name for target in op.targets)


def _is_shown(program: Program, code: ir.Code, node: ir.Node) -> bool:
    """A notebook shows what a cell ends in, wherever that is outside of functions and loops."""
    return code.kind == "module" and not node.loops and program.root.unit.path.endswith(".ipynb")
