"""Tells dropout the mode: ``training=self.training``, or a rate that is zero in evaluation."""

from __future__ import annotations

import re

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called, is_atom

REASON = "In training mode nothing changes."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the edit of the one call."""
    call = editor.node(verdict.at)
    assert isinstance(call, cst.Call)  # the verdict points at it
    mode = f"{verdict.text('module')}.training"
    if isinstance(call.func, cst.Call):
        title, edit = f"Call the function with `training={mode}`", _as_function(call, call.func, mode, editor)
    elif called(call) == "scaled_dot_product_attention":
        title, edit = "Drop in training alone", _rate(verdict, mode, editor)
    elif "Dropout" in verdict.text("call"):
        raise CannotEdit("the layer has a name of its own here")
    else:
        title, edit = f"Pass `training={mode}`", _appended(call, f"training={mode}", editor)
    return Fix(title, (edit,), Applicability.SAFE, REASON)


def _appended(call: cst.Call, argument: str, editor: Editor) -> Edit:
    last = call.args[-1].value
    if last.lpar:
        raise CannotEdit("the last argument stands in parentheses")
    end = editor.tree.positions.offsets(last)[1]
    return Edit(end, end, f", {argument}")


def _rate(verdict: Verdict, mode: str, editor: Editor) -> Edit:
    place = verdict.place("rate")
    assert place is not None  # without one the rate is zero
    rate = editor.node(place)
    assert isinstance(rate, cst.BaseExpression)
    text = editor.source(rate)
    if not is_atom(rate) and not isinstance(rate, cst.Integer):
        raise CannotEdit("the rate is not a plain expression")
    return editor.replace(rate, f"{text} if {mode} else 0.0")


def _as_function(call: cst.Call, layer: cst.Call, mode: str, editor: Editor) -> Edit:
    """Turn ``nn.Dropout(p)(x)`` into ``nn.functional.dropout(x, p, training=...)``."""
    name = called(layer)
    if not isinstance(layer.func, cst.Attribute) or editor.source(layer.func.value) not in ("nn", "torch.nn"):
        raise CannotEdit("torch.nn.functional has no name here")
    if len(call.args) != 1 or call.args[0].keyword is not None:
        raise CannotEdit("the layer is not called with one tensor")
    if sum(arg.keyword is None for arg in layer.args) > 1:
        raise CannotEdit("the layer has arguments that the function takes elsewhere")
    given = [editor.source(call.args[0].value), *(_argument(arg, editor) for arg in layer.args)]
    function = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    prefix = editor.source(layer.func.value)
    return editor.replace(call, f"{prefix}.functional.{function}({', '.join(given)}, training={mode})")


def _argument(arg: cst.Arg, editor: Editor) -> str:
    value = editor.source(arg.value)
    return value if arg.keyword is None else f"{arg.keyword.value}={value}"
