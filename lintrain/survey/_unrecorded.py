"""Whether a statement stands under ``no_grad``: what is computed there has no graph."""

from __future__ import annotations

from lintrain.flow.program import Program
from lintrain.survey._names import qualified
from lintrain.syntax import ir

OFF = {"torch.no_grad", "torch.inference_mode"}


def is_unrecorded(program: Program, code: ir.Code, position: int) -> bool:
    """Tell whether a way leads to a node from where such a region is entered, and none out of it."""
    for index, node in enumerate(code.nodes):
        op = node.op
        if isinstance(op, ir.Enter):
            func = op.context.func if isinstance(op.context, ir.Call) else op.context
            leaves = {i for i, n in enumerate(code.nodes) if isinstance(n.op, ir.Leave) and n.op.at == op.at}
            if qualified(program, code, func) in OFF and leads(code.nodes, index, position, leaves):
                return True
    return False


def leads(nodes: tuple[ir.Node, ...], start: int, goal: int, stops: set[int]) -> bool:
    """Tell whether a way leads from one node to another that passes none of ``stops``."""
    stack, seen = list(nodes[start].succ), set(nodes[start].succ)
    while stack:
        index = stack.pop()
        if index == goal:
            return True
        if index not in stops:
            following = [i for i in nodes[index].succ if i not in seen]
            seen.update(following)
            stack += following
    return False
