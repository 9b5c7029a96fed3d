"""Moves of a whole line behind another one of the same block."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import Editor

from ._walk import mentions


def with_update(lines: Sequence[cst.BaseStatement], step: int) -> int:
    """Return the index of the scaler's update where it comes right after the step, else of the step."""
    below = step + 1
    scaled = mentions(("step",), lines[step]) and below < len(lines)
    return below if scaled and _is_update(lines[below]) else step


def _is_update(line: cst.BaseStatement) -> bool:
    """Tell ``scaler.update()`` from the update of anything else."""
    match line:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=cst.Attribute() as func, args=[]))]):
            owner = func.value.attr if isinstance(func.value, cst.Attribute) else func.value
            named = isinstance(owner, cst.Name) and "scaler" in owner.value.lower()
            return named and func.attr.value == "update"
        case _:
            return False


def behind(editor: Editor, moved: cst.BaseStatement, line: cst.BaseStatement) -> tuple[Edit, ...]:
    """Return the edits that move a statement, with its comments, behind ``line``."""
    return editor.move_after(moved, line)
