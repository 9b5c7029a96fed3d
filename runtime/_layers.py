"""Which layers feed one another, as the graph of a loss shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor

from ._graph import Node, kind

MOST_NODES = 2_000
MOST_STEPS = 12
MATRICES = {"Addmm", "Mm", "Linear", "Convolution", "MkldnnLinear"}
TURNED = {"T", "Transpose", "ToCopy"}
LEAF = "torch::autograd::AccumulateGrad"


@dataclass(frozen=True, slots=True, eq=False)
class Feeding:
    """The weight ``after`` is applied to what ``weight`` has computed and ``through`` has changed."""

    weight: Tensor
    through: tuple[str, ...]
    after: Tensor


def feedings(root: Node) -> Iterator[Feeding]:
    """Yield the pairs of layers between which nothing joins in."""
    pending, seen = [root], {root}
    for node in pending:
        after = _weight(node)
        found = _before(node) if after is not None else None
        if found is not None and after is not None:
            yield Feeding(found[0], found[1], after)
        for following, _ in node.next_functions:
            if following is not None and following not in seen and len(seen) < MOST_NODES:
                seen.add(following)
                pending.append(following)


def _weight(node: Node) -> Tensor | None:
    """Return the matrix that a layer's node applies."""
    if kind(node) not in MATRICES:
        return None
    for following, _ in node.next_functions:
        following = _unturned(following)
        if following is not None and following.name() == LEAF and following.variable.dim() > 1:
            weight: Tensor = following.variable
            return weight
    return None


def _before(node: Node) -> tuple[Tensor, tuple[str, ...]] | None:
    """Return the weight of the layer in front of ``node``, and what stands between, first things first."""
    between: list[str] = []
    for _ in range(MOST_STEPS):
        inputs = [following for following, _ in node.next_functions if following is not None]
        computed = [following for following in inputs if not _is_leaf(following)]
        if len(computed) != 1:
            return None
        node = computed[0]
        weight = _weight(node)
        if weight is not None:
            return weight, tuple(reversed(between))
        between.append(kind(node))
    return None


def _is_leaf(node: Node) -> bool:
    """Tell whether a node is a parameter, turned perhaps."""
    leaf = _unturned(node)
    return leaf is not None and bool(leaf.name() == LEAF)


def _unturned(node: Node | None) -> Node | None:
    while node is not None and kind(node) in TURNED:
        node = node.next_functions[0][0]
    return node
