"""The course of a program after a statement: does training go on, and does it set its mode by itself?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from lintrain.syntax.edit import Editor

from ._names import path
from ._walk import called, calls, receiver, scope, walk


class Course:
    """Follows one model through the loops and functions of a file. Functions are known by name."""

    def __init__(self, editor: Editor, model: str) -> None:
        self.editor, self.model = editor, model
        self.functions: dict[str, list[cst.FunctionDef]] = {}
        for node in walk(editor.tree.module, functions=True):
            if isinstance(node, cst.FunctionDef):
                self.functions.setdefault(node.name.value, []).append(node)

    def trains_on(self, statement: cst.BaseStatement) -> bool:
        """Tell whether training goes on after ``statement`` in the mode that is set there."""
        return self._goes_on(statement, self.model, frozenset())

    def _goes_on(self, statement: cst.BaseStatement, model: str, seen: frozenset[cst.FunctionDef]) -> bool:
        """Climb from ``statement``: the lines below it, then the loop around them, then the callers."""
        current: cst.CSTNode = statement
        while not isinstance(parent := self.editor.tree.parent(current), cst.FunctionDef | None):
            roots: Sequence[cst.CSTNode] = ()
            if isinstance(parent, cst.IndentedBlock | cst.Module):
                roots = parent.body[_index(parent.body, current) + 1 :]
            elif isinstance(parent, cst.For | cst.While):
                roots = (parent.body,)
            if roots and self._does(roots, "backward"):
                return not self._sets_train(roots, model)
            current = parent
        if parent is None or parent in seen:
            return False
        return any(self._goes_on(line, "", seen | {parent}) for line in self._callers(parent))

    def _callers(self, function: cst.FunctionDef) -> Iterator[cst.BaseStatement]:
        """Yield the lines that call ``function``."""
        for node in walk(self.editor.tree.module, functions=True):
            named = isinstance(node, cst.Call) and called(node) == function.name.value
            if named and scope(self.editor, node) is not function:
                yield self.editor.statement(node)

    def _does(self, roots: Sequence[cst.CSTNode], name: str) -> bool:
        return any(called(call) == name for call in self._reached(roots))

    def _sets_train(self, roots: Sequence[cst.CSTNode], model: str) -> bool:
        """Tell whether ``train()`` is called: on the model itself here, on any in the functions called."""
        own = {id(call) for call in calls(*roots)}
        for call in self._reached(roots):
            owner = receiver(call)
            if called(call) != "train" or owner is None or any(path(a.value) == "False" for a in call.args):
                continue
            name = path(owner)
            elsewhere = not model or id(call) not in own
            if name == model or (elsewhere and name != "self" and "trainer" not in name):
                return True
        return False

    def _reached(self, roots: Sequence[cst.CSTNode]) -> Iterator[cst.Call]:
        """Yield the calls in ``roots``, and in the functions of this file that they call."""
        pending, seen = list(roots), set[str]()
        while pending:
            for call in calls(pending.pop()):
                yield call
                name = called(call)
                if name not in seen:
                    seen.add(name)
                    pending += self.functions.get(name, ())


def _index(body: Sequence[cst.CSTNode], node: cst.CSTNode) -> int:
    return next(i for i, line in enumerate(body) if line is node)
