"""By what name a file knows a module."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.syntax.edit import Editor

from ._names import path
from ._walk import walk


def alias(editor: Editor, module: str) -> str | None:
    """Return how the file spells ``module`` (``torch.nn.functional`` is ``F``); ``None`` if it cannot."""
    known = dict(_imported(editor))
    if module in known:
        return known[module]
    head, _, last = module.rpartition(".")
    parent = alias(editor, head) if head else None
    return f"{parent}.{last}" if parent is not None else None


def _imported(editor: Editor) -> Iterator[tuple[str, str]]:
    """Yield the modules that are imported at the top of a file, with their names there."""
    for node in walk(editor.tree.module):
        if isinstance(node, cst.Import):
            for item in node.names:
                name = path(item.name)
                yield name, path(item.asname.name) if item.asname else name
                if not item.asname:
                    yield name.partition(".")[0], name.partition(".")[0]
        elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            base = path(node.module) if node.module is not None and not node.relative else ""
            for item in node.names if base else ():
                name = path(item.name)
                yield f"{base}.{name}", path(item.asname.name) if item.asname else name
