"""Optimizers of a function or script that are cleared in the training loop and never step.

All that is done with the optimizer has to be visible: one that is returned, kept in an attribute or handed to
somebody may be stepped there.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.leftovers import Unstepped
from lintrain.model.dialects.torch import optimizer_kind
from lintrain.survey._bindings import bindings
from lintrain.survey._names import qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (Unstepped,)

QUIET = frozenset(("zero_grad", "param_groups", "state_dict", "load_state_dict", "add_param_group"))
"""What is asked of an optimizer without making it step."""
SCHEDULES = "torch.optim.lr_scheduler."
OTHERWISE = frozenset((
    "grad", "_grad", "grads", "register_hook", "register_post_accumulate_grad_hook", "globals", "locals",
    "exec", "perf_counter", "timeit", "profiler", "profile", "synchronize", "data_ptr", "functional_call",
))  # fmt: skip
"""Words of code that uses gradients in another way, or goes backward to measure what it costs."""
MEASURES = re.compile(
    r"(?:^|_)(?:bench|benchmark|profile|probe|warm|warmup|oom|memory|speed|measure|saliency|attack|check|debug|test|"
    r"lint|smoke|grads?|sensitivity|fisher|importance)(?:_|$)"
)
"""Names of functions that go backward to look at something."""


def survey(program: Program) -> Iterator[Unstepped]:
    """Yield the clears of optimizers that never step."""
    for code in program.root.codes.values():
        if code.kind not in ("function", "module") or code.words & OTHERWISE or MEASURES.search(code.name):
            continue
        for name, at in _built(program, code):
            yield from _unstepped(program, code, name, at)


def _built(program: Program, code: ir.Code) -> Iterator[tuple[str, int]]:
    """Yield the names that are bound once, to an optimizer of torch."""
    bound: dict[str, list[ir.Expr | None]] = {}
    for node in code.nodes:
        for name, value in bindings(node.op):
            bound.setdefault(name, []).append(value)
    outer = {name for other in program.root.codes.values() for name in other.outer}
    for name, values in bound.items():
        built = values[0]
        if len(values) > 1 or not isinstance(built, ir.Call) or name in outer:
            continue
        if optimizer_kind(qualified(program, code, built.func) or "") is not None:
            yield name, built.at


def _unstepped(program: Program, code: ir.Code, name: str, built: int) -> Iterator[Unstepped]:
    scopes = [code, *_inner(program, code, name)]
    if not all(_is_quiet(program, scope, name) for scope in scopes) or _is_shared(program, code, built):
        return
    clears = [each for scope in scopes for each in _clears(scope, name)]
    if clears:
        # The innermost loop is the one in which gradients are thrown away.
        _, clear, backward = max(clears, key=lambda each: each[0])
        yield Unstepped(program.place(clear), name, program.place(built), program.place(backward))


def _clears(scope: ir.Code, name: str) -> Iterator[tuple[int, int, int]]:
    """Yield the clears of an optimizer in loops that go backward: how deep, where, and where backward is."""
    for node in scope.nodes:
        clear = _called(node.op, name, "zero_grad")
        backward = _backward(scope, node.loops) if clear is not None and node.loops else None
        if clear is not None and backward is not None:
            yield len(node.loops), clear, backward


def _inner(program: Program, code: ir.Code, name: str) -> Iterator[ir.Code]:
    """Yield the scopes inside ``code`` that see its name."""
    for other in program.root.codes.values():
        at, hidden = other.at, name in other.assigned
        while at in program.within and at != code.at:
            at = program.within[at]
        if at == code.at and other is not code and not hidden and name in other.words:
            yield other


def _is_quiet(program: Program, code: ir.Code, name: str, *, given: bool = True) -> bool:
    """Tell whether nothing in a scope can make the optimizer step."""
    met = told = 0
    for node in code.nodes:
        for part in _parts(node.op):
            met += isinstance(part, ir.Name) and part.id == name
            told += isinstance(part, ir.Attr) and _is(part.base, name) and part.name in QUIET
            if isinstance(part, ir.Call) and given and any(_is(arg.value, name) for arg in part.args):
                told += _is_harmless(program, code, part, name) and sum(_is(a.value, name) for a in part.args)
        told += sum(bound == name for bound, _ in bindings(node.op))
    return met == told


def _is_harmless(program: Program, code: ir.Code, call: ir.Call, name: str) -> bool:
    """Tell whether who is given the optimizer does not make it step: a schedule, a function that shows it."""
    if (qualified(program, code, call.func) or "").startswith(SCHEDULES):
        return True
    if not isinstance(call.func, ir.Name):
        return False
    if call.func.id == "print" and "print" not in code.assigned:
        return True
    found = [c for c in program.root.codes.values() if c.name == call.func.id and c.kind == "function"]
    plain = all(arg.keyword is None and not arg.star for arg in call.args)
    return bool(found) and plain and all(_keeps_quiet(program, each, call, name) for each in found)


def _keeps_quiet(program: Program, function: ir.Code, call: ir.Call, name: str) -> bool:
    positions = [i for i, arg in enumerate(call.args) if _is(arg.value, name)]
    known = all(i < len(function.parameters) and not function.parameters[i].kind for i in positions)
    return known and all(
        _is_quiet(program, function, function.parameters[i].name, given=False) for i in positions
    )


def _is_shared(program: Program, code: ir.Code, built: int) -> bool:
    """Tell whether another optimizer of the file may hold the same parameters."""
    mine: set[str] = set()
    theirs: set[str] = set()
    for scope in program.root.codes.values():
        for part in (part for node in scope.nodes for part in _parts(node.op)):
            kind = qualified(program, scope, part.func) if isinstance(part, ir.Call) else None
            if isinstance(part, ir.Call) and optimizer_kind(kind or "") is not None:
                (mine if part.at == built else theirs).update(_held(part))
    return bool(mine & theirs)


def _held(call: ir.Call) -> Iterator[str]:
    """Yield the names that an optimizer's parameters come from."""
    numbered = enumerate(call.args)
    given = [a.value for i, a in numbered if a.keyword == "params" or (i == 0 and a.keyword is None)]
    for part in (part for value in given for part in walk(value)):
        if isinstance(part, ir.Name) and not hasattr(builtins, part.id):
            yield part.id


def _called(op: ir.Op, name: str, method: str) -> int | None:
    """Return the call of a method; of that of anything where ``name`` is empty."""
    for part in _parts(op):
        match part:
            case ir.Call(func=ir.Attr(base=base, name=called)) if called == method:
                if not name or _is(base, name):
                    return part.at
    return None


def _backward(code: ir.Code, loops: tuple[int, ...]) -> int | None:
    """Return a backward in the innermost loop of ``loops``."""
    inside = (node for node in code.nodes if loops[-1] in node.loops)
    found = (_called(node.op, "", "backward") for node in inside)
    return next((at for at in found if at is not None), None)


def _parts(op: ir.Op) -> Iterator[ir.Expr]:
    return (part for top in operands(op) for part in walk(top))


def _is(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Name) and expr.id == name
