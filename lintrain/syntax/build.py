"""libcst statements become a control-flow graph, one :class:`~lintrain.syntax.ir.Code` per scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import libcst as cst

from .control import Case, Control, Handler
from .ir import Code, Define, DefineClass, Expr, Node, Op, Starred
from .lower import Lowering, parameters
from .statements import OPERATIONS, always_matches, captures, decorators, except_all


class Builder(Control[cst.BaseSuite | None]):
    """Builds the graph of one scope from libcst's statements."""

    operations = OPERATIONS

    def block(self, suite: cst.BaseSuite | None) -> None:
        """Build the statements of a suite; of None, nothing."""
        if suite is not None:
            self.statements(suite.body)

    def statements(self, nodes: Iterable[cst.CSTNode]) -> None:
        """Build ``nodes`` in order."""
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                for small in node.body:
                    STATEMENTS.get(type(small), Builder.step)(self, small)
            else:
                STATEMENTS.get(type(node), Builder.step)(self, node)

    def break_(self, node: cst.Break) -> None:
        self.leave_loop(node, "break")

    def continue_(self, node: cst.Continue) -> None:
        self.leave_loop(node, "continue")

    def if_(self, node: cst.If) -> None:
        last = node
        while isinstance(last.orelse, cst.If):
            last = last.orelse
        self.choose(_tests(node), _suite(last.orelse))

    def loop(self, node: cst.For | cst.While) -> None:
        self.repeat(node, node.body, _suite(node.orelse))

    def with_(self, node: cst.With) -> None:
        self.within(node.items, node.body, node.asynchronous is not None)

    def try_(self, node: cst.Try | cst.TryStar) -> None:
        final = node.finalbody
        if final is None:
            self.handled(node)
        else:
            self.finally_((final, final.body), lambda: self.handled(node))

    def handled(self, node: cst.Try | cst.TryStar) -> None:
        handlers: list[Handler[cst.BaseSuite | None]] = [
            Handler(handler, handler.body) for handler in node.handlers
        ]
        self.guarded(node.body, handlers, except_all(node.handlers), _suite(node.orelse))

    def match_(self, node: cst.Match) -> None:
        self.match(node, map(_case, node.cases))

    def define(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        lower = _function if isinstance(node, cst.FunctionDef) else _class
        self.add(*self.make(node, lower))


def _tests(node: cst.If) -> Iterator[tuple[cst.If, cst.BaseSuite | None]]:
    test: cst.If | cst.Else | None = node
    while isinstance(test, cst.If):
        yield test, test.body
        test = test.orelse


def _suite(node: cst.If | cst.Else | None) -> cst.BaseSuite | None:
    return node.body if node is not None else None


def _case(case: cst.MatchCase) -> Case[cst.BaseSuite | None]:
    return Case(case, captures(case.pattern), always_matches(case.pattern), case.guard, case.body)


def _function(low: Lowering, node: cst.FunctionDef) -> Op:
    at = low.number(node)
    name = node.name.value
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorators)
    is_async = node.asynchronous is not None
    returns = node.returns.annotation if node.returns is not None else None
    body = _body(low, node.body)
    code = low.scope(at, name, "function", body, lambda: parameters(low, node.params), returns, is_async)
    return Define(at, code, decorated)


def _class(low: Lowering, node: cst.ClassDef) -> Op:
    at = low.number(node)
    name = node.name.value
    low.words.add(name)
    low.assigned.add(name)
    decorated = decorators(low, node.decorators)
    bases = tuple(_argument(low, base) for base in node.bases)
    for keyword in node.keywords:
        _argument(low, keyword)
    return DefineClass(at, name, bases, low.scope(at, name, "class", _body(low, node.body)), decorated)


def _argument(low: Lowering, node: cst.Arg) -> Expr:
    """Lower an argument of a class statement; its keyword is a word."""
    value = low.expr(node.value)
    if node.keyword is not None:
        low.words.add(node.keyword.value)
    return Starred(low.number(node), value) if node.star else value


def _body(low: Lowering, suite: cst.Module | cst.BaseSuite) -> Callable[[], tuple[Node, ...]]:
    def build() -> tuple[Node, ...]:
        builder = Builder(low)
        builder.statements(suite.body)
        return builder.finish()

    return build


def lower_module(module: cst.Module, first: int = 0) -> tuple[Code, list[Any]]:
    """Lower a module: its code, and the nodes that ``at`` counts, from ``first``."""
    low = Lowering(first)
    code = low.scope(low.number(module), "<module>", "module", _body(low, module))
    return code, low.nodes


STATEMENTS: dict[type[cst.CSTNode], Callable[[Builder, Any], object]] = {
    cst.Expr: Builder.expression,
    cst.Return: Builder.return_,
    cst.Raise: Builder.raise_,
    cst.Break: Builder.break_,
    cst.Continue: Builder.continue_,
    cst.If: Builder.if_,
    cst.For: Builder.loop,
    cst.While: Builder.loop,
    cst.With: Builder.with_,
    cst.Try: Builder.try_,
    cst.TryStar: Builder.try_,
    cst.Match: Builder.match_,
    cst.FunctionDef: Builder.define,
    cst.ClassDef: Builder.define,
}
