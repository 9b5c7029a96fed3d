"""Loss functions: what they are given, how they reduce it, and what becomes of it."""

from __future__ import annotations

from lintrain.events import Cut, LossComputed, Place, Reduction
from lintrain.flow import cuts
from lintrain.flow.fates import fate
from lintrain.flow.invoke import Arguments, tensors_in
from lintrain.flow.machine import Here
from lintrain.model.values import OPEN, Constant, Object, Tensor, Unknown, Value
from lintrain.plain import replace
from lintrain.syntax import ir

DIRECTED = {"cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"}
"""Losses in which input and target play different roles, so that only one order makes sense."""
OF_CLASSES = {"cross_entropy", "nll_loss"}
"""Losses whose target is a class, or certainly nothing that is learned."""
OF_LOGARITHMS = {"nll_loss", "kl_div"}
"""Losses that are infinite where their input is."""
COMPENSATES = {"logsumexp", "log_softmax"}
"""What may make a negative log-likelihood of scores right: ``nll_loss(x, y) + logsumexp(x).mean()``."""


def reduction_of(args: Arguments) -> Reduction:
    """Return the reduction that a loss was asked for; the default is the mean."""
    given = args.keywords.get("reduction")
    if "size_average" in args.keywords or "reduce" in args.keywords or args.open:
        return Reduction.UNKNOWN
    if given is None:
        return Reduction.MEAN
    if isinstance(given, Constant):
        return {"mean": Reduction.MEAN, "sum": Reduction.SUM, "batchmean": Reduction.MEAN}.get(
            str(given.value), Reduction.UNKNOWN
        )
    return Reduction.UNKNOWN


def loss(
    here: Here, criterion: str, reduction: Reduction, args: Arguments, call: ir.Call, built: Object | None
) -> Value:
    """Apply a known loss function."""
    given, target = args.get(0, "input"), args.get(1, "target")
    layer = _layer(here, criterion, given)
    event = LossComputed(
        here.place(call.at),
        built.text if built is not None else criterion,
        criterion,
        given.squashed if isinstance(given, Tensor) else None,
        layer is not None,
        layer=layer,
        swapped=criterion in DIRECTED and _is_data(given) and _is_output(target),
        built=built.at if built is not None else None,
        fate=fate(here, call),
    )
    here.note(_judged(here, given), event, None)
    models = tensors_in(args.all())
    cut = _cut(here, criterion, given, target, call.at)
    if cut is not None:
        return Tensor(frozenset(), None, reduction, cut=cut, lost=cut if cut.hard else None)
    models = models or (frozenset((OPEN,)) if here.state.grad_enabled else frozenset())
    return Tensor(
        models,
        None,
        reduction,
        square=criterion == "mse_loss",
        risks=given.risks if isinstance(given, Tensor) and criterion in OF_LOGARITHMS else frozenset(),
        precision=given.precision if isinstance(given, Tensor) else "",
    )


def _layer(here: Here, criterion: str, given: Value | None) -> Place | None:
    """Return the layer that the input comes right out of."""
    if not isinstance(given, Tensor) or given.squashed is not None:
        return None
    if criterion == "nll_loss" and any(COMPENSATES & f.code.words for f in here.frame.chain()):
        return None
    return given.scores


def _is_data(value: Value | None) -> bool:
    return isinstance(value, Unknown) and value.data


def _is_output(value: Value | None) -> bool:
    return isinstance(value, Tensor) and bool(value.models) and OPEN not in value.models


def _cut(here: Here, criterion: str, given: Value | None, target: Value | None, at: int) -> Cut | None:
    """Return why no gradient leads through a loss."""
    if not cuts.records(here):
        return Cut("no_grad", here.place(at), whole=True)
    if criterion in OF_CLASSES and isinstance(target, Unknown):
        target = Constant(None)
    cut = cuts.common((given, target)) if isinstance(given, Tensor) else None
    return replace(cut, whole=True) if cut is not None else None


def _judged(here: Here, given: Value | None) -> str:
    """Return whose output a loss judges: where one of several models is chosen, each is judged by itself.

    Only where the loss is computed for whichever was chosen; behind a condition of its own, nobody knows.
    """
    program = here.machine.index
    if not isinstance(given, Tensor) or len(given.models) != 1 or not program.says_softmax:
        return ""
    (ident,) = given.models
    classes = {v.cls for v in here.state.env.values() if isinstance(v, Object) and v.ident == ident}
    if len(classes) != 1 or not all(program.passes(f.code, f.node) for f in here.frame.chain()):
        return ""
    cls = classes.pop()
    return f"{ident} {cls.code}" if cls is not None else ""


__all__ = ["loss", "reduction_of"]
