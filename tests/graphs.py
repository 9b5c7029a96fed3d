"""For the tests of the syntax layer: small sources lowered, and graphs checked and walked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from lintrain.syntax import ir
from lintrain.syntax.tree import Tree, parse


def lower(source: str) -> Tree:
    return parse("t.py", textwrap.dedent(source).encode())


def function(source: str) -> ir.Code:
    """Lower the first function of ``source``."""
    return next(n.op.code for n in lower(source).code.nodes if isinstance(n.op, ir.Define))


def only(source: str) -> ir.Op:
    """Lower one statement."""
    nodes = lower(source).code.nodes
    assert len(nodes) == 3
    return nodes[2].op


def expression(source: str) -> ir.Expr:
    op = only(source)
    assert isinstance(op, ir.Evaluate)
    return op.value


def label(op: ir.Op) -> str:
    match op:
        case ir.Evaluate(value=value):
            return ir.render(value.func if isinstance(value, ir.Call) else value)
        case ir.Enter(context=context):
            return f"enter-{ir.render(context)}"
        case ir.Leave(context=context):
            return f"leave-{ir.render(context)}"
        case ir.Return():
            return "return"
        case ir.Raise():
            return "raise"
        case ir.Import():
            return "import"
        case _:
            return ""


def walk(code: ir.Code, index: int, seen: tuple[int, ...], said: tuple[str, ...]) -> Iterator[str]:
    """Yield what is said along each path that passes every node twice at most.

    So a loop completes one round at most, and may be left in the second.

    ``name!`` is a step that raised; a path ends in ``.`` at the exit of the scope and in ``X`` nowhere.
    """
    if seen.count(index) == 2:
        return
    if index == 1:
        yield " ".join((*said, "."))
        return
    node = code.nodes[index]
    seen = (*seen, index)
    name = label(node.op)
    here = (*said, name) if name else said
    if not node.succ:
        yield " ".join((*here, "X"))
    for successor in node.succ:
        yield from walk(code, successor, seen, here)
    if not isinstance(node.op, ir.Raise):
        for handler in node.handlers:
            yield from walk(code, handler, seen, (*said, f"{name}!"))


def check(code: ir.Code) -> None:
    """Check that the graph of ``code``, and of the scopes in it, is whole."""
    nodes = code.nodes
    assert nodes[0].op == ir.Nothing()
    assert nodes[1] == ir.Node(ir.Nothing())
    assert reachable(code) | {1} == set(range(len(nodes)))
    for index, node in enumerate(nodes):
        assert all(0 < s < len(nodes) for s in node.succ)
        assert all(1 < h < len(nodes) for h in node.handlers)
        assert len(node.succ) == width(node, index)
        for loop in node.loops:
            head = nodes[loop].op
            assert isinstance(head, ir.For) or (isinstance(head, ir.Branch) and head.loop)
        if isinstance(node.op, ir.Define):
            check(node.op.code)
        elif isinstance(node.op, ir.DefineClass):
            check(node.op.body)
    assert not code.assigned & code.outer
    assert code.assigned <= code.words


def width(node: ir.Node, index: int) -> int:
    """Say how many successors a node must have."""
    match node.op:
        case ir.Branch() | ir.For():
            return 2
        case ir.Raise():
            return len(node.handlers)
        case ir.Nothing():
            return len(node.succ)  # a join, or the end of a finally that an exception ran through
        case _:
            return 1


def reachable(code: ir.Code) -> set[int]:
    seen, pending = {0}, [0]
    while pending:
        node = code.nodes[pending.pop()]
        for successor in {*node.succ, *node.handlers} - seen:
            seen.add(successor)
            pending.append(successor)
    return seen
