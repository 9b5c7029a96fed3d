"""Adds the missing states to the dict that is saved, under keys like that of the model."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called, calls

REASON = (
    "What resumes the training has to load the new states too, and checkpoints that were written before "
    "do not have them."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the items, on lines of their own where the others have theirs."""
    place = verdict.place("display")
    display = editor.node(place) if place is not None else None
    if not isinstance(display, cst.Dict) or not display.elements:
        raise CannotEdit("the checkpoint is not written as a dict")
    elements = [each for each in display.elements if isinstance(each, cst.DictElement)]
    weights = next((each for each in elements if _has_state(each)), None)
    if weights is None or not isinstance(weights.key, cst.SimpleString):
        raise CannotEdit("the weights have no key that shows how keys are written")
    end = editor.tree.positions.offsets(elements[-1].value)[1]
    start = editor.tree.positions.offsets(elements[-1].key)[0]
    line = editor.text[editor.lines.start(start) : start]
    gap = editor.lines.newline_near(start) + line if not line.strip() else " "
    items = [_item(weights.key, name) for name in verdict.text("display").split()]
    edit = Edit(end, end, "".join(f",{gap}{item}" for item in items))
    return Fix("Save the whole state of the training", (edit,), Applicability.UNSAFE, REASON)


def _has_state(element: cst.DictElement) -> bool:
    return any(called(call) == "state_dict" for call in calls(element.value))


def _item(key: cst.SimpleString, owner: str) -> str:
    suffix = "_state_dict" if key.raw_value.endswith("_state_dict") else ""
    name = owner.rpartition(".")[2] + suffix
    return f"{key.quote}{name}{key.quote}: {owner}.state_dict()"
