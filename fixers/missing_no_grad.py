"""Decorates a function that evaluates with ``@torch.no_grad()``, or puts the loop under it."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, path
from ._walk import called, calls, mentions, receiver, walk

REASON = "What is computed stays the same."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the decorator where the function does nothing else, or the loop indented under a context."""
    place = verdict.place("region")
    region = editor.statement(editor.node(place if place is not None else verdict.at))
    if not any(path(name) == "torch" for name in _imported(editor.tree.module)):
        raise CannotEdit("torch has no name in the file")
    if any(isinstance(node, cst.Yield | cst.Await) for node in walk(region)):
        raise CannotEdit("the evaluation is left and entered again in the middle")
    function = editor.enclosing(region, cst.FunctionDef)
    if function is not None and _only_evaluates(function, region, editor):
        edit = editor.insert_before(function, "@torch.no_grad()")
        return Fix("Decorate with `@torch.no_grad()`", (edit,), Applicability.SAFE, REASON)
    _refuse_backward(region, editor)
    edits = editor.indent_under(region, "with torch.no_grad():")
    return Fix("Evaluate under `torch.no_grad()`", edits, Applicability.SAFE, REASON)


def _imported(module: cst.Module) -> list[cst.CSTNode]:
    """Return what import statements bind without another name."""
    return [
        node.name
        for node in walk(module, functions=True)
        if isinstance(node, cst.ImportAlias) and node.asname is None and isinstance(node.name, cst.Name)
    ]


def _only_evaluates(function: cst.FunctionDef, region: cst.CSTNode, editor: Editor) -> bool:
    """Tell whether a function evaluates in ``region`` and does nothing else with a model."""
    if function.decorators or mentions(("backward", "train", "step"), function.body):
        return False
    if any(isinstance(node, cst.Yield | cst.FunctionDef | cst.Lambda) for node in walk(function.body)):
        return False
    body = function.body
    return isinstance(body, cst.IndentedBlock) and any(line is region for line in body.body)


def _refuse_backward(region: cst.BaseStatement, editor: Editor) -> None:
    """Refuse where a backward below goes into what the evaluation has computed."""
    siblings, index = editor.block(region)
    bound = changed(region)
    for call in calls(*siblings[index + 1 :]):
        owner = receiver(call)
        if called(call) == "backward" and (owner is None or path(owner) in bound):
            raise CannotEdit("what is computed here may be learned from below")
