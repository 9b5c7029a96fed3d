"""Iterators over parameters that are kept under a name and used more than once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.leftovers import ExhaustedParameters
from lintrain.model.dialects.torch import CLIPS, optimizer_kind
from lintrain.survey._bindings import bindings
from lintrain.survey._names import qualified
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (ExhaustedParameters,)

MAKERS = frozenset(("builtins.filter", "builtins.map", "itertools.chain"))
"""What returns an iterator over what it is given."""
TAKERS = frozenset(("list", "tuple", "set", "sum", "sorted", "max", "min", "enumerate", "zip"))
"""Builtins that take everything there is."""
THE_LOOP, THE_DISPLAY = "the loop", "the comprehension"
UTILS = CLIPS | {"torch.nn.utils.parameters_to_vector"}


@dataclass(slots=True)
class Kept:
    """An iterator that a scope binds once, to a name or an attribute of ``self``.

    ``node`` is where, and ``uses`` are the nodes by which it is used up.
    """

    name: str
    value: ir.Expr
    node: int
    uses: dict[int, list[tuple[int, str]]]
    """By node: the syntax node of each use in it, in their order, and who uses it."""


def survey(program: Program) -> Iterator[ExhaustedParameters]:
    """Yield the uses of what was used up before."""
    if any(code.name == "parameters" for code in program.root.codes.values()):
        return  # somebody's own may well return a list
    for code in program.root.codes.values():
        if code.kind in ("function", "module"):
            for kept in _kept(program, code):
                if _is_of_torch(kept):
                    yield from _exhausted(program, code, kept)
        elif code.kind == "class":
            yield from _of_class(program, code)


# --- what is kept ---


def _kept(program: Program, code: ir.Code) -> Iterator[Kept]:
    bound: dict[str, list[tuple[int, ir.Expr | None]]] = {}
    for index, node in enumerate(code.nodes):
        for name, value in bindings(node.op):
            bound.setdefault(name, []).append((index, value))
    outer = {name for other in program.root.codes.values() for name in other.outer}
    for name, places in bound.items():
        index, value = places[0]
        alone = len(places) == 1 and name not in outer and all(p.name != name for p in code.parameters)
        if alone and value is not None and _is_iterator(program, code, value):
            yield Kept(name, value, index, dict(_uses(program, code, name)))


def _of_class(program: Program, body: ir.Code) -> Iterator[ExhaustedParameters]:
    """Yield the uses of iterators that are attributes: in the method that binds them, and in the others."""
    methods = [c for c in program.root.codes.values() if program.within.get(c.at) == body.at]
    bound: dict[str, list[tuple[ir.Code, int, ir.Expr]]] = {}
    for code in methods:
        for index, node in enumerate(code.nodes):
            for text, value in _attributes(node.op):
                bound.setdefault(text, []).append((code, index, value))
    for text, places in bound.items():
        code, index, value = places[0]
        if len(places) > 1 or code.name != "__init__" or not _is_iterator(program, code, value):
            continue
        kept = Kept(text, value, index, dict(_uses(program, code, text)))
        if not _is_of_torch(kept):
            continue
        yield from _exhausted(program, code, kept)
        if kept.uses and 1 not in _reached(code, index, set(kept.uses)):
            used = program.place(kept.uses[min(kept.uses)][0][0])
            for other in (method for method in methods if method is not code):
                for _, ((at, by), *_) in _uses(program, other, text):
                    made = program.place(value.at)
                    yield ExhaustedParameters(program.place(at), text, by, made, used)


def _attributes(op: ir.Op) -> Iterator[tuple[str, ir.Expr]]:
    """Yield the attributes of ``self`` that an operation binds."""
    match op:
        case ir.Assign(targets=targets, value=value) | ir.Augment(target=targets, value=value):
            pass
        case _:
            return
    for target in targets if isinstance(targets, tuple) else (targets,):
        for part in walk(target):
            if isinstance(part, ir.Attr) and ir.render(part.base) == "self":
                yield ir.render(part), value


def _is_iterator(program: Program, code: ir.Code, value: ir.Expr) -> bool:
    match value:
        case ir.Call(func=ir.Attr(name="parameters" | "named_parameters"), args=()):
            return True
        case ir.Call(func=func) if (_builtin(code, func) or qualified(program, code, func)) in MAKERS:
            return _mentions_parameters(value)
        case ir.Comprehension(kind="generator"):
            return _mentions_parameters(value)
        case _:
            return False


def _is_of_torch(kept: Kept) -> bool:
    """Tell whether these are parameters of torch: other libraries' methods of that name may return lists."""
    takers = {by.strip("`") for uses in kept.uses.values() for _, by in uses}
    said = {part.name for part in walk(kept.value) if isinstance(part, ir.Attr)}
    others = TAKERS | {THE_LOOP, THE_DISPLAY}
    return bool(takers - others) or not said.isdisjoint(("named_parameters", "requires_grad"))


def _mentions_parameters(value: ir.Expr) -> bool:
    wanted = ("parameters", "named_parameters")
    return any(
        isinstance(part, ir.Call) and isinstance(part.func, ir.Attr) and part.func.name in wanted
        for part in walk(value)
    )


def _builtin(code: ir.Code, func: ir.Expr) -> str | None:
    free = isinstance(func, ir.Name) and func.id not in code.assigned
    return f"builtins.{func.id}" if free and isinstance(func, ir.Name) else None


# --- who uses it up ---


def _uses(program: Program, code: ir.Code, name: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    for index, node in enumerate(code.nodes):
        found = sorted(_taken(program, code, node.op, name))
        if found:
            yield index, found[:1] if _chooses(node.op) else found


def _chooses(op: ir.Op) -> bool:
    """Tell whether an operation evaluates some of its expressions and not others."""
    choices = (ir.Choice, ir.Bool, ir.Lambda)
    return any(isinstance(part, choices) for top in operands(op) for part in walk(top))


def _taken(program: Program, code: ir.Code, op: ir.Op, name: str) -> Iterator[tuple[int, str]]:
    if isinstance(op, ir.For) and _is(op.iterable, name):
        yield op.iterable.at, THE_LOOP
    for top in operands(op):
        for part in walk(top):
            if isinstance(part, ir.Call):
                taker = _taker(program, code, part)
                if taker and any(_gives(arg.value, name) for arg in part.args):
                    yield part.at, taker
            elif isinstance(part, ir.Comprehension) and _runs_over(part, name):
                yield part.at, THE_DISPLAY


def _runs_over(display: ir.Comprehension, name: str) -> bool:
    return display.kind != "generator" and _is(display.loops[0][1], name)


def _taker(program: Program, code: ir.Code, call: ir.Call) -> str:
    """Return who takes all of its arguments, empty where nobody knows."""
    if isinstance(call.func, ir.Name) and call.func.id in TAKERS and call.func.id not in code.assigned:
        return f"`{call.func.id}`"
    found = qualified(program, code, call.func) or ""
    return f"`{ir.render(call.func)}`" if found in UTILS or optimizer_kind(found) is not None else ""


def _gives(value: ir.Expr, name: str) -> bool:
    """Tell whether an argument is the iterator, a group of parameters, or a generator over it."""
    match value:
        case ir.Sequence(items=items):
            return any(isinstance(item, ir.Mapping) and _gives(item, name) for item in items)
        case ir.Mapping(items=items):
            return any(_is(given, name) for _, given in items)
        case ir.Comprehension(kind="generator", loops=((_, iterable, _), *_)):
            return _is(iterable, name)
        case _:
            return _is(value, name)


def _is(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Name | ir.Attr) and ir.render(expr) == name


# --- who comes too late ---


def _exhausted(program: Program, code: ir.Code, kept: Kept) -> Iterator[ExhaustedParameters]:
    made = program.place(kept.value.at)
    for index, ((at, by), *more) in kept.uses.items():
        first = _before(code, kept, index, kept.uses.keys() - {index})
        again = first is None and _is_repeated(code, kept, index)
        if first is not None or again:
            used = None if first is None else program.place(kept.uses[first][0][0])
            yield ExhaustedParameters(program.place(at), kept.name, by, made, used, again)
        for later, taker in more:
            yield ExhaustedParameters(program.place(later), kept.name, taker, made, program.place(at))


def _before(code: ir.Code, kept: Kept, index: int, others: set[int]) -> int | None:
    """Return a use that is on every way from the binding to this one, or one of several that are."""
    if index in _reached(code, kept.node, others) or index not in _reached(code, kept.node, set()):
        return None
    return min(
        (other for other in others if other in _reached(code, kept.node, others - {other})), default=None
    )


def _reached(code: ir.Code, start: int, closed: set[int]) -> set[int]:
    """Return the nodes behind ``start`` that can be reached without leaving one of ``closed`` behind.

    Whoever raises has used nothing up.
    """
    found: set[int] = set()
    pending = list(code.nodes[start].succ)
    while pending:
        index = pending.pop()
        if index in found or index == start:
            continue
        found.add(index)
        node = code.nodes[index]
        pending += node.handlers if index in closed else (*node.succ, *node.handlers)
    return found


def _is_repeated(code: ir.Code, kept: Kept, index: int) -> bool:
    """Tell whether every pass of a loop around the use, and not around the binding, uses it again."""
    heads = [h for h in code.nodes[index].loops if h != index and h not in code.nodes[kept.node].loops]
    return any(_is_in_every_pass(code, head, index) for head in heads)


def _is_in_every_pass(code: ir.Code, head: int, index: int) -> bool:
    found: set[int] = set()
    pending = [code.nodes[head].succ[0]]
    while pending:
        current = pending.pop()
        if current == head:
            return False
        if current in found or current == index:
            continue
        found.add(current)
        pending += code.nodes[current].succ
    return True
