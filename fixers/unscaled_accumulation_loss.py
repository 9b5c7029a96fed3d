"""Divides the loss by the window's length where backward is called on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._counters import asked, counted
from ._names import changed, read, rebinds
from ._walk import called, calls, is_atom, receiver, scope, walk

REASON = (
    "The gradient becomes the mean over the window, as the code plainly meant. A learning rate that was "
    "tuned with the mistake in place was tuned for the sum: with SGD, multiply it by the window's length."
)
TAKE_LOSS = ("backward", "manual_backward")
OPTIONS = ("retain_graph", "create_graph", "inputs")


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the division: ``(loss / N).backward()``, or of what a scaler or an engine is given."""
    backward = editor.node(verdict.at)
    place = verdict.place("window")
    if not isinstance(backward, cst.Call) or (owner := _taken(backward)) is None or place is None:
        raise CannotEdit("backward is not called as a method of the loss, or on it")
    loss = _unscaled(owner)
    size = _size(editor, editor.node(place), backward, verdict.text("window"))
    divisor = editor.source(size)
    if not is_atom(size) and not isinstance(size, cst.Integer):
        divisor = f"({divisor})"
    left, right = ("", "") if is_atom(loss) else ("(", ")")
    if loss is owner and owner is receiver(backward) and not loss.lpar:
        left, right = f"({left}", f"{right} / {divisor})"
    else:
        right = f"{right} / {divisor}"
    title = f"Divide the loss by `{editor.source(size)}`"
    return Fix(title, editor.wrap(loss, left, right), Applicability.SAFE, REASON)


def _taken(backward: cst.Call) -> cst.BaseExpression | None:
    """Return what goes backward: the owner of the method, or what an engine's method is given."""
    match backward.args:
        case []:
            return receiver(backward) if called(backward) == "backward" else None
        case [cst.Arg(keyword=None, star="", value=loss), *_] if called(backward) in TAKE_LOSS:
            return loss
        case args if called(backward) == "backward" and all(_is_option(arg) for arg in args):
            return receiver(backward)
        case _:
            return None


def _is_option(arg: cst.Arg) -> bool:
    return arg.keyword is not None and arg.keyword.value in OPTIONS


def _unscaled(owner: cst.BaseExpression) -> cst.BaseExpression:
    """Return the loss itself, without the ``scaler.scale(...)`` around it."""
    match owner:
        case cst.Call(func=cst.Attribute(), args=[cst.Arg(keyword=None, star="", value=loss)]):
            return loss if called(owner) == "scale" else owner
        case _:
            return owner


def _size(editor: Editor, guard: cst.CSTNode, backward: cst.CSTNode, text: str) -> cst.BaseExpression:
    """Return the window's length as the guard writes it, where backward can read it too."""
    function = scope(editor, guard)
    if scope(editor, backward) is not function:
        raise CannotEdit("the function that calls backward does not know the number of micro-batches")
    if text:
        wanted = _meaning(text)
        found = (size for size in _lengths(guard, function) if _meaning(editor.source(size)) == wanted)
        size = next(found, None)
    elif (size := counted(editor, guard, backward) or asked(editor, guard)) is None:
        raise CannotEdit("nothing names the number of micro-batches")
    if size is None or any(called(call) not in ("len", "int", "max", "min") for call in calls(size)):
        raise CannotEdit("the number of micro-batches cannot be read twice")
    loop = editor.enclosing(backward, cst.For, cst.While)
    if loop is not None and rebinds(changed(loop), read(size)):
        raise CannotEdit("the number of micro-batches changes in the loop")
    return size


def _lengths(*roots: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield the moduli and the lengths of ranges in ``roots``."""
    for node in walk(*roots):
        match node:
            case cst.BinaryOperation(operator=cst.Modulo(), right=right):
                yield right
            case cst.Call(args=[_, cst.Arg(value=divisor)]) if called(node) == "divmod":
                yield divisor
            case cst.Call() if called(node) in ("range", "trange"):
                yield from (arg.value for arg in node.args[:2])


def _meaning(text: str) -> str | None:
    """Return what is equal for texts that differ in blanks, quotes and parentheses only."""
    try:
        return ast.dump(ast.parse(f"({text})", mode="eval"))
    except SyntaxError:
        return None
