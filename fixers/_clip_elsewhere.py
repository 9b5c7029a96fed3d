"""A clip whose step makes its gradients itself: it goes into the closure, or becomes an argument."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Edit
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import changed, clash, path, read
from ._walk import assignment, called, calls, direct, scope, walk

CLOSED = "the step makes its gradients itself, in a closure"
UNWRITTEN = "the step is not written as a call of step()"


def into_closure(
    verdict: Verdict, editor: Editor, step: cst.Call, clip: cst.BaseStatement
) -> tuple[Edit, ...]:
    """Return the move behind the backward of the closure that ``step`` is given."""
    place = verdict.place("backward")
    backward = None if place is None else editor.node(place)
    closure = None if backward is None else scope(editor, backward)
    if not isinstance(backward, cst.Call) or not isinstance(closure, cst.FunctionDef) or len(step.args) != 1:
        raise CannotEdit(CLOSED)
    line = editor.statement(backward)
    others = [call for call in calls(closure.body) if called(call) == "backward" and call is not backward]
    home = closure.body.children
    if not direct(line, backward) or others or not any(line is row for row in home):
        raise CannotEdit(CLOSED)
    if not _is_given(editor, step.args[0].value, closure) or not _means_the_same(editor, clip, closure):
        raise CannotEdit(CLOSED)
    return editor.move_after(clip, line)


def _is_given(editor: Editor, given: cst.BaseExpression, closure: cst.FunctionDef) -> bool:
    """Tell whether the closure is what is given, by its name or as all that a lambda calls."""
    name = closure.name.value
    nodes = walk(editor.tree.module, functions=True)
    if sum(isinstance(node, cst.FunctionDef) and node.name.value == name for node in nodes) != 1:
        return False
    if isinstance(given, cst.Lambda):
        body = given.body
        return isinstance(body, cst.Call) and path(body.func) in (name, f"self.{name}")
    return path(given) in (name, f"self.{name}")


def _means_the_same(editor: Editor, clip: cst.BaseStatement, closure: cst.FunctionDef) -> bool:
    """Tell whether all names of the clip stand for the same things in the closure."""
    names, home = read(clip), scope(editor, clip)
    if clash(changed(closure.body), names) or not isinstance(clip, cst.SimpleStatementLine):
        return False
    if scope(editor, closure) is home:
        return not isinstance(clip.body[0], cst.Assign) and not _parameters(closure) & _roots(names)
    own = _parameters(home) | changed(*([home.body] if isinstance(home, cst.FunctionDef) else []))
    known = {"self"} if _class(editor, home) is _class(editor, closure) is not None else set[str]()
    foreign = _roots(names) & (own | _parameters(closure)) - known
    return not foreign and not isinstance(clip.body[0], cst.Assign)


def _roots(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def _parameters(function: cst.CSTNode) -> set[str]:
    if not isinstance(function, cst.FunctionDef):
        return set()
    return {node.name.value for node in walk(function.params) if isinstance(node, cst.Param)}


def _class(editor: Editor, function: cst.CSTNode) -> cst.ClassDef | None:
    return editor.enclosing(function, cst.ClassDef)


def into_scaler(editor: Editor, step: cst.Call, clip: cst.CSTNode) -> tuple[Edit, ...]:
    """Return the threshold as an argument of timm's scaler, which clips between backward and step."""
    line = editor.statement(clip)
    match line, clip:
        case (
            cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call() as whole)]),
            cst.Call(args=[cst.Arg(keyword=None, star="") as given, cst.Arg(star="") as limit]),
        ) if whole is clip and called(clip) == "clip_grad_norm_" and _is_threshold(limit):
            pass
        case _:
            raise CannotEdit(UNWRITTEN)
    plain = all(arg.keyword is None and not arg.star for arg in step.args)
    if not plain or len(step.args) != 2 or not _is_timm(editor, step.func):
        raise CannotEdit(UNWRITTEN)
    siblings, index = editor.block(line)
    if index == 0 or siblings[index - 1] is not editor.statement(step):
        raise CannotEdit(UNWRITTEN)
    added = f", clip_grad={editor.source(limit.value)}, parameters={editor.source(given.value)}"
    end = editor.tree.positions.offsets(step.args[-1])[1]
    return Edit(end, end, added), editor.delete(line)


def _is_threshold(arg: cst.Arg) -> bool:
    return arg.keyword is None or arg.keyword.value == "max_norm"


def _is_timm(editor: Editor, scaler: cst.BaseExpression) -> bool:
    """Tell whether a name stands for timm's ``NativeScaler``, and for nothing else."""
    nodes = list(walk(editor.tree.module, functions=True))
    imported = any(
        isinstance(n, cst.ImportFrom) and n.module is not None and path(n.module).startswith("timm.utils")
        for n in nodes
    )
    found = [value for n in nodes if (both := assignment(n)) and path(both[0]) == path(scaler)
             for value in both[1:]]  # fmt: skip
    made = [isinstance(value, cst.Call) and called(value) == "NativeScaler" for value in found]
    return imported and bool(path(scaler)) and bool(made) and all(made)
