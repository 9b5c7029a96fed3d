"""Another function in a call's place, in the file's own spelling: by its attribute or by its import."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import walk


def rename(editor: Editor, call: cst.Call, new: str) -> tuple[tuple[Edit, ...], list[cst.Call]]:
    """Return the edits that make ``call`` one of ``new``, and the calls that they change.

    What was imported by name is imported under the new one, and changes wherever it is called.
    """
    match call.func:
        case cst.Attribute(attr=attr):
            return (editor.replace(attr, new),), [call]
        case cst.Name(value=local):
            return _imported(editor, local, new)
        case _:
            raise CannotEdit("the function has no name here")


def _imported(editor: Editor, local: str, new: str) -> tuple[tuple[Edit, ...], list[cst.Call]]:
    nodes = list(walk(editor.tree.module, functions=True))
    aliases = [node for node in nodes if isinstance(node, cst.ImportAlias)]
    bound = [alias for alias in aliases if _local(alias) == local]
    if not bound or any(_local(alias) == new for alias in aliases):
        raise CannotEdit("the names that the file imports leave no room for it")
    edits = [editor.replace(alias.name, new) for alias in bound]
    own = {id(alias.name) for alias in bound}
    uses = [n for n in nodes if isinstance(n, cst.Name) and n.value == local and id(n) not in own]
    if all(alias.asname is None for alias in bound):
        edits += [editor.replace(node, new) for node in _plain(editor, uses)]
    calls = [n for n in nodes if isinstance(n, cst.Call) and isinstance(n.func, cst.Name)]
    return tuple(edits), [n for n in calls if n.func in uses]


def _local(alias: cst.ImportAlias) -> str:
    name = alias.asname.name if alias.asname is not None else alias.name
    return name.value if isinstance(name, cst.Name) else ""


def _plain(editor: Editor, names: list[cst.Name]) -> Iterator[cst.Name]:
    """Yield the names that stand for the function; others have only its spelling."""
    for name in names:
        match editor.tree.parent(name):
            case cst.Attribute(attr=attr) if attr is name:
                continue
            case cst.Arg(keyword=keyword) if keyword is name:
                continue
            case cst.Param() | cst.FunctionDef() | cst.ClassDef() | cst.AssignTarget() | cst.AsName():
                raise CannotEdit("the name of the function is bound more than once")
            case _:
                yield name
