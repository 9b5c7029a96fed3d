"""What stands in each loop of a scope, read once: long functions are asked about it again and again."""

from __future__ import annotations

from functools import cached_property

from lintrain.model.vocabulary import METRIC_NAME
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk, words


class LoopBody:
    """The nodes of one loop, without its head, and what is said in them."""

    def __init__(self, head: ir.Op, nodes: tuple[ir.Node, ...]) -> None:
        self.head = head
        self.nodes = nodes

    @cached_property
    def exprs(self) -> tuple[ir.Expr, ...]:
        """The expressions of the body."""
        return tuple(expr for node in self.nodes for expr in operands(node.op))

    @cached_property
    def parts(self) -> tuple[ir.Expr, ...]:
        """The expressions of the body, and everything in them."""
        return tuple(part for expr in self.exprs for part in walk(expr))

    @cached_property
    def words(self) -> frozenset[str]:
        """The identifiers in the body."""
        return frozenset().union(*map(words, self.exprs))

    @cached_property
    def heard(self) -> frozenset[str]:
        """The identifiers in the body and in the head."""
        return self.words.union(*map(words, operands(self.head)))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The texts of what the body moves by a constant (``k += 1``, ``k = k - 1``)."""
        return frozenset(ir.render(target) for node in self.nodes for target in _moved(node.op))

    @cached_property
    def set_back(self) -> frozenset[str]:
        """The texts of what the body sets to a value that does not depend on the one before."""
        assigns = [n.op for n in self.nodes if isinstance(n.op, ir.Assign) and not _moved(n.op)]
        return frozenset(ir.render(target) for op in assigns for target in op.targets)

    @cached_property
    def learns(self) -> bool:
        """Whether the body itself goes backward."""
        return any(isinstance(part, ir.Call) and _name(part) == "backward" for part in self.parts)

    @cached_property
    def measures(self) -> bool:
        """Whether the body speaks of a metric."""
        return any(METRIC_NAME.search(word) for word in self.words)

    @cached_property
    def compares(self) -> bool:
        """Whether the body asks if things are equal."""
        equal = any(isinstance(part, ir.Compare) and "==" in part.ops for part in self.parts)
        return equal or "eq" in self.words

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that the body assigns."""
        ops = [node.op for node in self.nodes]
        targets = [target for op in ops if isinstance(op, ir.Assign) for target in op.targets]
        targets += [op.target for op in ops if isinstance(op, ir.Augment)]
        return frozenset(part.id for t in targets for part in walk(t) if isinstance(part, ir.Name))

    @cached_property
    def entered(self) -> frozenset[int]:
        """The ``with`` items in the body."""
        return frozenset(node.op.at for node in self.nodes if isinstance(node.op, ir.Enter))


def _moved(op: ir.Op) -> tuple[ir.Expr, ...]:
    """Return what an operation moves by a constant."""
    match op:
        case ir.Augment(target=target, op="+" | "-", value=ir.Const()):
            return (target,)
        case ir.Assign(targets=(target,), value=ir.Binary(op="+" | "-", left=left, right=ir.Const())):
            return (target,) if ir.render(left) == ir.render(target) else ()
        case _:
            return ()


def _name(call: ir.Call) -> str:
    return call.func.name if isinstance(call.func, ir.Attr) else ir.render(call.func)


class Loops:
    """The loops of all scopes of a file."""

    def __init__(self) -> None:
        self._bodies: dict[int, dict[int, LoopBody]] = {}
        self._measures: dict[int, bool] = {}

    def body(self, code: ir.Code, head: int) -> LoopBody:
        """Return the body of the loop with this head."""
        known = self._bodies.get(code.at)
        if known is None:
            known = self._bodies[code.at] = _bodies(code.nodes)
        return known.get(head) or LoopBody(code.nodes[head].op, ())

    def measures(self, code: ir.Code) -> bool:
        """Tell whether a scope speaks of a metric."""
        known = self._measures.get(code.at)
        if known is None:
            known = self._measures[code.at] = any(METRIC_NAME.search(word) for word in code.words)
        return known


def _bodies(nodes: tuple[ir.Node, ...]) -> dict[int, LoopBody]:
    found: dict[int, list[ir.Node]] = {}
    for node in nodes:
        for head in node.loops:
            found.setdefault(head, []).append(node)
    return {head: LoopBody(nodes[head].op, tuple(inside)) for head, inside in found.items()}
