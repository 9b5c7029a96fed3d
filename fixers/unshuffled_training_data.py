"""Adds ``shuffle=True`` behind the batch size, or behind the last argument."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "The data are the same, in another order in each epoch: an earlier run is not repeated exactly."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the argument, on a line of its own where the others have theirs."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call) or not call.args:
        raise CannotEdit("the call does not show its arguments")
    args = list(call.args)
    position = next((i for i, arg in enumerate(args) if _is_size(i, arg)), len(args) - 1)
    if any(arg.keyword is None for arg in args[position + 1 :]):
        raise CannotEdit("arguments without a name follow the batch size")
    start, end = editor.tree.positions.offsets(args[position].value)
    start = editor.tree.positions.offsets(args[position])[0]
    line = editor.text[editor.lines.start(start) : start]
    own = not line.strip() and len(args) > 1
    gap = editor.lines.newline_near(start) + line if own else " "
    edit = Edit(end, end, f",{gap}shuffle=True")
    return Fix("Shuffle the training data", (edit,), Applicability.SAFE, REASON)


def _is_size(position: int, arg: cst.Arg) -> bool:
    return arg.keyword.value == "batch_size" if arg.keyword is not None else position == 1
