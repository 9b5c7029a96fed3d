"""Transformers of torch that normalise behind the residual sum, and whether their training warms up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.architecture import PostNorm
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.survey._classes import assigned, is_own, owner
from lintrain.survey._names import expressions, qualified
from lintrain.survey._values import only_value
from lintrain.survey.calls import literal
from lintrain.syntax import ir

EVENTS: tuple[type[Event], ...] = (PostNorm,)

STACKS = {"torch.nn.TransformerEncoder", "torch.nn.TransformerDecoder"}
LAYERS = {"torch.nn.TransformerEncoderLayer": 7, "torch.nn.TransformerDecoderLayer": 7}
"""Layers, and the position of ``norm_first`` among their arguments."""
WHOLE, WHOLE_AT, WHOLE_DEPTH = "torch.nn.Transformer", 11, 6
"""The model of both, the position of ``norm_first``, and how deep each half is by default."""

WARMS = re.compile(r"warm|schedul|lr_lambda|adjust|param_groups|[a-z]LR$|Noam|noam")
"""Words of programs that may change their learning rate."""


def survey(program: Program) -> Iterator[PostNorm]:
    """Yield the stacks whose layers and depth are in sight."""
    said = program.root.module.words
    warmed = any(WARMS.search(word) for word in said)
    trained = {"backward", "step"} <= said
    for code in program.root.codes.values():
        for part, _ in expressions(code):
            if not isinstance(part, ir.Call) or any(arg.star for arg in part.args):
                continue
            found = _deep(program, code, part)
            if found is not None:
                at, layer_at = program.place(part.at), program.place(found[1].at)
                yield PostNorm(at, ir.render(part.func), found[0], layer_at, warmed, trained)


def _deep(program: Program, code: ir.Code, call: ir.Call) -> tuple[int, ir.Call] | None:
    """Return the depth of a stack that normalises behind, and the call that says so."""
    name = qualified(program, code, call.func)
    if name == WHOLE:
        depths = [_given(call, 2, "num_encoder_layers"), _given(call, 3, "num_decoder_layers")]
        known = [WHOLE_DEPTH if depth is None else literal(depth) for depth in depths]
        numbers = [depth for depth in known if isinstance(depth, int)]
        behind = _given(call, WHOLE_AT, "norm_first") is None
        return (max(numbers), call) if behind and len(numbers) == 2 else None
    if name not in STACKS:
        return None
    layer = _layer(
        program, code, _given(call, 0, name.removeprefix("torch.nn.Transformer").lower() + "_layer")
    )
    depth = _given(call, 1, "num_layers")
    number = literal(depth) if depth is not None else None
    return (number, layer) if layer is not None and isinstance(number, int) else None


def _layer(program: Program, code: ir.Code, expr: ir.Expr | None) -> ir.Call | None:
    """Return the call that builds a layer which normalises behind, by its default."""
    belongs = owner(program, code)
    if isinstance(expr, ir.Name):
        expr = only_value(code, expr.id)
    elif isinstance(expr, ir.Attr) and belongs is not None and is_own(program, code, expr):
        values = assigned(program, belongs[0], expr.name)
        expr = values[0] if len(values) == 1 else None
    if not isinstance(expr, ir.Call) or any(arg.star for arg in expr.args):
        return None
    position = LAYERS.get(qualified(program, code, expr.func) or "")
    return expr if position is not None and _given(expr, position, "norm_first") is None else None


def _given(call: ir.Call, position: int, keyword: str) -> ir.Expr | None:
    """Return an argument by its position or keyword."""
    return next(
        (
            arg.value
            for index, arg in enumerate(call.args)
            if arg.keyword == keyword or (arg.keyword is None and index == position)
        ),
        None,
    )
