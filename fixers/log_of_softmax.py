"""Takes the logarithm and the exponential in one function, which never leaves the logarithms."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._aliases import alias
from ._feeding import lines_between
from ._names import changed, clash, path, read
from ._walk import argument, called, receiver, walk

FUNCTIONAL = "torch.nn.functional"
OF_SUM = ("dim", "keepdim")
REASON = "The value is the same where both are finite, and finite where this one was not."


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the repair: one function in the place of two."""
    log, place = editor.node(verdict.at), verdict.place("inner")
    inner = editor.node(place) if place is not None else None
    if not isinstance(log, cst.Call) or not isinstance(inner, cst.Call):
        raise CannotEdit("the two are not written as calls")
    if not any(node is inner for node in walk(log)):
        _refuse_changes(editor, inner, log)
    text = _spelled(editor, inner)
    return Fix(f"Use `{text.partition('(')[0]}`", (editor.replace(log, text),), Applicability.SAFE, REASON)


def _refuse_changes(editor: Editor, inner: cst.Call, log: cst.Call) -> None:
    """What the exponential was computed from has to be at hand where its logarithm is taken."""
    source = editor.statement(inner)
    rebound = changed(*lines_between(editor, source, log, "exponential"))
    names = read(*(arg.value for arg in inner.args), *([inner.func] if receiver(inner) else []))
    if any(isinstance(node, cst.Call | cst.Await) and node is not inner for node in walk(inner)):
        raise CannotEdit("what goes in is the result of a call, which would run twice")
    assigned = source.body[0] if isinstance(source, cst.SimpleStatementLine) else None
    own = {path(t.target) for t in assigned.targets} if isinstance(assigned, cst.Assign) else set()
    if clash(rebound | own, names):
        raise CannotEdit("what goes in gets another value before the logarithm is taken")


def _spelled(editor: Editor, inner: cst.Call) -> str:
    """Return the one call that does both."""
    name, arguments = called(inner), ", ".join(editor.source(arg.value) for arg in inner.args[:1])
    if name == "softmax":
        return _renamed(editor, inner, "log_softmax")
    if name == "sigmoid":
        functional = alias(editor, FUNCTIONAL)
        if functional is None:
            raise CannotEdit("the file does not import `torch.nn.functional`, nor `torch`")
        owner = receiver(inner)
        given = arguments if inner.args or owner is None else editor.source(owner)
        return f"{functional}.logsigmoid({given})"
    return _log_sum_exp(editor, inner)


def _renamed(editor: Editor, call: cst.Call, name: str) -> str:
    """Return the text of a call, of another function of the same module."""
    if not isinstance(call.func, cst.Attribute):
        raise CannotEdit("its name is imported by itself: change the import, too")
    text, (start, _) = editor.source(call), editor.tree.positions.offsets(call)
    first, last = editor.tree.positions.offsets(call.func.attr)
    return text[: first - start] + name + text[last - start :]


def _log_sum_exp(editor: Editor, total: cst.Call) -> str:
    """Return ``torch.logsumexp(x, dim)`` for a ``sum`` of an ``exp``."""
    owner = receiver(total)
    as_method = isinstance(owner, cst.Call)
    first = None if as_method else argument(total, "input")
    exponential = owner if as_method else first.value if first is not None else None
    rest = list(total.args if as_method else total.args[1:])
    if not isinstance(exponential, cst.Call) or not rest:
        raise CannotEdit("the axis that is summed over is not given")
    if any(arg.star or (arg.keyword is not None and arg.keyword.value not in OF_SUM) for arg in rest):
        raise CannotEdit("the sum has arguments that `logsumexp` lacks")
    inner = receiver(exponential)
    given = argument(exponential, "input")
    source = given.value if given is not None else inner
    torch = alias(editor, "torch")
    if source is None or torch is None:
        raise CannotEdit("what is exponentiated is not in sight, or `torch` is not imported")
    arguments = [editor.source(source), *(_argument(editor, arg) for arg in rest)]
    return f"{torch}.logsumexp({', '.join(arguments)})"


def _argument(editor: Editor, arg: cst.Arg) -> str:
    keyword = f"{arg.keyword.value}=" if arg.keyword is not None else ""
    return keyword + editor.source(arg.value)
