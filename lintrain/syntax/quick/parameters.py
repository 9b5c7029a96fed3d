"""The parameters of a function, as ``ast`` has them: defaults apart, counted from the end."""

from __future__ import annotations

import ast

from lintrain.syntax.ir import Parameter
from lintrain.syntax.scope import Lowering


def parameters(low: Lowering, node: ast.arguments) -> tuple[Parameter, ...]:
    """Lower the parameters of a function."""
    positional = [*node.posonlyargs, *node.args]
    defaults = [*[None] * (len(positional) - len(node.defaults)), *node.defaults]
    lowered = [_parameter(low, p, d) for p, d in zip(positional, defaults, strict=True)]
    if node.vararg is not None:
        lowered.append(_parameter(low, node.vararg, None, "*"))
    lowered += [
        _parameter(low, p, d, "", True) for p, d in zip(node.kwonlyargs, node.kw_defaults, strict=True)
    ]
    if node.kwarg is not None:
        lowered.append(_parameter(low, node.kwarg, None, "**"))
    return tuple(lowered)


def _parameter(
    low: Lowering, node: ast.arg, value: ast.expr | None, kind: str = "", keyword_only: bool = False
) -> Parameter:
    name = node.arg
    low.words.add(name)
    annotation = low.expr(node.annotation) if node.annotation is not None else None
    default = low.expr(value) if value is not None else None
    return Parameter(name, default, annotation, kind, keyword_only)
