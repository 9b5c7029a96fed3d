"""Running averages of weights: calls that take the weights as they are at this moment.

``AveragedModel.update_parameters`` (https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema)
by its name, which no other library has; ``update`` and ``step`` where the object is called an average.
"""

from __future__ import annotations

import re

from lintrain.events import Averaged
from lintrain.flow import emit
from lintrain.flow.machine import Here
from lintrain.flow.roles import role
from lintrain.model.values import Kind, Object, Params, Unknown
from lintrain.model.vocabulary import last
from lintrain.syntax import ir

AVERAGE_NAME = re.compile(r"(?:^|_)(?:ema|swa)(?:_|$)|^averaged?_model$")
METHODS = frozenset(("update_parameters", "update", "step"))


def average(here: Here, call: ir.Call, text: str) -> None:
    """Emit what the call of a method on ``text`` averages, if it does."""
    func = call.func
    if not isinstance(func, ir.Attr) or func.name not in METHODS:
        return
    if func.name != "update_parameters" and AVERAGE_NAME.search(last(text).lower()) is None:
        return
    owners = _averaged(here, call)
    if owners is not None:
        emit.to_owners(here, Averaged(here.place(call.at), text), owners or None)


def _averaged(here: Here, call: ir.Call) -> frozenset[str] | None:
    """Return the models whose weights are taken: empty where nobody says, ``None`` where none are."""
    if not call.args:
        return frozenset()
    given = call.args[0].value
    if not _is_plain(given):
        return None
    value = role(here, here.evaluate(given), ir.render(given))
    if isinstance(value, Object) and value.kind is Kind.MODEL:
        return frozenset((value.ident,))
    if isinstance(value, Params):
        return value.owners
    return frozenset((value.owner,)) if isinstance(value, Unknown) and value.owner else None


def _is_plain(expr: ir.Expr) -> bool:
    """Tell whether evaluating ``expr`` twice does no more than once."""
    if isinstance(expr, ir.Call) and not expr.args and isinstance(expr.func, ir.Attr):
        return expr.func.name in ("parameters", "named_parameters") and _is_plain(expr.func.base)
    return isinstance(expr, ir.Name) or (isinstance(expr, ir.Attr) and _is_plain(expr.base))
