"""Replaces the batch-norm layers of a model by group normalisation."""

from __future__ import annotations

import re

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import argument, called, walk

KIND = re.compile(r"BatchNorm[123]d")
GROUPS, MEMBERS = 32, 4
"""The groups of Wu and He, and the fewest channels that one may have."""
KEPT = ("eps", "affine", "device", "dtype")
REASON = "The model computes something else, and checkpoints with running statistics do not fit any more."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the replacements in the class, or the statement, that builds the layer."""
    place = verdict.place("layer")
    layer = editor.node(place) if place is not None and place.path == verdict.at.path else None
    if not isinstance(layer, cst.Call) or not KIND.fullmatch(called(layer)):
        raise CannotEdit("the layers are not built in this file")
    around = editor.enclosing(layer, cst.ClassDef) or editor.statement(layer)
    found = [node for node in walk(around, functions=True) if isinstance(node, cst.Call)]
    edits = [edit for call in found if KIND.fullmatch(called(call)) for edit in _replaced(editor, call)]
    return Fix("Use group normalisation", tuple(edits), Applicability.UNSAFE, REASON)


def _replaced(editor: Editor, call: cst.Call) -> tuple[Edit, ...]:
    if not isinstance(call.func, cst.Attribute):
        raise CannotEdit("the layers are not called by the name of their module")
    channels = argument(call, "num_features")
    if channels is None or not isinstance(channels.value, cst.Integer):
        raise CannotEdit("the number of channels is not written out")
    others = [arg for arg in call.args if arg is not channels]
    if any(arg.keyword is None or arg.star for arg in others):
        raise CannotEdit("the layer is given more than its channels by position")
    groups = _groups(channels.value.evaluated_value)
    kept = [editor.source(arg).rstrip(", ") for arg in others if arg.keyword and arg.keyword.value in KEPT]
    given = ", ".join((str(groups), channels.value.value, *kept))
    return (editor.replace(call, f"{editor.source(call.func.value)}.GroupNorm({given})"),)


def _groups(channels: int) -> int:
    """Return the number of groups: a power of two that divides the channels into groups of several."""
    groups = GROUPS
    while groups > 1 and (channels % groups or channels // groups < MEMBERS):
        groups //= 2
    if channels // groups < MEMBERS:
        raise CannotEdit("there are too few channels for a group")
    return groups
