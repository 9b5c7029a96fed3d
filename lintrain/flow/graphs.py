"""Whether an evaluation records a graph that nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.flow.evidence import is_evaluation_function, is_evaluation_loop
from lintrain.flow.machine import Here
from lintrain.flow.scope import Frame
from lintrain.model.vocabulary import ADAPTS_NAME, last
from lintrain.syntax import ir

ASKS = {
    "grad", "autograd", "backward", "requires_grad", "requires_grad_", "create_graph", "retain_graph",
    "enable_grad",
    "set_grad_enabled", "no_grad", "inference_mode", "jacobian", "hessian", "vjp", "jvp", "manual_backward",
}  # fmt: skip
"""Words of code that wants gradients, or switches them by itself."""

WANTS = re.compile(
    r"attack|adversar|perturb|saliency|gradcam|grad_cam|attribut|explain|force|energy|stress|penalty|hessian"
    r"|influence|lipschitz|jacob|^pgd|fgsm",
    re.IGNORECASE,
)
"""Names of what is computed by gradients."""

HARMLESS = re.compile(
    r"autocast|tqdm|^open$|record_function|profile|progress|device|[Tt]imer|suppress|catch_warnings|[Bb]ar$"
)
"""Contexts that leave gradients as they are, by the last part of their name."""

PLAIN_DECORATORS = {"staticmethod", "classmethod", "property", "cached_property", "override", "final"}


def builds_graph(here: Here) -> bool:
    """Tell whether the forward pass here, of an evaluation, certainly records a graph in vain.

    It stands in a loop over data, no code from there on wants gradients, and no context or decorator around
    it could have switched them off.
    """
    if any(kind == "plain" and not _is_harmless(here, ident, item) for ident, item, kind in here.state.withs):
        return False
    looped = False
    for frame in here.frame.chain():
        if not looped:
            said, looped = _said(frame)
            if said & ASKS or any(WANTS.search(word) for word in said):
                return False
        if ADAPTS_NAME.search(frame.code.name) or not all(_is_plain(d) for d in _decorators(here, frame)):
            return False
    return looped


def _said(frame: Frame) -> tuple[frozenset[str], bool]:
    """Return what is said around a forward pass, and whether that is the loop of the evaluation."""
    loops = [h for h in frame.code.nodes[frame.node].loops if isinstance(frame.code.nodes[h].op, ir.For)]
    named = is_evaluation_function(frame)
    heads = [head for head in loops if named or is_evaluation_loop(frame, head)]
    if heads:
        return frame.names.loops.body(frame.code, heads[0]).heard, True
    return frame.code.words, False


def _decorators(here: Here, frame: Frame) -> Iterator[ir.Expr]:
    define = here.machine.index.defines.get(frame.code.at)
    return iter(define.decorators if define is not None else ())


def _is_plain(decorator: ir.Expr) -> bool:
    return isinstance(decorator, ir.Name) and decorator.id in PLAIN_DECORATORS


def _is_harmless(here: Here, ident: str, item: int) -> bool:
    """Tell whether a ``with`` item of a frame leaves gradients as they are."""
    frame = here.machine.scope(ident)
    nodes = frame.code.nodes if frame is not None else ()
    entered = [node.op.context for node in nodes if isinstance(node.op, ir.Enter) and node.op.at == item]
    names = [last(ir.render(each.func if isinstance(each, ir.Call) else each)) for each in entered]
    return bool(names) and all(HARMLESS.search(name) for name in names)
