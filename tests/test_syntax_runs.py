"""Graphs against Python itself: whatever a random program does when it runs is a path of its graph."""

from __future__ import annotations

import random
import textwrap

import libcst as cst
import pytest
from graphs import check, lower

from lintrain.syntax import ir
from lintrain.syntax.tree import Tree


class Boom(Exception): ...


class Bang(Exception): ...


class Writer:
    """Writes random programs of steps, jumps, loops, handlers and cleanups; every step has its number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.steps = 0

    def step(self) -> str:
        self.steps += 1
        return f"step({self.steps})"

    def block(self, depth: int, loop: bool) -> str:
        return "\n".join(self.statement(depth, loop) for _ in range(self.random.randint(1, 3)))

    def suite(self, header: str, depth: int, loop: bool) -> str:
        return f"{header}:\n{textwrap.indent(self.block(depth - 1, loop), '  ')}\n"

    def statement(self, depth: int, loop: bool) -> str:
        simple = ["step", "step", "step", "return", "raise", *(["break", "continue"] if loop else [])]
        nested = ["if", "if", "while", "for", "with", "try", "try", "finally", "match"] if depth else []
        match self.random.choice(simple + nested):
            case "if":
                text = self.suite("if c()", depth, loop)
                return text + (self.suite("else", depth, loop) if self.flip() else "")
            case "while" | "for" as kind:
                text = self.suite("while c()" if kind == "while" else "for _ in items()", depth, True)
                return text + (self.suite("else", depth, loop) if self.flip() else "")
            case "with":
                return self.suite(f"with {self.step()}, {self.step()}", depth, loop)
            case "try":
                return self.guarded(depth, loop) + (self.final(depth, loop) if self.flip() else "")
            case "finally":
                return self.suite("try", depth, loop) + self.final(depth, loop)
            case "match":
                cases = self.suite("case 0", depth, loop) + self.suite("case x if c()", depth, loop)
                return f"match c():\n{textwrap.indent(cases, '  ')}"
            case "raise":
                return f"if c(): raise {self.random.choice(['Boom', 'Bang'])}"
            case "step":
                return self.step()
            case jump:
                return f"if c(): {jump}" if self.flip() else jump

    def guarded(self, depth: int, loop: bool) -> str:
        text = self.suite("try", depth, loop) + self.suite("except Boom", depth, loop)
        text += self.suite("except", depth, loop) if self.flip() else ""
        return text + (self.suite("else", depth, loop) if self.flip() else "")

    def final(self, depth: int, loop: bool) -> str:
        return self.suite("finally", depth, loop)

    def flip(self) -> bool:
        return self.random.random() < 0.5


class TooLong(BaseException):
    """Ends a run that does not end by itself."""


class Run:
    """Runs a program and records its steps: ``n``, or ``-n`` where the step raised; a cleanup is ``n'``."""

    def __init__(self, tree: Tree, seed: int) -> None:
        self.tree = tree
        self.random = random.Random(seed)
        self.trace: list[str] = []
        self.raised = self.cut = False
        names = {"step": self.step, "c": self.choose, "items": self.items, "Boom": Boom, "Bang": Bang}
        exec(compile(tree.text, "run", "exec"), names)
        try:
            names["f"]()  # type: ignore[operator]  # the program defines it
        except (Boom, Bang):
            self.raised = True
        except TooLong:
            self.cut = True

    def may_escape(self, op: ir.Op) -> bool:
        """Whether an exception may leave the scope here: a raise, or the end of a ``finally``."""
        return isinstance(op, ir.Raise) or (op.at >= 0 and isinstance(self.tree.nodes[op.at], cst.Finally))

    def step(self, number: int) -> Step:
        if len(self.trace) > 60:
            raise TooLong
        if self.random.random() < 0.15:
            self.trace.append(f"-{number}")
            raise self.random.choice((Boom, Bang))
        self.trace.append(f"{number}")
        return Step(self, number)

    def choose(self) -> int:
        return self.random.randint(0, 1)

    def items(self) -> range:
        return range(self.random.randint(0, 2))


class Step:
    """A step is a context manager too: its end is a step of its own."""

    def __init__(self, run: Run, number: int) -> None:
        self.run, self.number = run, number

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self.run.trace.append(f"{self.number}'")


def said(op: ir.Op) -> str | None:
    match op:
        case ir.Evaluate(value=value) | ir.Enter(context=value) | ir.Leave(context=value):
            if isinstance(value, ir.Call) and ir.render(value.func) == "step":
                name = ir.render(value.args[0].value)
                return name + "'" if isinstance(op, ir.Leave) else name
    return None


def silent(code: ir.Code, nodes: set[int]) -> set[int]:
    """Return the nodes that are reached from ``nodes`` without a word."""
    found, pending = set(nodes), list(nodes)
    while pending:
        node = code.nodes[pending.pop()]
        if said(node.op) is None:
            new = set(node.succ) - found
            found |= new
            pending += new
    return found


def follow(code: ir.Code, run: Run) -> bool:
    """Whether the graph has the path that ``run`` took.

    An exception may leave the scope at any step: the graph has no node for that, nor for the ends of
    ``with`` blocks on its way.
    """
    nodes, escapes = silent(code, {0}), False
    for position, event in enumerate(run.trace):
        escapes |= any(map(run.may_escape, (code.nodes[n].op for n in nodes)))
        here = [code.nodes[n] for n in nodes if said(code.nodes[n].op) == event.lstrip("-")]
        if not here:
            return run.raised and escapes and all(e.endswith("'") for e in run.trace[position:])
        failed = event.startswith("-")
        escapes = failed or (escapes and event.endswith("'"))
        nodes = silent(code, {s for n in here for s in (n.handlers if failed else n.succ)})
    escapes |= any(map(run.may_escape, (code.nodes[n].op for n in nodes)))
    return run.cut or (escapes if run.raised else 1 in nodes)


@pytest.mark.parametrize("seed", range(60))
def test_every_run_is_a_path(seed: int) -> None:
    tree = lower("def f():\n" + textwrap.indent(Writer(seed).block(4, False), "  "))
    define = tree.code.nodes[2].op
    assert isinstance(define, ir.Define)
    check(define.code)
    for choice in range(25):
        run = Run(tree, choice)
        assert follow(define.code, run), f"{tree.text}\n{' '.join(run.trace)} raised={run.raised}"
