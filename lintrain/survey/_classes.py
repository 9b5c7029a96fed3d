"""The classes of a file that are modules of torch, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.program import Program
from lintrain.survey._names import expressions, target
from lintrain.syntax import ir

MOST_BASES = 8
"""A class is followed so far up."""


def modules(program: Program) -> Iterator[int]:
    """Yield the classes of the file that certainly are modules, by the number of their body."""
    return (at for at in program.root.classes if is_module(program, at))


def is_module(program: Program, at: int, depth: int = 0) -> bool:
    """Tell whether the class at ``at`` certainly derives from ``torch.nn.Module``."""
    return any(
        (isinstance(base, str) and is_module_name(program, base))
        or (isinstance(base, int) and depth < MOST_BASES and is_module(program, base, depth + 1))
        for base in bases(program, at)
    )


def is_module_name(program: Program, name: str) -> bool:
    """Tell whether a class of a library, given by its documented name, is a module."""
    head, _, last = name.rpartition(".")
    if head == "torch.nn":
        return last[:1].isupper() and "Parameter" not in last
    known = program.speech.bases.get(program.speech.canonical(name))
    return name == "torch_geometric.nn.MessagePassing" or (known is not None and known.module)


def bases(program: Program, at: int) -> list[str | int | None]:
    """Return what a class derives from: documented names, classes of the project, or what is not known."""
    around = program.codes[program.within[at]]
    found = [target(program, around, base) for base in program.classes[at].bases]
    return [None if isinstance(base, int) and base not in program.classes else base for base in found]


def owner(program: Program, code: ir.Code) -> tuple[int, ir.Code] | None:
    """Return the class that a function belongs to, and the method of it that the function is or stands in."""
    scope: ir.Code | None = code
    while scope is not None and scope.kind in ("function", "lambda"):
        if scope.at in program.owner:
            return program.owner[scope.at], scope
        scope = program.codes.get(program.within.get(scope.at, -1))
    return None


def method_codes(program: Program, at: int) -> Iterator[ir.Code]:
    """Yield the methods of a class, and the functions that stand in them."""
    for define in program.methods[at].values():
        yield from _inside(program, define.code)


def _inside(program: Program, code: ir.Code) -> Iterator[ir.Code]:
    yield code
    index = program.names(code.at)
    if code.at in index.enclosing:
        inner = [index.codes[at] for at, around in index.within.items() if around == code.at]
        for each in inner:
            if each.kind in ("function", "lambda"):
                yield from _inside(program, each)


def receiver(program: Program, method: ir.Code) -> str:
    """Return what a method calls the object it is called on; empty for static and class methods."""
    names = {d.id for d in program.defines[method.at].decorators if isinstance(d, ir.Name)}
    if names & {"staticmethod", "classmethod"} or not method.parameters:
        return ""
    return method.parameters[0].name


def assigned(program: Program, at: int, name: str) -> list[ir.Expr]:
    """Return everything that methods of a class assign to the attribute ``name`` of their object."""
    return [
        op.value
        for code in method_codes(program, at)
        for op in (node.op for node in code.nodes)
        if isinstance(op, ir.Assign) and any(is_own(program, code, each, name) for each in op.targets)
    ]


def is_own(program: Program, code: ir.Code, expr: ir.Expr, name: str | None = None) -> bool:
    """Tell whether ``expr`` is an attribute (called ``name``) of the object that a method is called on."""
    match expr:
        case ir.Attr(base=ir.Name(id=base), name=attribute):
            belongs = owner(program, code)
            own = belongs is not None and base == receiver(program, belongs[1])
            return own and name in (None, attribute)
        case _:
            return False


def calls_of(program: Program, at: int, name: str) -> Iterator[tuple[ir.Code, int]]:
    """Yield where methods of a class call another one: the code, and the position of the node in it."""
    for code in method_codes(program, at):
        positions = {id(node.op): index for index, node in enumerate(code.nodes)}
        for part, op in expressions(code):
            if isinstance(part, ir.Call) and is_own(program, code, part.func, name):
                yield code, positions[id(op)]
