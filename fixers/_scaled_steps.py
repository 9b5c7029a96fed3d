"""The steps of a scaler that follow a clip: in its block, around it, or in the functions involved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._callees import definition, given, only_call
from ._names import changed, path, read, rebinds
from ._walk import called, calls, direct, is_path, mentions, receiver, scope

Lines = Sequence[cst.BaseStatement]
UNSEEN = "no step of the scaler follows in the same block"


@dataclass(frozen=True, slots=True)
class Steps:
    """Whom the scaler steps, and when: under a condition, or always. ``line`` is that of the last step."""

    optimizers: tuple[str, ...]
    line: cst.BaseStatement
    condition: str = ""


def homes(editor: Editor, clip: cst.BaseStatement) -> Iterator[cst.BaseStatement]:
    """Yield the clip, each ``if`` and ``for`` around it, and the line that alone calls its function."""
    line: cst.BaseStatement | None = clip
    while line is not None:
        yield line
        line = _around(editor, line)


def knows(editor: Editor, home: cst.BaseStatement, clip: cst.BaseStatement, verdict: Verdict) -> bool:
    """Tell whether the scaler's name means the same at ``home`` as at the scaled backward."""
    place = verdict.place("backward")
    if place is None:
        return False
    own = scope(editor, home)
    same = own is scope(editor, clip) or own is scope(editor, editor.node(place))
    return same or verdict.text("backward").startswith("self.")


def _around(editor: Editor, line: cst.BaseStatement) -> cst.BaseStatement | None:
    body = editor.tree.parent(line)
    outer = None if body is None else editor.tree.parent(body)
    if isinstance(outer, cst.If) or (isinstance(outer, cst.For) and outer.body is body):
        return None if mentions(("backward", "step"), outer) else editor.statement(outer)
    call = only_call(editor, outer) if isinstance(outer, cst.FunctionDef) else None
    if call is None or not direct(found := editor.statement(call), call):
        return None
    return found


def steps_behind(editor: Editor, home: cst.BaseStatement, backward: cst.CSTNode, scaler: str) -> Steps | None:
    """Return the steps of ``scaler`` among the lines below ``home``, up to the next backward."""
    siblings, index = editor.block(home)
    found: dict[str, cst.BaseStatement] = {}
    for line in siblings[index + 1 :]:
        if mentions(("backward",), line):
            break
        if not found and (condition := _same_choice(editor, line, backward)):
            return _conditional(editor, line, scaler, condition)
        found |= dict.fromkeys(_stepped(editor, line, scaler), line)
    return Steps(tuple(found), list(found.values())[-1]) if found else None


def _stepped(editor: Editor, line: cst.BaseStatement, scaler: str) -> Iterator[str]:
    """Yield the optimizers that one line lets the scaler step, by itself or in the function that it calls."""
    for call in calls(line):
        if not direct(line, call):
            continue
        if is_step(editor, call, scaler):
            yield editor.source(call.args[0].value)
        elif (function := definition(editor, call)) is not None:
            yield from _stepped_inside(editor, call, function, scaler)


def _stepped_inside(editor: Editor, call: cst.Call, function: cst.FunctionDef, scaler: str) -> Iterator[str]:
    if mentions(("backward", "unscale_"), function.body):
        return
    for inner in calls(function.body):
        owner = receiver(inner)
        if called(inner) != "step" or owner is None or len(inner.args) != 1:
            continue
        if given(editor, call, function, editor.source(owner)) == scaler:
            optimizer = given(editor, call, function, editor.source(inner.args[0].value))
            if not optimizer or rebinds(changed(function.body), read(owner, inner.args[0].value)):
                raise CannotEdit(UNSEEN)
            yield optimizer


def _same_choice(editor: Editor, line: cst.BaseStatement, backward: cst.CSTNode) -> str:
    """Return the condition of an ``if`` that asks the same as the one around the scaled backward."""
    around = editor.enclosing(backward, cst.If)
    if not isinstance(line, cst.If) or around is None or any(calls(line.test)):
        return ""
    inside = any(call is backward for call in calls(around.body))
    test = editor.source(line.test)
    return test if inside and test == editor.source(around.test) else ""


def _conditional(editor: Editor, line: cst.BaseStatement, scaler: str, condition: str) -> Steps | None:
    assert isinstance(line, cst.If)
    inside = [row for row in line.body.body if isinstance(row, cst.SimpleStatementLine)]
    optimizers = [name for row in inside for name in _stepped(editor, row, scaler)]
    return Steps(tuple(dict.fromkeys(optimizers)), line, condition) if optimizers else None


def is_step(editor: Editor, call: cst.Call, scaler: str) -> bool:
    """Tell whether a call is ``scaler.step(optimizer)``, with names for both."""
    owner = receiver(call)
    if called(call) != "step" or owner is None or len(call.args) != 1:
        return False
    return editor.source(owner) == scaler and is_path(owner) and bool(path(call.args[0].value))
