"""Writes ``torch.amp.autocast("cuda", ...)`` and ``torch.amp.GradScaler("cuda", ...)``, and their imports."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.fixer import Keeps
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called, walk

NEW = {"autocast": ("enabled", "dtype", "cache_enabled"), "GradScaler": ()}
"""What ``torch.amp`` has, each with the names of old positional arguments whose order has changed."""

REASON = "It is the same class under its new name: torch.amp.GradScaler needs PyTorch 2.3, as most now have."
keeps_losses = Keeps.ALWAYS


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the new call; where an import brings the name, with that and all of its calls."""
    call, device = editor.node(verdict.at), verdict.text("device")
    if not isinstance(call, cst.Call):
        raise CannotEdit("it is not written as a call")
    text = editor.source(call.func)
    marked = f".{device}.amp."
    if marked in text:
        head = text.partition(marked)[0]
        edits = (editor.replace(call.func, f"{head}.amp.{called(call)}"), *_given(editor, call, device))
    else:
        edits = tuple(_imported(editor, text.partition(".")[0], device))
    return Fix("Use the name in `torch.amp`", edits, Applicability.SAFE, REASON)


def _imported(editor: Editor, local: str, device: str) -> Iterator[Edit]:
    """Yield the edits of an import that brings ``local``, and of all calls of what it brings."""
    statements = [
        node
        for node in walk(editor.tree.module, functions=True)
        if isinstance(node, cst.Import | cst.ImportFrom) and local in _brought(node)
    ]
    if len(statements) != 1:
        raise CannotEdit("the name is imported in several places")
    statement = statements[0]
    yield _import(editor, statement, device)
    for name in _brought(statement):
        yield from _uses(editor, name, statement, device)


def _brought(statement: cst.Import | cst.ImportFrom) -> dict[str, str]:
    """Return the local names that an import binds, each with what it names."""
    if isinstance(statement.names, cst.ImportStar):
        return {}
    found = {}
    for alias in statement.names:
        local = alias.asname.name if alias.asname is not None else alias.name
        if isinstance(local, cst.Name):
            found[local.value] = alias.evaluated_name
    return found


def _import(editor: Editor, statement: cst.Import | cst.ImportFrom, device: str) -> Edit:
    names = set(_brought(statement).values())
    if isinstance(statement, cst.ImportFrom) and statement.module is not None:
        module = editor.source(statement.module)
        if module == f"torch.{device}.amp" and names <= NEW.keys():
            return editor.replace(statement.module, "torch.amp")
        if module == f"torch.{device}" and names == {"amp"}:
            return editor.replace(statement.module, "torch")
    elif names == {f"torch.{device}.amp"} and isinstance(statement, cst.Import):
        return editor.replace(statement.names[0].name, "torch.amp")
    raise CannotEdit("the import brings other names, too")


def _uses(editor: Editor, local: str, statement: cst.Import | cst.ImportFrom, device: str) -> Iterator[Edit]:
    """Yield the edits of all calls of ``local``, or of its attributes."""
    inside = {id(node) for node in walk(statement)}
    for node in walk(editor.tree.module, functions=True):
        if not isinstance(node, cst.Name) or node.value != local or id(node) in inside:
            continue
        user: cst.CSTNode = node
        parent = editor.tree.parent(node)
        if isinstance(parent, cst.Attribute) and parent.value is not node:
            continue
        if isinstance(parent, cst.Arg) and parent.keyword is node:
            continue
        if isinstance(parent, cst.Attribute):
            user, parent = parent, editor.tree.parent(parent)
        if (
            isinstance(parent, cst.Call)
            and parent.func is user
            and called(parent) in _kinds(statement, local)
        ):
            yield from _given(editor, parent, device, _brought(statement)[local])
        elif not _annotates(editor, user):
            raise CannotEdit(f"`{local}` is used in another way than in a call")


def _annotates(editor: Editor, node: cst.CSTNode) -> bool:
    """Tell whether a name stands in an annotation, where the new class is as good."""
    parent = editor.tree.parent(node)
    while isinstance(parent, cst.BinaryOperation | cst.Subscript | cst.SubscriptElement | cst.Index):
        parent = editor.tree.parent(parent)
    return isinstance(parent, cst.Annotation)


def _kinds(statement: cst.Import | cst.ImportFrom, local: str) -> set[str]:
    """Return how what is called may be written: by a name of its own, or as an attribute of the module."""
    origin = _brought(statement)[local]
    return {local} if origin in NEW else set(NEW)


def _given(editor: Editor, call: cst.Call, device: str, origin: str = "") -> Iterator[Edit]:
    """Yield the device in front, and names for positional arguments whose order has changed."""
    quote = "'" if editor.text.count("'") > editor.text.count('"') else '"'
    first = f"{quote}{device}{quote}"
    if any(arg.star for arg in call.args):
        raise CannotEdit("some arguments cannot be read")
    if not call.args:
        end = editor.tree.positions.offsets(call)[1]
        yield Edit(end - 1, end - 1, first)
        return
    names = NEW[origin if origin in NEW else called(call)]
    for position, arg in enumerate(call.args):
        before = f"{first}, " if position == 0 else ""
        if arg.keyword is None and names:
            before += f"{names[position]}="
        if before:
            start = editor.tree.positions.offsets(arg)[0]
            yield Edit(start, start, before)
