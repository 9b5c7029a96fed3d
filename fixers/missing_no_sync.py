"""Puts forward and backward of all micro-batches but the last under ``no_sync()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._imports import spelled
from ._names import changed, clash, path, read
from ._walk import assignment, called, calls, direct, mentions, scope, walk

REASON = (
    "The ranks average the sum of a window once instead of every part of it, which is the same but for "
    "rounding. Whoever reads gradients before the last micro-batch sees those of one rank."
)
APART = "forward, backward and the guard of the step are not lines of one loop"
HARMLESS = ("len", "int", "max", "min")
NAMES = ("last", "is_last", "steps_now")

Lines = Sequence[cst.BaseStatement]


def fix(verdict: Verdict, editor: Editor) -> Fix:
    """Return the condition under a name, the block around the lines, and the import that it may need."""
    backward, guard = editor.node(verdict.at), _guard(verdict, editor)
    line = editor.statement(backward)
    siblings, index = editor.block(line)
    if not isinstance(backward, cst.Call) or not direct(line, backward):
        raise CannotEdit(APART)
    if guard not in siblings[index + 1 :] or not isinstance(_loop(editor, line), cst.For | cst.While):
        raise CannotEdit(APART)
    model = _model(editor, backward)
    first = next((i for i, each in enumerate(siblings[: index + 1]) if _calls(each, model)), None)
    if first is None:
        raise CannotEdit("the forward pass is not in sight")
    between = siblings[first : siblings.index(guard)]
    if clash(changed(*between), read(guard.test)) or any(
        called(call) not in HARMLESS for call in calls(guard.test)
    ):
        raise CannotEdit("whether the step follows is known only behind the backward")
    return _wrapped(editor, siblings[first : index + 1], guard, model)


def _wrapped(editor: Editor, lines: Lines, guard: cst.If, model: str) -> Fix:
    context, imports = spelled(editor, "contextlib", "nullcontext")
    taken = {node.value for node in walk(editor.tree.module, functions=True) if isinstance(node, cst.Name)}
    last = next((name for name in NAMES if name not in taken), None)
    if last is None:
        raise CannotEdit("all names that suit the condition are taken")
    header = f"with {context}() if {last} else {model}.no_sync():"
    named = f"{last} = {editor.source(guard.test)}"
    edits = [*_under(editor, lines[0], f"{named}\n{editor.indent(lines[0])}{header}")]
    for line in lines[1:]:
        edits += _deeper(editor, line)
    condition = editor.replace(guard.test, last)
    title = "Average the gradients of a window once"
    return Fix(title, (*imports, *edits, condition), Applicability.UNSAFE, REASON)


def _under(editor: Editor, line: cst.BaseStatement, header: str) -> tuple[Edit, ...]:
    newline = editor.lines.newline_near(editor.tree.positions.offsets(line)[0])
    return editor.indent_under(line, header.replace("\n", newline))


def _deeper(editor: Editor, line: cst.BaseStatement) -> list[Edit]:
    """Indent a line like those above it, under the same header."""
    header, *rest = editor.indent_under(line, "#")
    unit = header.text.partition("#")[2].lstrip("\r\n").removeprefix(editor.indent(line))
    return [replace(header, text=unit), *rest]


def _guard(verdict: Verdict, editor: Editor) -> cst.If:
    place = verdict.place("guard")
    node = None if place is None else editor.node(place)
    while node is not None and not isinstance(node, cst.If):
        node = editor.tree.parent(node)
    if node is None or node.orelse is not None or not mentions(("step",), node.body):
        raise CannotEdit(APART)
    return node


def _loop(editor: Editor, line: cst.BaseStatement) -> cst.CSTNode | None:
    body = editor.tree.parent(line)
    return None if body is None else editor.tree.parent(body)


def _calls(line: cst.BaseStatement, model: str) -> bool:
    return any(path(call.func) == model for call in calls(line))


def _model(editor: Editor, backward: cst.CSTNode) -> str:
    """Return what the only model is called that the file wraps, whatever the circumstances."""
    nodes = list(walk(editor.tree.module, functions=True))
    aliases = {
        path(node.asname.name)
        for node in nodes
        if isinstance(node, cst.ImportAlias) and node.asname and path(node.name) == "DistributedDataParallel"
    }
    found = [
        (node, both[0])
        for node in nodes
        if (both := assignment(node))
        and isinstance(both[1], cst.Call)
        and called(both[1]) in {"DistributedDataParallel", *aliases}
    ]
    if len(found) != 1 or not (name := path(found[0][1])):
        raise CannotEdit("it is not known which model is wrapped")
    line, same = found[0][0], scope(editor, found[0][0]) is scope(editor, backward)
    if editor.enclosing(line, cst.If, cst.FunctionDef) is not editor.enclosing(line, cst.FunctionDef):
        raise CannotEdit("the model is wrapped under a condition")
    if not same and not name.startswith("self.") and scope(editor, line) is not editor.tree.module:
        raise CannotEdit("it is not known which model is wrapped")
    return name
