"""Inserts ``model.eval()`` before the evaluation, and ``model.train()`` behind it where training goes on."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._course import Course
from ._names import changed, path, read, rebinds
from ._walk import called, calls, is_path, jumps, mentions, walk

METHODS = ("forward", "generate", "predict", "encode")
REASON = (
    "Dropout is off and BatchNorm uses its running statistics, which no longer take in the evaluation's "
    "data. That can change the weights that training produces, and is the repair."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertions around the outermost statement that is evaluation only."""
    model = _model(verdict, editor)
    text = editor.source(model)
    place = verdict.place("region") or verdict.at
    region = editor.statement(editor.node(place))
    _refuse_training(editor, editor.node(place), region)
    if rebinds(changed(region), read(model)):
        raise CannotEdit("the model is chosen inside the evaluation")
    edits = [editor.insert_before(region, f"{text}.eval()")]
    if Course(editor, text).trains_on(region):
        if _is_left(region):
            raise CannotEdit("the evaluation is left from its inside, where train() after it is not reached")
        edits.append(editor.insert_after(region, f"{text}.train()"))
    return Fix(f"Insert `{text}.eval()`", tuple(edits), Applicability.SAFE, REASON)


def _model(verdict: Verdict, editor: Editor) -> cst.BaseExpression:
    """Return the model as the call writes it."""
    call = editor.node(verdict.at)
    if not isinstance(call, cst.Call):
        raise CannotEdit("the model is not called by name")
    model = call.func
    if isinstance(model, cst.Attribute):
        inner = model.value
        if called(call) in METHODS or path(inner) == verdict.text("region"):
            model = inner
    if not is_path(model) or path(model) == "self":
        raise CannotEdit("the model has no name where it is evaluated")
    return model


def _is_left(region: cst.BaseStatement) -> bool:
    """Tell whether ``region`` may be left other than by its end."""
    returns = any(isinstance(node, cst.Return | cst.Yield) for node in walk(region))
    return returns or jumps(region, cst.Break, cst.Continue)


def _refuse_training(editor: Editor, place: cst.CSTNode, region: cst.BaseStatement) -> None:
    """Refuse where one piece of code serves training and evaluation, and a flag tells them apart."""
    if mentions(("backward",), region):
        raise CannotEdit("training and evaluation are one piece of code")
    contexts = [place.item] if isinstance(place, cst.WithItem) else []
    around: cst.CSTNode | None = region
    while around is not None and not isinstance(around, cst.FunctionDef):
        contexts += [item.item for item in around.items] if isinstance(around, cst.With) else []
        around = editor.tree.parent(around)
    chosen = any(_is_flag(call) for call in [*contexts, *calls(region)])
    if chosen or (isinstance(place, cst.WithItem) and not isinstance(place.item, cst.Call)):
        raise CannotEdit("training and evaluation are one piece of code that a flag tells apart")


def _is_flag(context: cst.BaseExpression) -> bool:
    """Tell whether ``context`` switches gradients by a variable."""
    match context:
        case cst.Call(args=[cst.Arg(value=mode)]) if called(context) == "set_grad_enabled":
            return path(mode) not in ("True", "False")
        case _:
            return False
