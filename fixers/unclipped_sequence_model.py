"""Inserts a clip of the model's gradients before the step."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._clip import unscale
from ._names import path
from ._walk import called, direct, receiver, walk

THRESHOLD = "1.0"
REASON = (
    "The training changes, and the threshold is a guess: log the norms that `clip_grad_norm_` returns "
    "and choose it anew."
)
keeps_losses = Keeps.UNCLIPPED


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the insertion, with ``unscale_`` in front of it where a scaler steps."""
    step = editor.node(verdict.at)
    line = editor.statement(step)
    if not isinstance(step, cst.Call) or not direct(line, step):
        raise CannotEdit("the step is not a statement of its own")
    owner = receiver(step)
    optimizer = step.args[0].value if step.args else owner
    held = _held(editor, "" if optimizer is None else path(optimizer))
    siblings, index = editor.block(line)
    clip = f"{_module(editor)}.clip_grad_norm_({held}, {THRESHOLD})"
    wanted = unscale(editor, step, siblings[:index], scaled=False)
    lines = "\n".join(part for part in (wanted, clip) if part)
    edit: Edit = editor.insert_before(line, lines)
    return Fix("Clip the gradients by norm", (edit,), Applicability.UNSAFE, REASON)


def _held(editor: Editor, optimizer: str) -> str:
    """Return how the parameters are written that the optimizer was built with."""
    found = [
        node.value.args[0].value
        for node in walk(editor.tree.module, functions=True)
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Call) and node.value.args
        if [path(target.target) for target in node.targets] == [optimizer]
    ]
    plain = [call for call in found if isinstance(call, cst.Call) and called(call) == "parameters"]
    owner = receiver(plain[0]) if len(plain) == 1 == len(found) else None
    if owner is None or not path(owner) or (plain[0].args):
        raise CannotEdit("the parameters that the optimizer holds are not those of one model")
    return editor.source(plain[0])


def _module(editor: Editor) -> str:
    """Return how this file names ``torch.nn.utils``."""
    imported = {node.evaluated_name: node for node in walk(editor.tree.module, functions=True)
                if isinstance(node, cst.ImportAlias)}  # fmt: skip
    parents = {name: editor.tree.parent(alias) for name, alias in imported.items()}
    for name, short in (("nn", "nn.utils"), ("torch.nn", "nn.utils"), ("torch", "torch.nn.utils")):
        alias = imported.get(name)
        bound = alias.evaluated_alias if alias is not None else None
        within = isinstance(parents.get(name), cst.ImportFrom)
        if (
            alias is not None
            and ((name == "nn") is within)
            and bound in (None, "nn")
            and (bound or "." not in name)
        ):
            return short
    raise CannotEdit("the file does not import torch by that name")
