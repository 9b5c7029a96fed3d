"""Inserts ``model.train()`` at the head of the training that goes on."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, path, read, rebinds
from ._walk import called, calls, is_path, walk

REASON = "Dropout acts again, and BatchNorm takes in the batches: that is how the first epoch was trained."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion before the loop over batches, or at its head where it evaluates, too."""
    call = editor.node(verdict.at)
    assert isinstance(call, cst.Call)  # the verdict points at the forward pass
    model = call.func
    if not is_path(model) or path(model) == "self" or called(call) == "forward":
        raise CannotEdit("the model has no name where it is trained")
    loop = _loop(editor, call)
    if rebinds(changed(loop), read(model)):
        raise CannotEdit("the model is chosen inside the loop")
    line = f"{editor.source(model)}.train()"
    target = _first(loop) if _evaluates(verdict, editor, loop) else loop
    return Fix(f"Insert `{line}`", (editor.insert_before(target, line),), Applicability.SAFE, REASON)


def _loop(editor: Editor, call: cst.Call) -> cst.For | cst.While:
    found = editor.enclosing(call, cst.For, cst.While, cst.FunctionDef, cst.Lambda)
    if not isinstance(found, cst.For | cst.While):
        raise CannotEdit("the model is trained in a function without a loop of its own")
    return found


def _first(loop: cst.For | cst.While) -> cst.BaseStatement:
    if not isinstance(loop.body, cst.IndentedBlock):
        raise CannotEdit("the loop stands on one line")
    first = loop.body.body[0]
    assert isinstance(first, cst.BaseStatement)
    return first


def _evaluates(verdict: Verdict, editor: Editor, loop: cst.CSTNode) -> bool:
    """Tell whether the mode is set inside of ``loop``, or in a function that is called there by name."""
    place = verdict.place("eval")
    if place is None:
        return False
    wanted = editor.node(place)
    functions = {
        node.name.value: node
        for node in walk(editor.tree.module, functions=True)
        if isinstance(node, cst.FunctionDef)
    }
    pending, seen = [loop], set[str]()
    while pending:
        for call in calls(pending.pop()):
            name = called(call)
            if call is wanted:
                return True
            if name in functions and name not in seen:
                seen.add(name)
                pending.append(functions[name])
    return False
