"""Marks in the graphs of losses: they tell which were differentiated, and die with them."""

from __future__ import annotations

from torch import Tensor

from ._graph import Node

KEY = "lintrain.differentiated"


class Mark:
    """Lies in a node of a graph, and dies with it."""

    __slots__ = ("__weakref__",)


def mark(loss: Tensor) -> Mark | None:
    """Put a mark into the last node of a loss's graph, if there is none; ``None`` where there is no graph."""
    node: Node = loss.grad_fn
    if node is None:
        return None
    held = node.metadata
    found: Mark = held.get(KEY) or held.setdefault(KEY, Mark())
    return found


def is_marked(node: Node) -> bool:
    """Tell whether backward was called on what a node has made."""
    return KEY in node.metadata
