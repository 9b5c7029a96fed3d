"""How many micro-batches a window has, where a counter tells it: what the counter is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from lintrain.syntax.edit import Editor

from ._callees import definition
from ._names import path
from ._walk import calls, is_path, jumps, scope, walk

REACHED = (cst.Equal, cst.GreaterThanEqual)
BELOW = (cst.LessThan, cst.NotEqual)
TURNED = {cst.GreaterThanEqual: cst.LessThanEqual, cst.LessThan: cst.GreaterThan}
"""Comparisons as they are written from the other side."""

Size = cst.BaseExpression


def counted(editor: Editor, guard: cst.CSTNode, backward: cst.CSTNode) -> Size | None:
    """Return the length of the window that ``guard`` closes, if a counter says it without doubt."""
    if not isinstance(guard, cst.If | cst.While):
        guard = editor.enclosing(guard, cst.If, cst.While) or guard
    if not isinstance(guard, cst.If | cst.While) or not _each_round(editor, backward):
        return None
    if isinstance(guard, cst.While) and editor.enclosing(backward, cst.For, cst.While) is guard:
        return next((size for name, size in _below(guard.test) if _counts_round(editor, guard, name)), None)
    loop = _loop(editor, guard)
    same = editor.enclosing(backward, cst.For, cst.While) is loop
    if loop is None or not same or isinstance(guard, cst.While) or not _in_order(loop, backward, guard):
        return None
    sizes = (_closed_by(editor, loop, guard, part) for part in _choices(guard.test))
    return next((size for size in sizes if size is not None), None)


def asked(editor: Editor, guard: cst.CSTNode) -> Size | None:
    """Return what a function of the file that is asked for the end of the window takes a remainder by."""
    for call in calls(guard):
        function = definition(editor, call)
        returned = [n.value for n in walk(function.body) if isinstance(n, cst.Return)] if function else []
        if function is None or len(returned) != 1 or returned[0] is None:
            continue
        divisors = [n.right for n in walk(returned[0]) if isinstance(n, cst.BinaryOperation)
                    and isinstance(n.operator, cst.Modulo)]  # fmt: skip
        names = [param.name.value for param in function.params.params]
        plain = all(arg.keyword is None and not arg.star for arg in call.args)
        if len(divisors) == 1 and path(divisors[0]) in names and plain and len(call.args) == len(names):
            return call.args[names.index(path(divisors[0]))].value
    return None


def _choices(test: Size) -> Iterator[Size]:
    """Yield the conditions of which each closes the window by itself."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.Or):
        yield from _choices(test.left)
        yield from _choices(test.right)
    else:
        yield test


def _sides(test: Size, kinds: Sequence[type[cst.BaseCompOp]]) -> Iterator[tuple[Size, Size]]:
    """Yield both sides of a comparison of one of some kinds, as it is written or from the other side."""
    match test:
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=how, comparator=right)]):
            if isinstance(how, tuple(kinds)):
                yield left, right
            if isinstance(how, tuple(TURNED.get(kind, kind) for kind in kinds)):
                yield right, left


def _below(test: Size) -> Iterator[tuple[str, Size]]:
    yield from ((path(name), size) for name, size in _sides(test, BELOW) if _is_size(size) and path(name))


def _is_size(size: Size) -> bool:
    return is_path(size) or isinstance(size, cst.Integer)


def _closed_by(editor: Editor, loop: cst.For | cst.While, guard: cst.If, test: Size) -> Size | None:
    """Return the length of a window that is closed when ``test`` of ``guard`` holds, or ends the round."""
    early = _goes_on(guard)
    for name, size in _sides(test, BELOW if early else REACHED):
        counter = path(name)
        if counter and _is_size(size) and _counts(editor, loop, guard, counter, "+", "0"):
            return size
        if counter and isinstance(size, cst.Integer) and size.value == "0" and not early:
            start = _only_value(editor, loop, counter)
            text = "" if start is None else editor.source(start)
            if start is not None and _counts(editor, loop, guard, counter, "-", text):
                return start
    return None


def _counts(
    editor: Editor, loop: cst.For | cst.While, guard: cst.If, name: str, sign: str, start: str
) -> bool:
    """Tell whether a counter moves once in each round, above the guard, and is only set back behind it."""
    lines = list(loop.body.body)
    moves = [line for line in lines if _moves(line, name, sign)]
    if len(moves) != 1 or not _in_order(loop, moves[0], guard) or not _is_local(editor, name):
        return False
    sets = [n for n in walk(scope(editor, loop)) if _sets(n, name) and not _is_in(n, moves[0])]
    values = all(isinstance(n, cst.Assign) and editor.source(n.value) == start for n in sets)
    back = [n for n in sets if _is_in(n, loop)]
    if not values or len(back) != 1 or len(sets) < 2:
        return False
    return _in_order(loop, guard, back[0]) if _goes_on(guard) else _is_in(back[0], guard.body)


def _counts_round(editor: Editor, loop: cst.While, name: str) -> bool:
    """Tell whether a loop counts its own rounds from zero."""
    moves = [line for line in loop.body.body if _moves(line, name, "+")]
    siblings, index = editor.block(editor.statement(loop))
    sets = [n for n in walk(scope(editor, loop)) if _sets(n, name)]
    others = [n for n in sets if not (moves and _is_in(n, moves[0]))]
    zero = all(isinstance(n, cst.Assign) and editor.source(n.value) == "0" for n in others)
    above = any(_is_in(n, line) for n in others for line in siblings[:index])
    whole = not jumps(loop.body, cst.Break, cst.Continue) and not any(_is_in(n, loop) for n in others)
    return len(moves) == 1 and zero and above and whole and _is_local(editor, name)


def _loop(editor: Editor, node: cst.CSTNode) -> cst.For | cst.While | None:
    found = editor.enclosing(node, cst.For, cst.While)
    return found if isinstance(found, cst.For | cst.While) else None


def _each_round(editor: Editor, backward: cst.CSTNode) -> bool:
    """Tell whether a backward is made in each round of its loop."""
    return isinstance(editor.enclosing(backward, cst.For, cst.While, cst.If, cst.IfExp), cst.For | cst.While)


def _goes_on(guard: cst.If) -> bool:
    """Tell whether a guard ends the round: all that it does is ``continue``."""
    match guard:
        case cst.If(body=cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Continue()])])):
            return guard.orelse is None
        case cst.If(body=cst.SimpleStatementSuite(body=[cst.Continue()])):
            return guard.orelse is None
        case _:
            return False


def _is_local(editor: Editor, name: str) -> bool:
    """Tell whether a counter is a variable that no other function sets."""
    shared = (n for n in walk(editor.tree.module, functions=True) if isinstance(n, cst.Global | cst.Nonlocal))
    return "." not in name and not any(item.name.value == name for each in shared for item in each.names)


def _moves(line: cst.CSTNode, name: str, sign: str) -> bool:
    """Tell whether a line moves a counter by one."""
    kinds = (cst.AddAssign, cst.Add) if sign == "+" else (cst.SubtractAssign, cst.Subtract)
    match line:
        case cst.SimpleStatementLine(
            body=[cst.AugAssign(target=target, operator=how, value=cst.Integer(value="1"))]
        ):
            return path(target) == name and isinstance(how, kinds[0])
        case cst.SimpleStatementLine(
            body=[
                cst.Assign(
                    targets=[cst.AssignTarget(target=target)],
                    value=cst.BinaryOperation(left=left, operator=how, right=cst.Integer(value="1")),
                )
            ]
        ):
            return path(target) == path(left) == name and isinstance(how, kinds[1])
        case _:
            return False


def _sets(node: cst.CSTNode, name: str) -> bool:
    """Tell whether ``node`` binds a name in any way."""
    match node:
        case cst.Assign(targets=targets):
            return any(path(n) == name for target in targets for n in walk(target.target))
        case cst.AugAssign(target=target) | cst.AnnAssign(target=target) | cst.NamedExpr(target=target):
            return path(target) == name
        case cst.For(target=target) | cst.CompFor(target=target) | cst.AsName(name=target):
            return any(path(n) == name for n in walk(target))
        case _:
            return False


def _only_value(editor: Editor, loop: cst.CSTNode, name: str) -> Size | None:
    """Return what a counter is always set to, if that is one thing that can be read again."""
    sets = [n for n in walk(scope(editor, loop)) if isinstance(n, cst.Assign) and _sets(n, name)]
    texts = {editor.source(n.value) for n in sets if not any(path(part) == name for part in walk(n.value))}
    found = [n.value for n in sets if _is_size(n.value)]
    return found[-1] if len(texts) == 1 and found else None


def _in_order(loop: cst.For | cst.While, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Tell whether ``first`` stands in a line of the loop above that of ``second``."""
    lines = list(loop.body.body)
    one = next((i for i, line in enumerate(lines) if _is_in(first, line)), None)
    two = next((i for i, line in enumerate(lines) if _is_in(second, line)), None)
    return one is not None and two is not None and one < two


def _is_in(node: cst.CSTNode, root: cst.CSTNode) -> bool:
    return any(each is node for each in walk(root))
