"""Splits the parameters into two groups by their number of dimensions."""

from __future__ import annotations

import re

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import path
from ._walk import argument, called, is_path, receiver, walk

RESTORING = re.compile("load|resume|restore")
FRESH = (
    "Scales, shifts and biases are no longer decayed, everything else is as before. Code that reads "
    "optimizer.param_groups[0] alone sees the first group only."
)
RESTORED = (
    "The file restores a saved state or writes to one parameter group: a checkpoint with one group does "
    "not load into an optimizer with two."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the call with a list of two groups in place of the parameters."""
    call = editor.node(verdict.at)
    given = argument(call, "params") if isinstance(call, cst.Call) else None
    if given is None:
        raise CannotEdit("the call does not show its parameters")
    model, name, condition = _parameters(editor, given.value)
    edit = editor.replace(given.value, _groups(editor, given.value, model, name, condition))
    restores = any(_restores(editor, node, model) for node in walk(editor.tree.module, functions=True))
    how = (Applicability.UNSAFE, RESTORED) if restores else (Applicability.SAFE, FRESH)
    return Fix("Leave norms and biases out of the weight decay", (edit,), *how)


def _groups(editor: Editor, given: cst.CSTNode, model: str, name: str, condition: str) -> str:
    start = editor.tree.positions.offsets(given)[0]
    line = editor.text[editor.lines.start(start) : start]
    outer = line[: len(line) - len(line.lstrip())]
    inner = outer + editor.tree.module.default_indent
    also = f" and {condition}" if condition else ""

    def chosen(comparison: str) -> str:
        return f'"params": [{name} for {name} in {model}.parameters() if {name}.ndim {comparison} 1{also}]'

    newline = editor.lines.newline_near(start)
    decayed, spared = f"{{{chosen('>')}}},", f'{{{chosen("<=")}, "weight_decay": 0.0}},'
    return newline.join(("[", inner + decayed, inner + spared, f"{outer}]"))


def _parameters(editor: Editor, given: cst.BaseExpression) -> tuple[str, str, str]:
    """Return the model, a name for one parameter, and the condition that selects them, all as text."""
    match given:
        case cst.Call(func=cst.Name(value="list" | "tuple" | "iter"), args=[cst.Arg(value=inner)]):
            return _parameters(editor, inner)
        case cst.Call(
            func=cst.Name(value="filter"), args=[cst.Arg(value=cst.Lambda() as test), cst.Arg(value=inner)]
        ):
            params = test.params.params
            if len(params) == 1 and _model(editor, inner):
                return _model(editor, inner), params[0].name.value, _condition(editor, test.body)
        case cst.ListComp() | cst.GeneratorExp() if given.for_in.inner_for_in is None:
            name, loop = path(given.elt), given.for_in
            if name and path(loop.target) == name and _model(editor, loop.iter):
                tests = [_condition(editor, test.test) for test in loop.ifs]
                return _model(editor, loop.iter), name, " and ".join(tests)
        case _ if model := _model(editor, given):
            return model, "param" if path(given).partition(".")[0] == "p" else "p", ""
    raise CannotEdit("the parameters are chosen in a way that cannot be split")


def _model(editor: Editor, expr: cst.BaseExpression) -> str:
    """Return ``model`` of ``model.parameters()``, or nothing."""
    if isinstance(expr, cst.Call) and called(expr) == "parameters" and not expr.args:
        owner = receiver(expr)
        return editor.source(owner) if owner is not None and is_path(owner) else ""
    return ""


def _condition(editor: Editor, test: cst.BaseExpression) -> str:
    text = editor.source(test)
    plain = isinstance(test, cst.Attribute | cst.Name | cst.Call | cst.Comparison | cst.Subscript)
    return text if plain and "\n" not in text else f"({text})"


def _restores(editor: Editor, node: cst.CSTNode, model: str) -> bool:
    """Tell whether ``node`` restores the state of something that may be the optimizer, or sets one group."""
    match node:
        case cst.Call() if called(node) in ("load_state_dict", "load_state"):
            owner = receiver(node)
            return owner is None or not f"{editor.source(owner)}.".startswith(f"{model}.")
        case cst.Call() if RESTORING.search(called(node)):
            return any("optim" in path(arg.value).rpartition(".")[2].lower() for arg in node.args)
        case cst.AssignTarget(target=target) | cst.AugAssign(target=target):
            return any(_is_group(part) for part in walk(target))
        case _:
            return False


def _is_group(node: cst.CSTNode) -> bool:
    match node:
        case cst.Subscript(value=cst.Attribute(attr=cst.Name(value="param_groups"))):
            return True
        case _:
            return False
