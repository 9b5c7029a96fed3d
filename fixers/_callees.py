"""Functions of the file that are called by name, and what their parameters are given."""

from __future__ import annotations

import libcst as cst

from lintrain.syntax.edit import Editor

from ._names import path
from ._walk import called, receiver, walk


def definition(editor: Editor, call: cst.Call) -> cst.FunctionDef | None:
    """Return the only function of the file that has the name which is called."""
    nodes = walk(editor.tree.module, functions=True)
    found = [node for node in nodes if isinstance(node, cst.FunctionDef) and node.name.value == called(call)]
    plain = isinstance(call.func, cst.Name) or path(call.func).startswith(("self.", "cls."))
    return found[0] if len(found) == 1 and plain and not found[0].decorators else None


def only_call(editor: Editor, function: cst.FunctionDef) -> cst.Call | None:
    """Return the call of a function where the file mentions it nowhere else."""
    nodes = list(walk(editor.tree.module, functions=True))
    name = function.name.value
    mentioned = [n for n in nodes if isinstance(n, cst.Name) and n.value == name and n is not function.name]
    found = [n for n in nodes if isinstance(n, cst.Call) and called(n) == name]
    decorated = bool(function.decorators)
    return found[0] if len(found) == len(mentioned) == 1 and not decorated else None


def given(editor: Editor, call: cst.Call, function: cst.FunctionDef, text: str) -> str:
    """Return how the caller writes what ``function`` knows as ``text``, or nothing where that is unknown."""
    names = [param.name.value for param in function.params.params]
    owner = receiver(call)
    if owner is not None and names[:1] == ["self"] and path(owner) == "self":
        if text.startswith("self."):
            return text
        names = names[1:]
    if any(arg.star for arg in call.args):
        return ""
    by_name = {arg.keyword.value: arg for arg in call.args if arg.keyword is not None}
    by_place = dict(zip(names, (arg for arg in call.args if arg.keyword is None), strict=False))
    arg = (by_name | by_place).get(text)
    return "" if arg is None else editor.source(arg.value)
