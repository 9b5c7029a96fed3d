"""Draws the weights by the scheme that is made for the activation."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

REASON = "The model begins with other weights, and may need another learning rate."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the replacement of the one call."""
    call = editor.node(verdict.at)
    assert isinstance(call, cst.Call)  # the verdict points at it
    if not isinstance(call.func, cst.Attribute):
        raise CannotEdit("the function has a name of its own here")
    if any(arg.keyword is not None and arg.keyword.value == "generator" for arg in call.args):
        raise CannotEdit("a generator is passed")
    if call.args[0].keyword is not None:
        raise CannotEdit("the weight is passed by keyword")
    prefix = editor.source(call.func.value)
    drawn = call.func.attr.value.removesuffix("_").rpartition("_")[2]
    scheme, more = _scheme(verdict, prefix)
    text = f"{prefix}.{scheme}_{drawn}_({editor.source(call.args[0].value)}{more})"
    return Fix(
        f"Draw the weights by `{scheme}_{drawn}_`",
        (editor.replace(call, text),),
        Applicability.UNSAFE,
        REASON,
    )


def _scheme(verdict: Verdict, prefix: str) -> tuple[str, str]:
    """Return the scheme for the activation, and its further arguments."""
    activation, slope = verdict.text("activation"), verdict.text("slope")
    match activation:
        case "ReLU" | "ReLU6":
            return "kaiming", ', nonlinearity="relu"'
        case "LeakyReLU" if slope:
            return "kaiming", f", a={slope}"
        case "Tanh":
            return "xavier", f', gain={prefix}.calculate_gain("tanh")'
        case "Sigmoid":
            return "xavier", ""
        case _:
            raise CannotEdit("the layers feed several activations, or slopes that are not known")
