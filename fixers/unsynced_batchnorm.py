"""Converts the model to ``SyncBatchNorm`` where it is wrapped."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._names import path
from ._walk import argument, is_path, walk

REASON = (
    "Statistics are taken over all ranks: the numbers change, each layer has to wait for the others, and it "
    "works on GPUs only."
)


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the conversion: on a line of its own where the model has a name, else around it."""
    call = editor.node(verdict.at)
    given = argument(call, "module") if isinstance(call, cst.Call) else None
    if given is None:
        raise CannotEdit("the call does not show its model")
    convert = f"{_spelling(editor)}.SyncBatchNorm.convert_sync_batchnorm("
    if is_path(given.value):
        model = editor.source(given.value)
        edits: tuple[Edit, ...] = (
            editor.insert_before(editor.statement(call), f"{model} = {convert}{model})"),
        )
    else:
        edits = editor.wrap(given.value, convert, ")")
    return Fix("Take the statistics over all ranks", edits, Applicability.UNSAFE, REASON)


def _spelling(editor: Editor) -> str:
    """Return how the file calls ``torch.nn``."""
    found = [spelling for node in walk(editor.tree.module) for spelling in _spellings(node)]
    if not found:
        raise CannotEdit("`torch.nn` has no plain name in the file")
    return min(found, key=len)


def _spellings(node: cst.CSTNode) -> Iterator[str]:
    match node:
        case cst.Import(names=aliases):
            for alias in aliases:
                name = path(alias.name)
                if name == "torch.nn" and alias.asname is not None:
                    yield path(alias.asname.name)
                elif name.partition(".")[0] == "torch" and alias.asname is None:
                    yield "torch.nn"
        case cst.ImportFrom(module=cst.Name(value="torch"), names=[*aliases]):
            for alias in aliases:
                if path(alias.name) == "nn":
                    yield path(alias.asname.name) if alias.asname is not None else "nn"
