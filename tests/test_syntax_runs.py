"""Graphs against Python itself: whatever a random program does when it runs is a path of its graph."""

from __future__ import annotations

import inspect
import random
import sys
import textwrap
from collections.abc import AsyncIterator

import libcst as cst
import pytest
from graphs import check, lower

from lintrain.syntax import ir
from lintrain.syntax.tree import Tree
from lintrain.syntax.walk import operands, walk


class Boom(Exception): ...


class Bang(Exception): ...


class Writer:
    """Writes random programs of steps, jumps, loops, handlers and cleanups; every step has its number."""

    def __init__(self, seed: int, asynchronous: bool = False) -> None:
        self.random = random.Random(seed)
        self.steps = 0
        self.prefix = "async " if asynchronous else ""

    def step(self) -> str:
        self.steps += 1
        return f"step({self.steps})"

    def sentence(self) -> str:
        """Return a simple statement with a step in it, which may raise."""
        kinds = ["{}", "x = {}", "x: object = {}", "d[{}] = 1", "x = [{}, lambda: step(0)]", "(x := {})"]
        kinds += ["x = 1 if {} else 2", "f'{{{}}}'", "x = {{'k': {}}}", "del d[{}]"]
        if self.random.random() < 0.2:
            return f"assert {self.step().replace('step', 'claim')}"
        return self.random.choice(kinds).format(self.step())

    def question(self) -> str:
        """Return a condition, sometimes with a step that is taken each time it is asked."""
        kinds = ["c()", "c()", "c()", "(x := {})", "{} and c()", "not {}"]
        return self.random.choice(kinds).format(self.step())

    def block(self, depth: int, loop: bool) -> str:
        return "\n".join(self.statement(depth, loop) for _ in range(self.random.randint(1, 3)))

    def suite(self, header: str, depth: int, loop: bool) -> str:
        return f"{header}:\n{textwrap.indent(self.block(depth - 1, loop), '  ')}\n"

    def statement(self, depth: int, loop: bool) -> str:
        simple = ["step", "step", "sentence", "return", "raise", *(["break", "continue"] if loop else [])]
        nested = ["if", "if", "while", "for", "with", "try", "try", "finally", "match"] if depth else []
        match self.random.choice(simple + nested):
            case "if":
                text = self.suite(f"if {self.question()}", depth, loop)
                text += self.suite(f"elif {self.question()}", depth, loop) if self.flip() else ""
                return text + (self.suite("else", depth, loop) if self.flip() else "")
            case "while" | "for" as kind:
                header = f"while {self.question()}" if kind == "while" else f"{self.prefix}for _ in items()"
                text = self.suite(header, depth, True)
                return text + (self.suite("else", depth, loop) if self.flip() else "")
            case "with":
                items = f"{self.step()} as x, {self.step()}"
                return self.suite(f"{self.prefix}with {f'({items})' if self.flip() else items}", depth, loop)
            case "try":
                return self.guarded(depth, loop) + (self.final(depth, loop) if self.flip() else "")
            case "finally":
                return self.suite("try", depth, loop) + self.final(depth, loop)
            case "match":
                cases = self.suite(f"case {self.random.choice(PATTERNS)}", depth, loop)
                cases += self.suite(f"case x if {self.question()}", depth, loop)
                cases += self.suite(self.random.choice(("case 1 | 2", "case _", "case x")), depth, loop)
                return f"match [c()]:\n{textwrap.indent(cases, '  ')}"
            case "raise":
                return f"if c(): raise {self.random.choice(['Boom', 'Bang'])}"
            case "step":
                return self.step()
            case "sentence":
                return self.sentence()
            case "return":
                text = "return" if self.flip() else f"return {self.step()}"
                return f"if c(): {text}" if self.flip() else text
            case jump:
                return f"if c(): {jump}" if self.flip() else jump

    def guarded(self, depth: int, loop: bool) -> str:
        if sys.version_info >= (3, 11) and self.random.random() < 0.3:
            # Nothing may jump out of such a handler.
            handler = f"{self.sentence()}\nif c(): {self.step()}\n"
            text = self.suite("try", depth, loop) + f"except* Boom as e:\n{textwrap.indent(handler, '  ')}"
            return text + (self.suite("else", depth, loop) if self.flip() else "")
        kind = self.random.choice(("Boom", "Boom as e", "(Boom, KeyError) as e"))
        text = self.suite("try", depth, loop) + self.suite(f"except {kind}", depth, loop)
        text += self.suite("except", depth, loop) if self.flip() else ""
        return text + (self.suite("else", depth, loop) if self.flip() else "")

    def final(self, depth: int, loop: bool) -> str:
        return self.suite("finally", depth, loop)

    def flip(self) -> bool:
        return self.random.random() < 0.5


PATTERNS = (
    "0",
    "[0]",
    "[0, *x]",
    "[y] if c()",
    "{'k': x, **y}",
    "int() | str() as x",
    "list([0] as x)",
    "[1 | 2]",
)


class TooLong(BaseException):
    """Ends a run that does not end by itself."""


class Run:
    """Runs a program and records its steps: ``n``, or ``-n`` where the step raised; a cleanup is ``n'``."""

    def __init__(self, tree: Tree, seed: int) -> None:
        self.tree = tree
        self.random = random.Random(seed)
        self.trace: list[str] = []
        self.raised = self.cut = False
        names = {"step": self.step, "claim": self.claim, "c": self.choose, "Boom": Boom, "Bang": Bang}
        names |= {"items": self.items, "d": Anything()}
        exec(compile(tree.text, "run", "exec"), names)
        try:
            result = names["f"]()  # type: ignore[operator]  # the program defines it
            if inspect.iscoroutine(result):
                result.send(None)
        except StopIteration:
            pass
        except TooLong:
            self.cut = True
        except Exception as error:
            if not isinstance(error, Boom | Bang | AssertionError) and not hasattr(error, "exceptions"):
                raise
            self.raised = True

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

    def claim(self, number: int) -> bool:
        """Take a step whose assertion may fail."""
        holds = self.random.random() < 0.7
        self.trace.append(f"{number}" if holds else f"-{number}")
        return holds

    def choose(self) -> int:
        return self.random.randint(0, 1)

    def items(self) -> Items:
        return Items(self.random.randint(0, 2))


class Items(list[int]):
    """What loops go over, awaited or not."""

    def __init__(self, count: int) -> None:
        super().__init__(range(count))

    async def __aiter__(self) -> AsyncIterator[int]:
        for item in self:
            yield item


class Anything(dict[object, object]):
    """Takes and gives away every key."""

    def __delitem__(self, key: object) -> None: ...


class Step:
    """A step is a context manager too: its end is a step of its own."""

    def __init__(self, run: Run, number: int) -> None:
        self.run, self.number = run, number

    def __bool__(self) -> bool:
        return bool(self.run.choose())

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self.run.trace.append(f"{self.number}'")

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()


def said(op: ir.Op) -> str | None:
    exprs = [op.context] if isinstance(op, ir.Leave) else list(operands(op))
    for part in (part for expr in exprs for part in walk(expr)):
        if isinstance(part, ir.Call) and ir.render(part.func) in ("step", "claim"):
            name = ir.render(part.args[0].value)
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


@pytest.mark.parametrize("asynchronous", [False, True], ids=["plain", "async"])
@pytest.mark.parametrize("seed", range(60))
def test_every_run_is_a_path(seed: int, asynchronous: bool) -> None:
    writer = Writer(seed, asynchronous)
    tree = lower(f"{writer.prefix}def f():\n" + textwrap.indent(writer.block(4, False), "  "))
    define = tree.code.nodes[2].op
    assert isinstance(define, ir.Define)
    check(define.code)
    for choice in range(25):
        run = Run(tree, choice)
        assert follow(define.code, run), f"{tree.text}\n{' '.join(run.trace)} raised={run.raised}"
