"""Conditions: which are decided, which are the same, and what an outcome implies."""

from __future__ import annotations

from lintrain.flow.machine import Here
from lintrain.flow.state import Question
from lintrain.model.values import (
    EITHER,
    Class,
    Constant,
    EnvKey,
    Function,
    Group,
    Module,
    Object,
    Qualified,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import AMP_NAME
from lintrain.syntax import ir

MOST_DECISIONS = 40
"""Of more answers on one path the oldest is forgotten: both are followed when it is asked again."""
INVERSE = {"!=": "==", "is not": "is", "not in": "in"}


def outcome(here: Here, condition: ir.Expr) -> bool | None:
    """Return the outcome of a condition where it is certain on this path, else ``None``."""
    match condition:
        case ir.Unary(op="not", operand=operand):
            inner = outcome(here, operand)
            return None if inner is None else not inner
        case ir.Bool(op=op, left=left, right=right):
            return _junction(op, outcome(here, left), outcome(here, right))
        case ir.Walrus():
            return _truth(here.evaluate(condition))
        case _:
            question, positive = ask(here, condition)
            if isinstance(question, bool):
                return question is positive
            if question is None:
                return None
            known = here.state.decisions.get(question)
            return None if known is None else known is positive


def assume(here: Here, condition: ir.Expr, result: bool) -> bool:
    """Remember an outcome and what it implies; return false when that contradicts what is known."""
    match condition:
        case ir.Unary(op="not", operand=operand):
            return assume(here, operand, not result)
        case ir.Bool(op="and", left=left, right=right) if result:
            return assume(here, left, True) and assume(here, right, True)
        case ir.Bool(op="or", left=left, right=right) if not result:
            return assume(here, left, False) and assume(here, right, False)
        case ir.Bool(left=left, right=right):
            one, two = outcome(here, left), outcome(here, right)
            if one is not None and two is None:
                return _implied(here, condition, right, one, result)
            if two is not None and one is None:
                return _implied(here, condition, left, two, result)
            return True
        case _:
            question, positive = ask(here, condition)
            if isinstance(question, bool):
                return (question is positive) is result
            if question is None or not _worth_remembering(here, question):
                return True
            wanted = positive is result
            known = here.state.decisions.get(question)
            if known is None:
                _remember(here, question, wanted)
            return known is None or known is wanted


def _remember(here: Here, question: Question, answer: bool) -> None:
    decisions = here.state.decisions
    if len(decisions) >= MOST_DECISIONS:
        del decisions[next(iter(decisions))]
    decisions[question] = answer


def _implied(here: Here, whole: ir.Bool, open_side: ir.Expr, known: bool, result: bool) -> bool:
    """One side is known: where the whole depends on the other side alone, that is decided too."""
    neutral = whole.op == "and"
    if known is not neutral:
        return known is result
    return assume(here, open_side, result)


def _junction(op: str, one: bool | None, two: bool | None) -> bool | None:
    absorbing = op == "or"
    if one is absorbing or two is absorbing:
        return absorbing
    return None if one is None or two is None else not absorbing


def _worth_remembering(here: Here, question: Question) -> bool:
    counts = here.frame.names.condition_words
    return any(counts.get(w, 0) > 1 or AMP_NAME.search(w) for w in question.words)


def ask(here: Here, condition: ir.Expr) -> tuple[Question | bool | None, bool]:
    """Return the question that a simple condition asks (or its answer), and whether it asks it positively.

    ``if scaler:`` and ``if scaler is not None:`` are the same question.
    """
    if isinstance(condition, ir.Compare) and len(condition.ops) == 1:
        op, right = condition.ops[0], condition.rights[0]
        if op in ("is", "is not", "==", "!=") and isinstance(right, ir.Const) and right.value is None:
            return _presence(here, condition.left, positive=op in ("is not", "!="))
        return _comparison(here, condition, op, right)
    if isinstance(condition, ir.Compare):
        for part in (condition.left, *condition.rights):
            here.evaluate(part)
        return None, True
    value = here.evaluate(condition)
    truth = _truth(value)
    if truth is not None:
        return truth, True
    if isinstance(value, Unknown) and value.ident.startswith("not "):
        return Question(value.ident[4:], value.deps, here.machine.index.words_of(condition)), False
    return _question_of(here, value, condition), True


def _presence(here: Here, operand: ir.Expr, *, positive: bool) -> tuple[Question | bool | None, bool]:
    value = here.evaluate(operand)
    if isinstance(value, Constant):
        return value.value is not None, positive
    if isinstance(value, Unknown):
        return _question_of(here, value, operand), positive
    if isinstance(value, Tensor) and value.optional:
        return None, positive
    if isinstance(value, Group) and value.kind == EITHER and Constant(None) in value.items:
        return None, positive
    return True, positive


def _comparison(
    here: Here, condition: ir.Compare, op: str, right: ir.Expr
) -> tuple[Question | bool | None, bool]:
    one, two = here.evaluate(condition.left), here.evaluate(right)
    positive = op not in INVERSE
    plain = INVERSE.get(op, op)
    if isinstance(one, Constant) and isinstance(two, Constant):
        answer = _compare(plain, one.value, two.value)
        return answer, positive
    names = (identity(here, condition.left, one), identity(here, right, two))
    if None in names:
        return None, positive
    deps = dependencies(one) | dependencies(two)
    return Question(f"{names[0]} {plain} {names[1]}", deps, here.machine.index.words_of(condition)), positive


def _compare(op: str, one: object, two: object) -> bool | None:
    try:
        match op:
            case "==" | "is":
                return one == two
            case "<":
                return one < two  # type: ignore[operator,no-any-return]  # a TypeError is an answer too
            case ">":
                return one > two  # type: ignore[operator,no-any-return]  # likewise
            case "<=":
                return one <= two  # type: ignore[operator,no-any-return]  # likewise
            case ">=":
                return one >= two  # type: ignore[operator,no-any-return]  # likewise
            case "in":
                return one in two  # type: ignore[operator]  # likewise
    except TypeError:
        return None
    return None


def _truth(value: Value) -> bool | None:
    match value:
        case Constant(value=constant):
            return bool(constant)
        case Object() | Function() | Class() | Qualified() | Module():
            return True
        case Group(kind=kind, items=items):
            return None if kind == EITHER and Constant(None) in items else bool(items)
        case _:
            return None


def _question_of(here: Here, value: Value, condition: ir.Expr) -> Question | None:
    name = identity(here, condition, value)
    if name is None:
        return None
    return Question(name, dependencies(value), here.machine.index.words_of(condition))


def identity(here: Here, expr: ir.Expr, value: Value) -> str | None:
    """Return a text that is equal only for the same value, or ``None``."""
    match value:
        case Constant(value=constant):
            return repr(constant)
        case Unknown(ident=ident):
            return ident
        case Object(ident=ident):
            return ident
        case Qualified(name=name):
            return name
        case Tensor():
            return None
        case _:
            return None


def dependencies(value: Value) -> frozenset[EnvKey]:
    """Return the bindings whose change makes ``value`` another one."""
    return value.deps if isinstance(value, Unknown) else frozenset()
