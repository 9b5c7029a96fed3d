"""A clip that comes too late: which lines make it up, and in front of which line they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._callees import definition, only_call
from ._names import changed, clash, path, read
from ._walk import assignment, called, calls, direct, mentions, receiver, walk

GATHERS = (
    "parameters", "named_parameters", "from_iterable", "chain", "list", "tuple", "dict", "filter", "values",
    "items", "children", "modules", "enumerate",
)  # fmt: skip
"""Calls that collect parameters: where they are made does not matter."""

APART = "clip and step stand in different blocks"
Lines = Sequence[cst.BaseStatement]


@dataclass(frozen=True, slots=True)
class Move:
    """Lines that move together, the clip last, and the line that they are to stand in front of."""

    lines: Lines
    target: cst.BaseStatement
    produced: bool
    """Whether the gradients are known to be there above the target."""


def move(verdict: Verdict, editor: Editor, clip: cst.BaseStatement, step: cst.Call) -> Move:
    """Return what moves where: the clip, the ``if`` or ``for`` around it alone, or the call that makes it."""
    for unit in _units(editor, clip):
        siblings, index = editor.block(unit)
        before = next((i for i in reversed(range(index)) if _makes(editor, siblings[i], step)), None)
        if before is not None:
            produced = _is_above(verdict, editor, siblings[:before])
            return _checked(editor, siblings[before : index + 1], step, produced)
    raise CannotEdit(APART)


def _is_above(verdict: Verdict, editor: Editor, above: Lines) -> bool:
    place = verdict.place("backward")
    backward = None if place is None else editor.node(place)
    return isinstance(backward, cst.Call) and any(_makes(editor, line, backward) for line in above)


def _units(editor: Editor, clip: cst.BaseStatement) -> Iterator[cst.BaseStatement]:
    unit: cst.BaseStatement | None = clip
    while unit is not None:
        yield unit
        unit = _around(editor, unit)


def _around(editor: Editor, unit: cst.BaseStatement) -> cst.BaseStatement | None:
    """Return what holds nothing but ``unit``: an option, a loop over parameters, the call of a function."""
    body = editor.tree.parent(unit)
    outer = None if body is None else editor.tree.parent(body)
    if not isinstance(body, cst.IndentedBlock) or any(line is not unit for line in body.body):
        return None
    match outer:
        case cst.If(orelse=None, test=head) | cst.For(orelse=None, asynchronous=None, iter=head):
            return editor.statement(outer) if all(called(call) in GATHERS for call in calls(head)) else None
        case cst.FunctionDef():
            call = only_call(editor, outer)
            found = None if call is None else editor.statement(call)
            return found if call is not None and found is not None and direct(found, call) else None
        case _:
            return None


def _makes(editor: Editor, line: cst.BaseStatement, wanted: cst.Call) -> bool:
    """Tell whether a line makes a call: itself, in a block of its own, or in the function that it calls."""
    if any(call is wanted for call in calls(line)):
        return True
    inside = [definition(editor, call) for call in calls(line) if direct(line, call)]
    return any(found is not None and any(call is wanted for call in calls(found.body)) for found in inside)


def _checked(editor: Editor, lines: Lines, step: cst.Call, produced: bool) -> Move:
    """Return the move of the last line above the first, with what is gathered for it in between."""
    target, *between, unit = lines
    moved = [unit]
    for line in reversed(between):
        if _gathers(line) and clash(changed(line), read(*moved)):
            moved.insert(0, line)
    rest = [line for line in between if line not in moved]
    hidden = [found.body for call in calls(target) if (found := definition(editor, call)) is not None]
    skipped = [target, *rest]
    if clash(changed(*skipped, *hidden), read(*moved)) or clash(changed(*moved), read(*skipped)):
        raise CannotEdit("what stands between step and clip belongs to one of them")
    again = not produced or mentions(("backward", "manual_backward"), target, *hidden)
    if not direct(target, step) and not isinstance(target, cst.If) and again:
        raise CannotEdit(APART)
    return Move(moved, target, produced)


def _gathers(line: cst.BaseStatement) -> bool:
    """Tell whether a line does nothing but collect parameters under a name."""
    target, value = assignment(line) or (None, None)
    if target is None or value is None or not isinstance(target, cst.Name):
        return False
    return all(called(call) in GATHERS for call in calls(value))


def branches(editor: Editor, found: Move, step: cst.Call) -> list[tuple[cst.Call, cst.BaseStatement]]:
    """Return the step of each branch of an ``if``, with its line: all step the same optimizer."""
    if len(found.lines) > 1:
        raise CannotEdit(APART)
    wanted = _stepped(editor, step)
    steps = [_only_step(editor, leaf, wanted, found.produced) for leaf in _leaves(found.target)]
    if not wanted or len(steps) < 2:
        raise CannotEdit(APART)
    return steps


def _leaves(choice: cst.CSTNode | None) -> Iterator[cst.BaseSuite]:
    """Yield the bodies of a choice. Raises if there is none for some case."""
    match choice:
        case cst.If(body=body, orelse=orelse):
            yield body
            yield from _leaves(orelse)
        case cst.Else(body=body):
            yield body
        case _:
            raise CannotEdit(APART)


def _only_step(
    editor: Editor, leaf: cst.BaseSuite, wanted: str, produced: bool
) -> tuple[cst.Call, cst.BaseStatement]:
    found = [call for call in calls(leaf) if called(call) == "step" and _stepped(editor, call) == wanted]
    if len(found) != 1 or not direct(line := editor.statement(found[0]), found[0]):
        raise CannotEdit(APART)
    rows = list(leaf.children)
    if not any(line is row for row in rows) or any(isinstance(n, cst.Return) for n in walk(leaf)):
        raise CannotEdit(APART)
    above = rows[: next(i for i, row in enumerate(rows) if row is line)]
    if produced is mentions(("backward",), *above):
        raise CannotEdit(APART)
    return found[0], line


def _stepped(editor: Editor, step: cst.Call) -> str:
    """Return the optimizer that a step is made of: what is stepped, or given to a scaler."""
    owner = receiver(step)
    node = step.args[0].value if step.args else owner
    return editor.source(node) if node is not None and path(node) else ""
