"""Whether a model class ends in a plain linear layer or convolution: what it returns are raw scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lintrain.syntax import ir
from lintrain.syntax.walk import walk

SCORING = {
    "Linear", "LazyLinear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "LazyConv1d", "LazyConv2d",
    "LazyConv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d",
}  # fmt: skip
"""Layers of torch.nn whose output may be any number."""

SHAPING = {
    "view", "reshape", "squeeze", "unsqueeze", "flatten", "contiguous", "float", "permute", "transpose", "t",
}  # fmt: skip
BASES = {
    "torch.nn.Module", "pytorch_lightning.LightningModule", "lightning.LightningModule",
    "lightning.pytorch.LightningModule",
}  # fmt: skip
"""Classes that add nothing to what ``forward`` returns."""


class Sources(Protocol):
    """The code that a model may be built from."""

    codes: dict[int, ir.Code]
    classes: dict[int, ir.DefineClass]

    def resolve(self, expr: ir.Expr, at: int) -> str | int | None:
        """Return the qualified name, or the class or function, that is called in the code ``at``."""


def head(sources: Sources, cls: int) -> tuple[str, int] | None:
    """Return the attribute of ``self`` that every return of ``forward`` calls, and the layer it certainly is.

    ``None`` where a class inherits from another model, or returns anything else.
    """
    op = sources.classes.get(cls)
    if op is None or op.decorators or [sources.resolve(b, cls) in BASES for b in op.bases] != [True]:
        return None
    methods = {n.op.code.name: n.op for n in op.body.nodes if isinstance(n.op, ir.Define)}
    forward = methods.get("forward")
    if forward is None or forward.decorators or "__call__" in methods:
        return None
    names = set(_returned(forward.code))
    if len(names) != 1 or None in names:
        return None
    (name,) = names
    built = [value for m in methods.values() for value in _assigned(m.code, name or "")]
    layer = _layer(sources, built[0], cls) if len(built) == 1 else None
    return (name, layer) if name is not None and layer is not None else None


def _returned(code: ir.Code) -> Iterator[str | None]:
    """Yield, for each return, the attribute of ``self`` whose call it returns."""
    for position, node in enumerate(code.nodes):
        if isinstance(node.op, ir.Return):
            yield _called(code, position, node.op.value)


def _called(code: ir.Code, position: int, expr: ir.Expr | None) -> str | None:
    match expr:
        case ir.Call(func=ir.Attr(base=ir.Name(id="self"), name=name)):
            return name
        case ir.Call(func=ir.Attr(base=base, name=name)) if name in SHAPING:
            return _called(code, position, base)
        case ir.Name(id=name):
            found = _bound_before(code, position, name)
            return _called(code, *found) if found is not None else None
        case _:
            return None


def _bound_before(code: ir.Code, position: int, name: str) -> tuple[int, ir.Expr] | None:
    """Return where, and to what, a name is bound on the one way that leads to a node."""
    for _ in code.nodes:
        before = [i for i, n in enumerate(code.nodes) if position in (*n.succ, *n.handlers)]
        if len(before) != 1:
            return None
        (position,) = before
        op = code.nodes[position].op
        if isinstance(op, ir.Assign) and any(_is(target, name) for target in op.targets):
            return position, op.value
        if any(_is(part, name) for target in _targets(op) for part in walk(target)):
            return None
    return None


def _targets(op: ir.Op) -> tuple[ir.Expr, ...]:
    match op:
        case ir.Assign(targets=targets):
            return targets
        case ir.Augment(target=target) | ir.For(target=target):
            return (target,)
        case _:
            return ()


def _is(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Name) and expr.id == name


def _assigned(code: ir.Code, name: str) -> Iterator[ir.Expr]:
    """Yield what a method assigns to an attribute of ``self``."""
    for node in code.nodes:
        if isinstance(node.op, ir.Assign):
            for target in node.op.targets:
                if isinstance(target, ir.Attr) and target.name == name and _is(target.base, "self"):
                    yield node.op.value


def _layer(sources: Sources, expr: ir.Expr, at: int) -> int | None:
    """Return the syntax node of the layer whose output an expression's module returns."""
    if not isinstance(expr, ir.Call) or any(arg.star for arg in expr.args):
        return None
    name = sources.resolve(expr.func, at)
    module, _, kind = name.rpartition(".") if isinstance(name, str) else ("", "", "")
    if module != "torch.nn":
        return None
    if kind == "Sequential" and expr.args:
        return _layer(sources, expr.args[-1].value, at)
    return expr.at if kind in SCORING else None
