"""What an expression stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lintrain.flow import calls, conditions, cuts, methods, risks
from lintrain.flow.attributes import read
from lintrain.flow.machine import Here
from lintrain.flow.objects import anonymous, bind_target, element, lookup, subscript, turns_grad_off
from lintrain.flow.unroll import enter_pass, rows
from lintrain.model.values import (
    Constant,
    EnvKey,
    Function,
    Grads,
    Group,
    Kind,
    Object,
    Params,
    Table,
    Tensor,
    Unknown,
    Value,
    join,
)
from lintrain.model.vocabulary import last
from lintrain.plain import replace
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

ORDERS = (">", "<", ">=", "<=")
PURE = ("sigmoid", "softmax", "squeeze", "detach", "cpu")
MOST_CHOICES = 4
"""Conditional expressions of one statement whose outcomes are followed apart."""


def _named(here: Here, expr: ir.Name) -> Value:
    value = here.state.env.get((here.frame.ident, expr.id))
    return value if value is not None else lookup(here, expr.id)


def _subscript(here: Here, expr: ir.Subscript) -> Value:
    return subscript(here, here.evaluate(expr.base), here.evaluate(expr.index), expr)


def _walrus(here: Here, expr: ir.Walrus) -> Value:
    value = here.evaluate(expr.value)
    bind_target(here, expr.target, value)
    return value


def _lambda(here: Here, expr: ir.Lambda) -> Value:
    define = here.machine.index.defines.get(expr.code.at)
    off = define is not None and turns_grad_off(here, define)
    return Function(expr.code.at, here.frame.ident, None, off)


def _yield(here: Here, expr: ir.Yield) -> Value:
    if expr.value is not None:
        here.evaluate(expr.value)
    return anonymous(here, expr)


def _parts(here: Here, expr: ir.Format | ir.Slice) -> Value:
    for part in expr.parts:
        here.evaluate(part)
    return anonymous(here, expr)


def _sequence(here: Here, kind: str, items: tuple[ir.Expr, ...]) -> Value:
    values: list[Value] = []
    for item in items:
        value = here.evaluate(item)
        if isinstance(item, ir.Starred):
            if isinstance(value, Group):
                values += value.items
                continue
            if isinstance(value, Params):
                values.append(value)
                continue
            return Unknown(f"{here.frame.ident}@{item.at}", "")
        values.append(value)
    return Group(kind, tuple(values))


def _mapping(here: Here, pairs: tuple[tuple[ir.Expr | None, ir.Expr], ...]) -> Value:
    items: list[tuple[object, Value]] = []
    whole = True
    for key, value in pairs:
        found = here.evaluate(value)
        if key is None:
            whole = whole and isinstance(found, Table)
            items += found.items if isinstance(found, Table) else ()
            continue
        name = here.evaluate(key)
        if isinstance(name, Constant):
            items.append((name.value, found))
        else:
            whole = False
    return Table().updated(Table(tuple(items))) if whole else Unknown(f"{here.frame.ident}@map", "")


def _binary(here: Here, expr: ir.Binary) -> Value:
    one, two = here.evaluate(expr.left), here.evaluate(expr.right)
    if expr.op == "**" and isinstance(one, Tensor) and two == risks.HALF:
        return risks.root(here, one, expr.at)
    if isinstance(one, Tensor) or isinstance(two, Tensor):
        return combine(expr.op, one, two)
    if isinstance(one, Constant) and isinstance(two, Constant):
        return _fold(here, expr, one.value, two.value)
    if isinstance(one, Group) and isinstance(two, Group) and expr.op == "+":
        return Group(one.kind, one.items + two.items)
    if isinstance(one, Table) and isinstance(two, Table) and expr.op == "|":
        return one.updated(two)
    if isinstance(one, Params) and isinstance(two, Params):
        return Params(one.owners | two.owners, one.partial or two.partial)
    return derived(
        here, expr, f"({_name(here, expr.left, one)} {expr.op} {_name(here, expr.right, two)})", one, two
    )


def _name(here: Here, expr: ir.Expr, value: Value) -> str:
    return conditions.identity(here, expr, value) or f"{here.frame.ident}@{expr.at}"


def derived(here: Here, expr: ir.Expr, text: str, *parts: Value) -> Unknown:
    """Return an unknown value computed from others: equal texts are equal until a part changes."""
    deps = frozenset().union(*(conditions.dependencies(p) for p in parts))
    return Unknown(text if len(text) < 400 else f"{here.frame.ident}@{expr.at}", "", deps)


def combine(op: str, one: Value, two: Value) -> Tensor:
    """Return the tensor that arithmetic on a tensor gives."""
    lost = next((t.lost for t in (one, two) if isinstance(t, Tensor) and t.lost is not None), None)
    found = replace(_combined(op, one, two), cut=cuts.common((one, two)), lost=lost)
    return risks.arithmetic(op, one, two, found)


def _combined(op: str, one: Value, two: Value) -> Tensor:
    left = one if isinstance(one, Tensor) else None
    right = two if isinstance(two, Tensor) else None
    models = (left.models if left else frozenset()) | (right.models if right else frozenset())
    scaled = next((t for t in (left, right) if t is not None and t.scaler), None)
    scaler, scaled_at = (scaled.scaler, scaled.scaled_at) if scaled else (None, None)
    if op in ("+", "-"):
        terms = [t for t in (left, right) if t is not None and t.reduction is not t.reduction.UNKNOWN] or [
            t for t in (left, right) if t is not None
        ]
        reductions = {t.reduction for t in terms}
        reduction = reductions.pop() if len(reductions) == 1 else terms[0].reduction.SUM
        same = {t.precision for t in terms}
        precision = same.pop() if len(same) == 1 else ""
        divisors = terms[0].divisors if len({t.divisors for t in terms}) == 1 else None
        normalised = all(t.normalised for t in terms)
        found = Tensor(models, None, reduction, normalised, scaler, scaled_at, precision=precision)
        return replace(found, divisors=divisors)
    kept = left or right
    assert kept is not None  # combine() is called for tensors only
    divisors = methods.divided(kept, two) if op == "/" and kept is left else None
    found = Tensor(models, None, kept.reduction, True, scaler, scaled_at, precision=kept.precision)
    return replace(found, divisors=divisors)


def _fold(here: Here, expr: ir.Binary, one: object, two: object) -> Value:
    if isinstance(one, int | float) and isinstance(two, int | float) and abs(one) < 1e12 and abs(two) < 1e12:
        try:
            match expr.op:
                case "+":
                    return Constant(one + two)
                case "-":
                    return Constant(one - two)
                case "*":
                    return Constant(one * two)
                case "/":
                    return Constant(one / two)
                case "//":
                    return Constant(one // two)
                case "%":
                    return Constant(one % two)
        except ZeroDivisionError:
            return anonymous(here, expr)
    return anonymous(here, expr)


def _unary(here: Here, expr: ir.Expr, op: str, operand: ir.Expr) -> Value:
    if op == "not":
        return _condition(here, expr)
    value = here.evaluate(operand)
    if isinstance(value, Tensor):
        return replace(value, squashed=None, text="", optional=False, scores=None)
    if isinstance(value, Constant) and isinstance(value.value, int | float) and op == "-":
        return Constant(-value.value)
    return derived(here, expr, f"{op}{_name(here, operand, value)}", value)


def _compare(here: Here, expr: ir.Compare) -> Value:
    """A tensor compared with a number says which of its entries are larger, and nothing about by how much."""
    if len(expr.ops) == 1 and expr.ops[0] in ORDERS and not _acts_on(expr.left):
        value = here.evaluate(expr.left)
        if isinstance(value, Tensor) and (value.models or value.cut is not None):
            here.evaluate(expr.rights[0])
            return cuts.severed(here, value, expr.ops[0], expr.at, hard=True)
    return _condition(here, expr)


def _acts_on(expr: ir.Expr) -> bool:
    """Tell whether evaluating an expression twice may do something twice."""
    called = [part.func for part in walk(expr) if isinstance(part, ir.Call)]
    return any(not isinstance(f, ir.Name | ir.Attr) or last(ir.render(f)) not in PURE for f in called)


def _condition(here: Here, expr: ir.Expr) -> Value:
    """A condition used as a value: a flag that is the same question wherever it is asked."""
    if isinstance(expr, ir.Bool):
        one, two = here.evaluate(expr.left), here.evaluate(expr.right)
        if isinstance(one, Constant):
            return two if bool(one.value) is (expr.op == "and") else one
        if isinstance(one, Tensor) or isinstance(two, Tensor):
            return anonymous(here, expr)
        return derived(
            here, expr, f"({_name(here, expr.left, one)} {expr.op} {_name(here, expr.right, two)})", one, two
        )
    result = conditions.outcome(here, expr)
    if result is not None:
        return Constant(result)
    if isinstance(expr, ir.Unary):
        value = here.evaluate(expr.operand)
        return derived(here, expr, f"not {_name(here, expr.operand, value)}", value)
    question, positive = conditions.ask(here, expr)
    if question is None or isinstance(question, bool):
        return anonymous(here, expr)
    return Unknown(question.key if positive else f"not {question.key}", "", question.deps)


def _choice(here: Here, condition: ir.Expr, then: ir.Expr, other: ir.Expr) -> Value:
    result = conditions.outcome(here, condition)
    if result is None and len(here.oracle.taken) >= MOST_CHOICES and not _acts(then, other):
        # Too many ways through one statement: these two meet at once.
        one, two = here.evaluate(then), here.evaluate(other)
        return join((here.frame.ident, f"@{then.at}"), one, two)
    if result is None:
        result = here.oracle.choose(2) == 0
        conditions.assume(here, condition, result)
    return here.evaluate(then if result else other)


def _acts(*exprs: ir.Expr) -> bool:
    return any(isinstance(part, ir.Call | ir.Walrus) for expr in exprs for part in walk(expr))


def _own_names(here: Here, expr: ir.Comprehension) -> dict[EnvKey, Value | None]:
    """Return what the names that a comprehension binds stand for outside of it."""
    targets = [part for target, _, _ in expr.loops for part in walk(target)]
    keys = [(here.frame.ident, part.id) for part in targets if isinstance(part, ir.Name)]
    return {key: here.state.env.get(key) for key in keys}


def _restore(here: Here, names: dict[EnvKey, Value | None]) -> None:
    for key, value in names.items():
        if value is not None:
            here.state.bind(key, value)
        else:
            here.state.env.pop(key)
            here.state.forget(key)


def _comprehension(here: Here, expr: ir.Comprehension) -> Value:
    target, iterable, tests = expr.loops[0]
    source = here.evaluate(iterable)
    known = rows(here, target, source, iterable)
    if known is not None:
        found = _row_by_row(here, expr, known)
        if found is not None:
            return found
    filtered = False
    outside = _own_names(here, expr)
    for position, (target, iterable, tests) in enumerate(expr.loops):
        source = here.evaluate(iterable) if position else source
        bind_target(here, target, element(here, source, iterable))
        filtered |= bool(tests)
        for test in tests:
            here.evaluate(test)
    value = here.evaluate(expr.element)
    _restore(here, outside)
    if isinstance(value, Params):
        return _chosen(expr, source, value, filtered)
    if isinstance(value, Tensor):
        return Tensor(value.models)
    if isinstance(value, Object) and value.kind is Kind.OPTIMIZER and value.at is not None:
        return _several(here, expr, value)
    return value if isinstance(value, Grads) else anonymous(here, expr)


def _chosen(expr: ir.Comprehension, source: Value, value: Params, filtered: bool) -> Params:
    """Parameters picked one by one: those that require a gradient are still all."""
    trainable = all("requires_grad" in ir.render(t) for _, _, tests in expr.loops for t in tests)
    held = source.items[0] if isinstance(source, Group) and source.kind == "named" else source
    every = isinstance(held, Params) and not held.partial and (not filtered or trainable)
    return Params(value.owners, not (every and len(expr.loops) == 1), False, value.text)


def _several(here: Here, expr: ir.Comprehension, value: Object) -> Unknown:
    """An optimizer is built in each pass: nobody knows how many, but they are optimizers."""
    several = anonymous(here, expr)
    here.machine.holds[several.ident] = Object("", Kind.OPTIMIZER)
    here.state.grads.pop(value.ident, None)
    here.machine.optimizers.discard(value.ident)
    return several


def _row_by_row(here: Here, expr: ir.Comprehension, known: list[Value]) -> Value | None:
    """Evaluate a comprehension for each of a few known items; ``None`` where a test cannot be told."""
    target, _, tests = expr.loops[0]
    rest = expr.loops[1:]
    items: list[Value] = []
    for position, row in enumerate(known):
        enter_pass(here, -expr.at, position)
        bind_target(here, target, row)
        wanted = [conditions.outcome(here, test) for test in tests]
        if all(w is True for w in wanted):
            inner = ir.Comprehension(expr.at, expr.kind, expr.element, rest) if rest else expr.element
            items.append(here.evaluate(inner))
        elif False not in wanted:
            enter_pass(here, -expr.at, None)
            return None
    enter_pass(here, -expr.at, None)
    return _table(items) if expr.kind == "dict" and not rest else Group("list", tuple(items))


def _table(items: list[Value]) -> Value | None:
    found = Table()
    for item in items:
        key = item.items[0] if isinstance(item, Group) and len(item.items) == 2 else None
        if not isinstance(item, Group) or not isinstance(key, Constant):
            return None
        found = found.put(key.value, item.items[1])
    return found


EVALUATORS: dict[type, Callable[[Here, Any], Value]] = {
    ir.Name: _named,
    ir.Const: lambda here, expr: Constant(expr.value),
    ir.Attr: lambda here, expr: read(here, here.evaluate(expr.base), expr.name, expr),
    ir.Call: calls.call,
    ir.Sequence: lambda here, expr: _sequence(here, expr.kind, expr.items),
    ir.Mapping: lambda here, expr: _mapping(here, expr.items),
    ir.Binary: _binary,
    ir.Unary: lambda here, expr: _unary(here, expr, expr.op, expr.operand),
    ir.Compare: _compare,
    ir.Bool: _condition,
    ir.Choice: lambda here, expr: _choice(here, expr.condition, expr.then, expr.other),
    ir.Subscript: _subscript,
    ir.Walrus: _walrus,
    ir.Await: lambda here, expr: here.evaluate(expr.value),
    ir.Starred: lambda here, expr: here.evaluate(expr.value),
    ir.Lambda: _lambda,
    ir.Comprehension: _comprehension,
    ir.Yield: _yield,
    ir.Format: _parts,
    ir.Slice: _parts,
}
"""What each kind of expression stands for on one path. Calls in it have their effects on the state."""
