"""Loops that train on one data loader, pass after pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lintrain.flow.program import Program
from lintrain.survey._travel import Calls, Journey, Name, iterated
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

OF_LOADER = frozenset(("dataset", "batch_size", "num_workers", "collate_fn", "drop_last"))
"""Attributes of a loader that anybody may read."""
MOST_CALLERS = 3
"""So many calls deep the pass over the data may stand inside the loop over the epochs."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One ``loop`` over a loader that goes backward, and the loop over ``epochs`` around it, in ``code``."""

    loop: ir.For
    code: ir.Code
    epochs: ir.Node


def passes(program: Program, calls: Calls, name: Name, bound: Sequence[Name]) -> Iterator[Pass]:
    """Yield the loops over what ``name`` stands for that are made again and again.

    Where a loop binds one of the names ``bound``, each of its passes has a loader of its own.
    """
    paths = {each.path for each in bound}
    for code in Journey(program, calls, OF_LOADER).visible(name):
        for index, node in enumerate(code.nodes):
            op = node.op
            if isinstance(op, ir.For) and name.path in iterated(op.iterable) and _trains(calls, code, index):
                found = _epochs(calls, paths, code, node, 0)
                if found is not None:
                    yield Pass(op, *found)


def _trains(calls: Calls, code: ir.Code, head: int) -> bool:
    """Tell whether a loop goes backward, itself or in a function of the file that it calls."""
    for node in code.nodes:
        if head not in node.loops:
            continue
        for part in (part for top in operands(node.op) for part in walk(top)):
            if isinstance(part, ir.Attr) and part.name == "backward":
                return True
            target = calls.target(code, part) if isinstance(part, ir.Call) else None
            if target is not None and "backward" in target.words:
                return True
    return False


def _epochs(
    calls: Calls, paths: set[str], code: ir.Code, node: ir.Node, depth: int
) -> tuple[ir.Code, ir.Node] | None:
    """Return the loop that makes pass after pass over one loader, with the code that it stands in."""
    for head in reversed(node.loops):
        if _binds(paths, code, head):
            return None
        if not _is_once(code.nodes[head].op):
            return code, code.nodes[head]
    sites = calls.of(code) if depth < MOST_CALLERS else []
    found = [_epochs(calls, paths, site.code, site.node, depth + 1) for site in sites]
    return next((each for each in found if each is not None), None)


def _binds(paths: set[str], code: ir.Code, head: int) -> bool:
    """Tell whether a loop makes its loader, or what decides about its order, anew."""
    inside = (node.op for node in code.nodes if head in node.loops)
    targets = (target for op in inside if isinstance(op, ir.Assign) for target in op.targets)
    return any(ir.render(part) in paths for target in targets for part in walk(target))


def _is_once(op: ir.Op) -> bool:
    """Tell whether a loop makes a single pass: ``for epoch in range(1)``."""
    return isinstance(op, ir.For) and ir.render(op.iterable) == "range(1)"
