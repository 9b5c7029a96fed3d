"""Inserts ``optimizer.zero_grad()`` at the head of the loop, or behind the step."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, read, rebinds
from ._walk import called, direct, is_path, jumps, mentions, receiver, walk

REASON = (
    "Each step sees the gradients of its own batches alone. A learning rate that was lowered "
    "to survive the growing sum can be raised again."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion: first in the loop where that cuts no accumulation, else after the step."""
    if verdict.place("doubtful") is not None:
        raise CannotEdit("it is not known which optimizer holds these gradients: the others may need it too")
    place = verdict.place("step")
    step = None if place is None else editor.node(place)
    if not isinstance(step, cst.Call) or called(step) != "step":
        raise CannotEdit("the step is not written as a call of step()")
    optimizer = _optimizer(editor, step, verdict.text("step"), verdict.text("performer"))
    clear = f"{editor.source(optimizer)}.zero_grad()"
    line = editor.statement(step)
    if (head := _loop_head(editor, line, optimizer, editor.node(verdict.at))) is not None:
        edit = editor.insert_before(head, clear)
    else:
        _refuse_second_source(editor, editor.node(verdict.place("stale") or verdict.at), line)
        edit = _behind(editor, line, step, clear)
    return Fix(f"Insert `{clear}`", (edit,), Applicability.SAFE, REASON)


def _optimizer(editor: Editor, step: cst.Call, text: str, performer: str) -> cst.BaseExpression:
    """Return what to clear: the object that steps, or that the scaler steps."""
    owner = receiver(step)
    if owner is None or len(step.args) > 1 or (performer and not step.args):
        raise CannotEdit("the step does not show its optimizer")
    optimizer = owner
    if step.args:
        if editor.source(owner) == text:
            raise CannotEdit("gradients are made in a closure, which has to clear them itself")
        optimizer = step.args[0].value
    if not is_path(optimizer):
        raise CannotEdit("the optimizer has no name")
    return optimizer


def _loop_head(
    editor: Editor, step: cst.BaseStatement, optimizer: cst.BaseExpression, stale: cst.CSTNode
) -> cst.BaseStatement | None:
    """Return the first line of the loop in which each backward is followed by its step.

    Behind another player's backward and step it is the line after them: what that backward
    left in this optimizer's parameters has to go too.
    """
    body = editor.tree.parent(step)
    loop = None if body is None else editor.tree.parent(body)
    if not isinstance(loop, cst.For | cst.While) or loop.body is not body:
        return None
    siblings, last = editor.block(step)
    first = _last_backward(siblings[:last])
    if first is None or any(jumps(line, cst.Continue) for line in siblings[first:last]):
        return None
    if rebinds(changed(loop), read(optimizer)):
        return None
    return siblings[_after_others(siblings[:last], editor.statement(stale))]


def _after_others(lines: Sequence[cst.BaseStatement], stale: cst.BaseStatement) -> int:
    """Return the index behind the last step above ``stale`` that a backward of its own precedes."""
    own = next((index for index, line in enumerate(lines) if line is stale), 0)
    steps = [index for index in range(own) if mentions(("step",), lines[index])]
    if not steps or _last_backward(lines[: steps[-1]]) is None:
        return 0
    return steps[-1] + 1


def _last_backward(lines: Sequence[cst.BaseStatement]) -> int | None:
    simple = [isinstance(line, cst.SimpleStatementLine) and mentions(("backward",), line) for line in lines]
    return max((index for index, found in enumerate(simple) if found), default=None)


def _refuse_second_source(editor: Editor, stale: cst.CSTNode, step: cst.BaseStatement) -> None:
    """Clearing after the step is too early where another backward adds to the gradients behind it."""
    siblings, last = editor.block(step)
    source = _last_backward(siblings[:last])
    if source is not None and siblings[source] is not editor.statement(stale):
        raise CannotEdit("another backward adds to these gradients after the step")


def _behind(editor: Editor, line: cst.BaseStatement, step: cst.Call, clear: str) -> Edit:
    """Return the insertion after the step, and after the scaler's update where that comes next."""
    return editor.insert_after(last_of_step(editor, line, step), clear)


def last_of_step(editor: Editor, line: cst.BaseStatement, step: cst.Call) -> cst.BaseStatement:
    """Return the line behind which the gradients can be cleared: nobody reads them there any more."""
    if not direct(line, step):
        raise CannotEdit("the step is not a statement of its own")
    siblings, index = editor.block(line)
    below: Sequence[cst.BaseStatement] = siblings[index + 1 :]
    if below and _is_update(editor, below[0], step):
        line, below = below[0], below[1:]
    if any(_reads_gradients(node) for node in walk(*below)):
        raise CannotEdit("gradients are read after the step")
    return line


def _reads_gradients(node: cst.CSTNode) -> bool:
    match node:
        case cst.Attribute(attr=cst.Name(value="grad")):
            return True
        case cst.Call():
            return "grad_norm" in called(node)
        case _:
            return False


def _is_update(editor: Editor, line: cst.BaseStatement, step: cst.Call) -> bool:
    match line:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=cst.Attribute() as func))]):
            owner = receiver(step)
            same = owner is not None and editor.source(func.value) == editor.source(owner)
            return same and func.attr.value == "update"
        case _:
            return False
