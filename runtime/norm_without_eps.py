"""norm-without-eps, at run time: what the graph of a loss divides by."""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor

from lintrain.architecture import Normalised
from lintrain.events import Place

from ._graph import Node, kind
from ._observer import Observer

MOST_NODES = 2_000
ROOTS = {"Sqrt": "sqrt(var)", "Rsqrt": "rsqrt(var)", "Pow": "sqrt(var)"}


class NormWithoutEps(Observer):
    """Looks at the graph of the first loss, by the names of its nodes."""

    rules = ("LT707",)

    def install(self) -> None:
        """Begin to observe."""
        self._done = False
        self.scene.on_backward.append(self._backward)

    def _backward(self, loss: Tensor, at: Place) -> None:
        if self._done or loss.grad_fn is None:
            return
        self._done = True
        for node in _nodes(loss.grad_fn):
            statistic = _statistic(node)
            if statistic:
                self.scene.judge.observe(Normalised(at, "", statistic, ""))
                return


def _nodes(root: Node) -> Iterator[Node]:
    pending, seen = [root], {root}
    for node in pending:
        yield node
        for following, _ in node.next_functions:
            if following is not None and following not in seen and len(seen) < MOST_NODES:
                seen.add(following)
                pending.append(following)


def _statistic(node: Node) -> str:
    """Return what a node divides something centred by, if that is a bare spread."""
    if kind(node) not in ("Div", "Mul") or len(node.next_functions) < 2:
        return ""
    (centred, _), (spread, _) = node.next_functions[:2]
    if centred is None or spread is None or kind(centred) != "Sub":
        return ""
    if kind(node) == "Div" and kind(spread) == "Std":
        return "std"
    root = kind(spread)
    inner = spread.next_functions[0][0] if spread.next_functions else None
    fits = root == "Rsqrt" if kind(node) == "Mul" else root in ("Sqrt", "Pow")
    return ROOTS[root] if fits and inner is not None and kind(inner) == "Var" else ""
