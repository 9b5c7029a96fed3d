"""What layers a model class certainly holds, read from its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lintrain.events import Place
from lintrain.model.dialects.torch import AFFINE_SWITCH, DROPOUTS, LAYER_NORM_INSIDE, NORMS
from lintrain.model.heads import head
from lintrain.model.values import LayerFacts
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer built by a call: its kind, and which of the two questions it answers."""

    kind: str
    norm: bool
    sensitive: bool


def layer_of(name: str, call: ir.Call) -> Layer | None:
    """Return what a call of the qualified name ``name`` builds, if it matters here."""
    head, _, kind = name.rpartition(".")
    if head not in ("torch.nn", "torch.nn.modules"):
        return None
    if kind in NORMS:
        affine = not any(
            a.keyword in AFFINE_SWITCH and isinstance(a.value, ir.Const) and a.value.value is False
            for a in call.args
        )
        statistics = not any(
            a.keyword == "track_running_stats" and isinstance(a.value, ir.Const) and a.value.value is False
            for a in call.args
        )
        return Layer(kind, affine, "BatchNorm" in kind and statistics)
    if kind.startswith("InstanceNorm"):
        affine = any(
            a.keyword == "affine" and isinstance(a.value, ir.Const) and a.value.value is True
            for a in call.args
        )
        return Layer(kind, affine, False)
    if kind in DROPOUTS:
        return Layer(kind, False, not _is_zero(call, 0, "p"))
    if kind in LAYER_NORM_INSIDE:
        return Layer(kind, True, not _is_zero(call, -1, "dropout"))
    return None


def _is_zero(call: ir.Call, position: int, keyword: str) -> bool:
    given = [
        a for i, a in enumerate(call.args) if a.keyword == keyword or (i == position and a.keyword is None)
    ]
    return any(isinstance(a.value, ir.Const) and a.value.value in (0, 0.0) for a in given)


class Sources(Protocol):
    """The code that a model may be built from."""

    codes: dict[int, ir.Code]
    classes: dict[int, ir.DefineClass]

    def resolve(self, expr: ir.Expr, at: int) -> str | int | None:
        """Return the qualified name, or the class or function, that is called in the code ``at``."""

    def place(self, at: int) -> Place:
        """Return the place of a syntax node."""


def layer_facts(sources: Sources, cls: int) -> LayerFacts:
    """Return the layers that building class ``cls`` certainly creates.

    Layers under a condition are not certain and do not count.
    """
    found = list(_layers(sources, cls, frozenset()))
    norms = [(layer, at) for layer, at in found if layer.norm]
    ending = head(sources, cls)
    return LayerFacts(
        tuple(dict.fromkeys(_norm_name(layer.kind) for layer, _ in norms)),
        tuple(dict.fromkeys(layer.kind for layer, _ in found if layer.sensitive)),
        sources.place(norms[0][1]) if norms else None,
        scores=sources.place(ending[1]) if ending is not None else None,
        head=ending[0] if ending is not None else "",
    )


WEIGHING = {
    "Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d",
    "ConvTranspose3d", "Embedding", "EmbeddingBag", "LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell",
    "MultiheadAttention",
    "Transformer", "TransformerEncoderLayer", "TransformerDecoderLayer",
}  # fmt: skip
"""Layers of torch.nn that always hold weights."""


def weighs(sources: Sources, cls: int, seen: frozenset[int] = frozenset()) -> bool:
    """Tell whether building a class certainly creates weights, which nobody sets by hand."""
    code = sources.codes[cls]
    if cls in seen or code.words & {"weight", "bias"}:
        return False
    inits = [n.op.code for n in code.nodes if isinstance(n.op, ir.Define) and n.op.code.name == "__init__"]
    for init in inits:
        certain = unconditional(init)
        for call in (c for p, n in enumerate(init.nodes) if p in certain for c in _calls(n.op)):
            target = sources.resolve(call.func, init.at)
            if isinstance(target, int) and target in sources.codes and sources.codes[target].kind == "class":
                if weighs(sources, target, seen | {cls}):
                    return True
            elif isinstance(target, str) and target.removeprefix("torch.nn.") in WEIGHING:
                return True
    return False


def _norm_name(kind: str) -> str:
    return "LayerNorm" if kind in LAYER_NORM_INSIDE else kind


def _layers(sources: Sources, at: int, seen: frozenset[int]) -> Iterator[tuple[Layer, int]]:
    if at in seen:
        return
    seen |= {at}
    code = sources.codes[at]
    scopes = [code]
    if code.kind == "class":
        scopes = [
            n.op.code for n in code.nodes if isinstance(n.op, ir.Define) and n.op.code.name == "__init__"
        ]
    for scope in scopes:
        certain = unconditional(scope)
        for position, node in enumerate(scope.nodes):
            if position not in certain:
                continue
            for call in _calls(node.op):
                target = sources.resolve(call.func, scope.at)
                if isinstance(target, int):
                    yield from _layers(sources, target, seen)
                elif target is not None:
                    layer = layer_of(target, call)
                    if layer is not None:
                        yield layer, call.at


def _calls(op: ir.Op) -> Iterator[ir.Call]:
    for expr in operands(op):
        skipped = {
            id(part)
            for choice in walk(expr)
            if isinstance(choice, ir.Choice)
            for branch in (choice.then, choice.other)
            for part in walk(branch)
        }
        yield from (p for p in walk(expr) if isinstance(p, ir.Call) and id(p) not in skipped)


def unconditional(code: ir.Code) -> frozenset[int]:
    """Return the nodes that every run of ``code`` to its end passes; loop bodies count as run."""
    nodes = code.nodes
    branches = {i for i, n in enumerate(nodes) if isinstance(n.op, ir.Branch) and not n.op.loop}
    if not branches:
        return frozenset(range(len(nodes)))
    return frozenset(i for i in range(len(nodes)) if not _avoidable(nodes, i))


def passes(code: ir.Code, node: int) -> bool:
    """Tell whether every run of ``code`` to its end passes ``node``; loop bodies count as run."""
    return not _avoidable(code.nodes, node)


def _avoidable(nodes: tuple[ir.Node, ...], target: int) -> bool:
    stack, seen = [0], {0}
    while stack:
        index = stack.pop()
        if index == 1:
            return target != 1
        successors = nodes[index].succ
        if isinstance(nodes[index].op, ir.For) and index != target and target_in_loop(nodes, target, index):
            successors = successors[:1]
        for successor in successors:
            if successor != target and successor not in seen:
                seen.add(successor)
                stack.append(successor)
    return False


def target_in_loop(nodes: tuple[ir.Node, ...], target: int, head: int) -> bool:
    """Tell whether node ``target`` stands inside the loop with head ``head``."""
    return head in nodes[target].loops
