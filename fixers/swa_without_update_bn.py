"""Inserts ``update_bn`` with the loader of the training loop before the averaged model is evaluated."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._imports import imported_as
from ._walk import called, is_path, receiver, scope

MODULE = "torch.optim.swa_utils"
REASON = "It sets the statistics of the averaged model alone, in one pass over the training data."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, above the ``eval()`` that stands before the evaluation."""
    loop = verdict.place("loop")
    node = editor.node(loop) if loop is not None else None
    if not isinstance(node, cst.For):
        raise CannotEdit("no training loop shows the data to measure the statistics on")
    target = editor.statement(editor.node(verdict.at))
    outermost = _outermost(editor, target, node)
    model = verdict.text("updated")
    siblings, index = editor.block(outermost)
    while index and _sets_mode(editor, siblings[index - 1], model):
        index -= 1
    arguments = f"{_loader(editor, node)}, {model}"
    if device := verdict.text("loop"):
        arguments += f", device={device}"
    name, imported = imported_as(editor, MODULE, "update_bn")
    edit = editor.insert_before(siblings[index], f"{name}({arguments})")
    return Fix(
        "Measure the statistics with the averaged weights", (*imported, edit), Applicability.SAFE, REASON
    )


def _loader(editor: Editor, loop: cst.For) -> str:
    """Return the text of what the training loop goes over, without what counts or shows its progress."""
    source = loop.iter
    while isinstance(source, cst.Call) and called(source) in ("enumerate", "tqdm") and source.args:
        source = source.args[0].value
    if not is_path(source):
        raise CannotEdit("the loader of the training loop has no name")
    return editor.source(source)


def _outermost(editor: Editor, target: cst.BaseStatement, loop: cst.For) -> cst.BaseStatement:
    """Return the outermost statement around the evaluation that the training loop does not stand in."""
    if scope(editor, target) is not scope(editor, loop):
        raise CannotEdit("training and evaluation stand in different functions")
    around: set[int] = set()
    node: cst.CSTNode | None = loop
    while node is not None:
        around.add(id(node))
        node = editor.tree.parent(node)
    found = target
    parent = editor.tree.parent(target)
    while parent is not None and id(parent) not in around:
        if isinstance(parent, cst.For | cst.While | cst.With):
            found = editor.statement(parent)
        parent = editor.tree.parent(parent)
    return found


def _sets_mode(editor: Editor, line: cst.BaseStatement, model: str) -> bool:
    match line:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call() as call)]):
            owner = receiver(call)
            return called(call) == "eval" and owner is not None and editor.source(owner) == model
        case _:
            return False
