"""Where a gradient scaler is asked to step and to update, as the lines of a block show it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.events import Place
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, read, rebinds
from ._walk import called, calls, direct, is_path, mentions, receiver, scope

Lines = Sequence[cst.BaseStatement]


def asks(editor: Editor, call: cst.Call, scaler: str, name: str) -> bool:
    """Tell whether ``call`` is ``scaler.name(...)``."""
    owner = receiver(call)
    return called(call) == name and owner is not None and editor.source(owner) == scaler


def updates(editor: Editor, root: cst.CSTNode, scaler: str) -> bool:
    """Tell whether the scaler's ``update()`` stands anywhere in ``root``."""
    return any(asks(editor, call, scaler, "update") for call in calls(root))


def last_step(editor: Editor, line: cst.BaseStatement) -> cst.BaseStatement:
    """Return the last line with a step from ``line`` on, before the next backward in its block."""
    siblings, index = editor.block(line)
    last = line
    for below in siblings[index + 1 :]:
        if mentions(("backward",), below):
            break
        if any(
            called(call) == "step" and direct(below, call) and _plays(editor, call) for call in calls(below)
        ):
            last = below
    return last


def _plays(editor: Editor, call: cst.Call) -> bool:
    """Tell whether what steps may be an optimizer or a scaler, by its name."""
    text = editor.source(call.func).lower()
    named = any(word in text for word in ("optim", "opt", "scaler"))
    return named and not any(word in text for word in ("sched", "warm"))


def within_reach(editor: Editor, scaler: str, place: Place | None, line: cst.CSTNode) -> None:
    """Refuse where the scaler's name, as it was used at ``place``, may mean something else at ``line``."""
    if place is None or not scaler:
        raise CannotEdit("the scaler has no name here")
    same = scope(editor, editor.node(place)) is scope(editor, line)
    if not same and not scaler.startswith("self."):
        raise CannotEdit("the scaler is used in another function")
    between = scope(editor, line)
    if same and isinstance(between, cst.FunctionDef) and rebinds(changed(between.body), {scaler}):
        loop = editor.enclosing(line, cst.For, cst.While)
        if loop is not None and rebinds(changed(loop), {scaler}):
            raise CannotEdit("the scaler gets another value in the loop")


def named(editor: Editor, call: cst.Call) -> str:
    """Return what a method is called on, where that is a name or an attribute of one."""
    owner = receiver(call)
    if owner is None or not is_path(owner) or not read(owner):
        raise CannotEdit(f"{called(call)}() is not called on something that has a name")
    return editor.source(owner)
