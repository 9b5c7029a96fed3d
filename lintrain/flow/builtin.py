"""Python's own functions, where they say what an object is."""

from __future__ import annotations

from lintrain.events import Reduction
from lintrain.flow import emit
from lintrain.flow.attributes import read
from lintrain.flow.containers import built_dict
from lintrain.flow.escape import escape
from lintrain.flow.invoke import Arguments, tensors_in, unknown_result
from lintrain.flow.machine import Here
from lintrain.flow.members import any_member, params_of
from lintrain.flow.objects import contains, element
from lintrain.model.values import Constant, Function, Group, Object, Params, Qualified, Tensor, Unknown, Value
from lintrain.syntax import ir


def builtin(here: Here, name: str, args: Arguments, call: ir.Call) -> Value:
    """Call a builtin by its name."""
    first = args.get(0, "iterable")
    if any(isinstance(v, Function) for v in args.all()):
        # map(function, models): it is called out of sight.
        escape(here, args.all(), "")
        emit.blur_model(here, None)
    match name:
        case "float" if isinstance(first, Constant) and str(first.value).lower().lstrip("+") in (
            "inf",
            "infinity",
        ):
            return Constant(float("inf"))
        case "enumerate" if first is not None:
            return Group("enumerate", (first,))
        case "zip":
            return Group("zip", tuple(args.positional))
        case "list" | "tuple" | "sorted" | "reversed" | "iter" if first is not None:
            return first if not isinstance(first, Constant) else unknown_result(here, call.at)
        case "filter":
            source = args.get(1, "iterable")
            return source if isinstance(source, Params) else unknown_result(here, call.at)
        case "getattr":
            target, attr = args.get(0, "object"), args.get(1, "name")
            if isinstance(target, Qualified):
                return any_member(target.name, attr) or unknown_result(here, call.at)
            if isinstance(target, Object | Unknown) and isinstance(attr, Constant) and len(call.args) == 2:
                return read(here, target, str(attr.value))
            result = unknown_result(here, call.at)
            if isinstance(target, Object):
                here.machine.taken[result.ident] = target
            return result
        case "type" if isinstance(first, Object) and first.cls is not None and len(args.all()) == 1:
            return first.cls
        case "vars" if isinstance(first, Qualified):
            return Qualified(f"{first.name}.__dict__")
        case "dict":
            return built_dict(args) or unknown_result(here, call.at)
        case "sum" if (summed := params_of(first)) is not None:
            return summed
        case "sum" if isinstance(first, Tensor):
            return Tensor(first.models, None, Reduction.SUM)
        case "super":
            receiver = here.frame.receiver
            return (
                receiver if receiver is not None and receiver.cls is None else unknown_result(here, call.at)
            )
        case "next" if isinstance(first, Params | Tensor):
            return element(here, first, call)
        case "setattr" if isinstance(args.get(0, "object"), Object):
            emit.forget_attributes(here, args.positional[0].ident)  # type: ignore[union-attr]  # just asked
            contains(here, args.positional[0], *args.positional[2:])
    models = tensors_in(args.all())
    return (
        Tensor(models)
        if models and name in ("sum", "abs", "max", "min", "round")
        else unknown_result(here, call.at)
    )
