"""Which variables statements read, and which they bind or change in place, as dotted paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from ._walk import called, receiver, walk

GRADIENTS = ("clip_grad", "unscale_", "__")
"""Calls whose underscore does not speak of what they are called on."""


def path(expr: cst.CSTNode) -> str:
    """Return the dotted path of a name or attribute (``self.model``), else the empty string."""
    match expr:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=base, attr=cst.Name(value=name)):
            return f"{path(base)}.{name}" if path(base) else ""
        case _:
            return ""


def read(*roots: cst.CSTNode) -> set[str]:
    """Return the paths that ``roots`` mention."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = list(roots)
    while pending:
        node = pending.pop()
        if name := path(node):
            found.add(name)
        elif isinstance(node, cst.Attribute | cst.Arg):
            pending.append(node.value)
        else:
            pending.extend(node.children)
    return found


def changed(*roots: cst.CSTNode) -> set[str]:
    """Return the paths that ``roots`` bind, delete, or change in place (``x[0] = 1``, ``x.relu_()``)."""
    return {name for node in walk(*roots, functions=True) for name in _changed(node)}


def mutated(*roots: cst.CSTNode) -> set[str]:
    """Return the paths whose values ``roots`` may change in place: those that are not merely bound anew."""
    found = (node for node in walk(*roots, functions=True) if not _binds_anew(node))
    return {name for node in found for name in _changed(node)}


def _binds_anew(node: cst.CSTNode) -> bool:
    is_target = isinstance(node, cst.AssignTarget)
    return is_target and not any(isinstance(part, cst.Subscript) for part in walk(node))


def clash(one: Iterable[str], two: Iterable[str]) -> bool:
    """Tell whether two sets of paths share a variable, or one holds a part of the other's."""
    pairs = ((f"{a}.", f"{b}.") for a in one for b in two)
    return any(a.startswith(b) or b.startswith(a) for a, b in pairs)


def rebinds(new: Iterable[str], old: Iterable[str]) -> bool:
    """Tell whether binding the paths ``new`` makes one of the paths ``old`` mean something else."""
    return any(f"{b}.".startswith(f"{a}.") for a in new for b in old)


def _changed(node: cst.CSTNode) -> Iterator[str]:
    match node:
        case cst.AssignTarget(target=target) | cst.AnnAssign(target=target) | cst.AugAssign(target=target):
            yield from _bound(target)
        case cst.NamedExpr(target=target) | cst.For(target=target) | cst.CompFor(target=target):
            yield from _bound(target)
        case cst.AsName(name=target) | cst.Del(target=target):
            yield from _bound(target)
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            yield name.value
        case cst.ImportAlias(asname=None, name=name):
            yield path(name).partition(".")[0]
        case cst.Call() if called(node).endswith("_") and not called(node).startswith(GRADIENTS):
            owner = receiver(node)
            yield from () if owner is None else _bound(owner)


def _bound(target: cst.BaseExpression) -> Iterator[str]:
    match target:
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from _bound(element.value)
        case cst.Subscript(value=base):
            yield from _bound(base)
        case _ if path(target):
            yield path(target)
