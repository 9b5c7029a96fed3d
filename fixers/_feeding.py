"""Gives a loss the scores: an activation's own argument, or a model without the activation."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Applicability, Edit, Fix
from lintrain.rule import Verdict
from lintrain.syntax.edit import CannotEdit, Editor

from ._activation import put, scores
from ._last_layer import is_layer, leave_out
from ._names import changed, clash, mutated, path, read
from ._scores import name_scores
from ._walk import argument, assignment, scope, walk

AT_THE_LOSS = (
    "The loss is the cross entropy that was meant, and its gradient grows: "
    "a learning rate raised to make up for the mistake may be too high now."
)
IN_THE_MODEL = (
    "Whoever else calls this gets scores instead of probabilities: look for thresholds, "
    "averaged probabilities and exported models first."
)
IMPURE = (cst.Call, cst.Await, cst.Yield, cst.NamedExpr, cst.Lambda, cst.BaseComp)


def feed_scores(verdict: Verdict, editor: Editor, role: str) -> Fix:
    """Return the repair at the loss where the scores are at hand there, else in the model.

    ``role`` is the witness that the activation is, and what it is called.
    """
    loss = editor.node(verdict.at)
    place = verdict.place(role) or verdict.place("model")
    if place is None or not isinstance(loss, cst.Call):
        raise CannotEdit("the activation is not in sight")
    there = editor.at(place)
    activation = there.node(place)
    if there is not editor:
        edits = there.elsewhere((leave_out(there, activation),))
        return Fix("Remove the activation from the model", edits, Applicability.UNSAFE, IN_THE_MODEL)
    if scope(editor, activation) is not scope(editor, loss) or is_layer(editor, activation):
        edit = leave_out(editor, activation)
        return Fix("Remove the activation from the model", (edit,), Applicability.UNSAFE, IN_THE_MODEL)
    given = argument(loss, "input")
    if given is None:
        raise CannotEdit("the loss does not show its input")
    if any(node is activation for node in walk(given)):
        edits = (put(editor, activation, scores(editor, activation)),)
    else:
        edits = _at_variable(editor, activation, loss, given.value, role)
    return Fix("Feed the scores to the loss", edits, Applicability.SAFE, AT_THE_LOSS)


def _at_variable(
    editor: Editor, activation: cst.CSTNode, loss: cst.Call, given: cst.BaseExpression, role: str
) -> tuple[Edit, ...]:
    """Read the scores where the loss reads the variable that holds what the activation made of them."""
    source = editor.statement(activation)
    used = _root(given)
    target, value = assignment(source) or (activation, None)
    name = path(target)
    if not name or value is not activation or path(used) != name:
        raise CannotEdit("the probabilities take a detour to the loss")
    inner = scores(editor, activation)
    between = lines_between(editor, source, loss, role)
    names = read(inner)
    if clash(changed(*between), {name}) or clash(mutated(*between), names):
        raise CannotEdit(f"a value is changed between {role} and loss")
    once = any(isinstance(node, IMPURE) for node in walk(inner))
    if once or clash({name}, names) or clash(changed(*between), names):
        return name_scores(editor, source, inner, used)
    return (put(editor, used, inner),)


def _root(expr: cst.BaseExpression) -> cst.BaseExpression:
    """Return the variable under methods and indices: ``probs`` of ``probs.view(-1, 3)[:, 0]``."""
    while not path(expr):
        match expr:
            case cst.Call(func=cst.Attribute(value=inner)) | cst.Subscript(value=inner):
                expr = inner
            case _:
                break
    return expr


def lines_between(
    editor: Editor, source: cst.BaseStatement, loss: cst.CSTNode, role: str
) -> list[cst.BaseStatement]:
    """Return what may run after ``source`` and before ``loss`` is computed.

    Raises:
        CannotEdit: they stand in different blocks.
    """
    siblings, index = editor.block(source)
    inside = {id(node) for node in _above(editor, loss)}
    last = next((i for i in range(index + 1, len(siblings)) if id(siblings[i]) in inside), None)
    if last is None:
        raise CannotEdit(f"{role} and loss stand in different blocks")
    between = list(siblings[index + 1 : last])
    if isinstance(siblings[last], cst.BaseCompoundStatement):
        between.append(siblings[last])
    return between


def _above(editor: Editor, node: cst.CSTNode | None) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    while node is not None:
        found.append(node)
        node = editor.tree.parent(node)
    return found
