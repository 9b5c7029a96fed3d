"""Which names statements read, and which they bind or change in place."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from lintrain.fixers._walk import called, receiver, walk


def read(*roots: cst.CSTNode) -> set[str]:
    """Return the names in ``roots``, those of attributes and keywords left out."""
    found: set[str] = set()
    for node in walk(*roots, functions=True):
        if isinstance(node, cst.Name):
            found.add(node.value)
        elif isinstance(node, cst.Attribute):
            found.discard(node.attr.value) if not _elsewhere(node, roots) else None
    return found
