"""Writes ``AdamW`` for ``Adam``, in the import too."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import walk

REASON = (
    "AdamW decays at another strength for the same number: one that was tuned for Adam has to be tuned anew."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the change of the name that is called, and of its import where nothing else brings it."""
    call = editor.node(verdict.at)
    match call:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="Adam") as name)):
            edits: tuple[Edit, ...] = (editor.replace(name, "AdamW"),)
        case cst.Call(func=cst.Name(value="Adam") as name):
            edits = (editor.replace(name, "AdamW"), *_imported(editor))
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="NAdam" | "RAdam"))):
            raise CannotEdit("this class has no twin that decays apart: set `decoupled_weight_decay=True`")
        case _:
            raise CannotEdit("the class is not called by its own name")
    return Fix("Use `AdamW`", edits, Applicability.UNSAFE, REASON)


def _imported(editor: Editor) -> Iterator[Edit]:
    """Yield the change of the import: another name, or one more where the old one is needed."""
    nodes = list(walk(editor.tree.module, functions=True))
    aliases = [n for n in nodes if isinstance(n, cst.ImportAlias) and n.asname is None]
    names = {alias.name.value: alias for alias in aliases if isinstance(alias.name, cst.Name)}
    if "Adam" not in names:
        raise CannotEdit("the import of the class is not in sight")
    used = sum(isinstance(n, cst.Name) and n.value == "Adam" for n in nodes)
    if "AdamW" not in names:
        alias = names["Adam"]
        # The import and the call are two; what else says the name goes on needing it.
        yield editor.replace(alias.name, "AdamW" if used == 2 else "Adam, AdamW")
