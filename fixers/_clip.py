"""Moves of a clip: what it must not cross, and the ``unscale_`` that it needs at its new place."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, read
from ._walk import called, calls, receiver


def refuse_dependent(clip: cst.BaseStatement, skipped: Sequence[cst.BaseStatement]) -> None:
    """Refuse to move a clip across lines that use what it binds, or bind what it uses."""
    if clash(changed(*skipped), read(clip)) or clash(changed(clip), read(*skipped)):
        raise CannotEdit("what stands between step and clip belongs to one of them")


def unscale(editor: Editor, step: cst.Call, above: Sequence[cst.BaseStatement], scaled: bool) -> str:
    """Return the line that unscales the gradients, or nothing where they have their true size.

    ``above`` are the lines over the new place of the clip, ``scaled`` tells that they certainly are scaled.
    """
    owner = receiver(step)
    if not step.args or owner is None:
        if scaled:
            raise CannotEdit("the step bypasses the scaler")
        return ""
    scaler, optimizer = editor.source(owner), editor.source(step.args[0].value)
    own = [line for line in above if _unscales(editor, line, optimizer)]
    if own and not scaled and isinstance(own[-1], cst.SimpleStatementLine):
        return ""
    if own or not (scaled or any(_scales(editor, line, scaler) for line in above)):
        raise CannotEdit("it is uncertain whether the gradients are scaled there")
    return f"{scaler}.unscale_({optimizer})"


def _unscales(editor: Editor, line: cst.CSTNode, optimizer: str) -> bool:
    given = (call.args for call in calls(line) if called(call) == "unscale_")
    return any(editor.source(arg.value) == optimizer for args in given for arg in args)


def _scales(editor: Editor, line: cst.CSTNode, scaler: str) -> bool:
    owners = (receiver(call) for call in calls(line) if called(call) == "scale")
    return any(owner is not None and editor.source(owner) == scaler for owner in owners)
