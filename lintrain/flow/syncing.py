"""Data parallelism: are the gradients averaged over the ranks, as far as ``no_sync`` decides it?

``DistributedDataParallel`` decides in the forward pass. Only where ``no_sync`` is all that may have a say.
"""

from __future__ import annotations

from lintrain.events import ClipShards, ReduceGrads
from lintrain.flow.emit import related
from lintrain.flow.invoke import Arguments
from lintrain.flow.machine import Here
from lintrain.flow.program import Program
from lintrain.model.values import (
    OPEN,
    Constant,
    Context,
    Grads,
    Kind,
    Object,
    Params,
    Qualified,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import last
from lintrain.plain import replace
from lintrain.syntax import ir

UNSYNCED = "no_sync of "
"""The kind of a context in which the gradients of a model are not averaged; its identity follows."""
PERHAPS = "no_sync of ?"
"""The kind of a context that may be one."""
OTHERS = frozenset(
    (
        *("FullyShardedDataParallel", "FSDP", "fully_shard", "deepspeed", "require_backward_grad_sync"),
        *("register_comm_hook", "ModelAverager", "PeriodicModelAverager", "average_parameters"),
        *("PostLocalSGDOptimizer", "Accelerator", "Join"),
    )
)
"""Words of programs in which something else decides, or averages weights instead."""


DDP = "torch.nn.parallel.DistributedDataParallel"
FSDP = "torch.distributed.fsdp.FullyShardedDataParallel"
SHARDS = ("FULL_SHARD", "SHARD_GRAD_OP", "HYBRID_SHARD", "_HYBRID_SHARD_ZERO2")
SUMS = {"torch.distributed.ReduceOp.SUM": False, "torch.distributed.ReduceOp.AVG": True}


def is_asked(program: Program) -> bool:
    """Tell whether a program averages with ``DistributedDataParallel``, and says where it should not."""
    words = program.said
    speaks = "DistributedDataParallel" in words and not words.isdisjoint(("no_sync", "all_reduce"))
    return speaks and words.isdisjoint(OTHERS)


# --- who wraps --------------------------------------------------------------------------------------


def wrapped(name: str, value: Value, args: Arguments) -> Value:
    """Return a model as the wrapper ``name`` gives it back: the same one, of another class."""
    shards = name == FSDP and not args.open and _shards(args.get(2, "sharding_strategy"))
    if not (shards or name == DDP) or not isinstance(value, Object | Unknown):
        return value
    if isinstance(value, Object):
        return replace(value, type=name) if value.kind is Kind.MODEL else value
    return Object(value.ident, Kind.MODEL, value.text, type=name)


def _shards(strategy: Value | None) -> bool:
    if strategy is None or strategy == Constant(None):
        return True
    return isinstance(strategy, Qualified) and last(strategy.name) in SHARDS


def clip(here: Here, params: Value | None, call: ir.Call) -> None:
    """Tell of a clip that may see a shard of the gradients alone."""
    said = here.machine.index.said
    if "FullyShardedDataParallel" not in said or "summon_full_params" in said:
        return
    if not isinstance(params, Params):
        return
    given = call.args[0].value if call.args else None
    asked = given.func if isinstance(given, ir.Call) else None
    holder = here.evaluate(asked.base) if isinstance(asked, ir.Attr) and _is_path(asked.base) else None
    sharded = bool(params.owners) and all(_plays(here, owner, FSDP) for owner in params.owners)
    own = isinstance(holder, Object) and holder.type == FSDP and not params.partial
    text = ir.render(asked.base) if isinstance(asked, ir.Attr) and own else params.text
    here.note("", ClipShards(here.place(call.at), text, sharded, own), None)


def _is_path(expr: ir.Expr) -> bool:
    while isinstance(expr, ir.Attr):
        expr = expr.base
    return isinstance(expr, ir.Name)


def _plays(here: Here, model: str, wrapper: str) -> bool:
    """Tell whether something on this path is certainly a model in its wrapper."""
    return any(
        isinstance(value, Object) and value.ident == model and value.type == wrapper
        for value in here.state.env.values()
    )


def all_reduce(here: Here, args: Arguments, call: ir.Call) -> None:
    """Tell of gradients that are summed or averaged over the ranks by hand."""
    grads, op = args.get(0, "tensor"), args.get(1, "op")
    named = op.name if isinstance(op, Qualified) else ""
    if not isinstance(grads, Grads) or not is_asked(here.machine.index):
        return
    decided = {here.model(owner).reduced for owner in grads.owners}
    plain = (op is None or named in SUMS) and args.get(2, "group") is None and not args.open
    known = decided.pop() if plain and len(decided) == 1 else None
    model = next((owner for owner in grads.owners), "")
    text = next((v.text for v in here.state.env.values() if isinstance(v, Object) and v.ident == model), "")
    here.note("", ReduceGrads(here.place(call.at), text, known, SUMS.get(named, False)), None)


# --- who averages -----------------------------------------------------------------------------------


def unsynced(model: Value | None) -> Context:
    """Return what ``model.no_sync()`` gives."""
    return Context(f"{UNSYNCED}{model.ident}" if isinstance(model, Object) else PERHAPS)


def perhaps(here: Here, op: ir.Enter, context: Value) -> bool:
    """Tell whether a context that is entered may be a ``no_sync`` out of sight."""
    if isinstance(context, Context | Constant) or not is_asked(here.machine.index):
        return False
    return not _is_foreign(here, op.context)


def _is_foreign(here: Here, expr: ir.Expr) -> bool:
    """Tell whether a context comes from a library, or would be known as a ``no_sync``."""
    match expr:
        case ir.Choice(then=then, other=other):
            return _is_foreign(here, then) and _is_foreign(here, other)
        case ir.Call(func=ir.Attr(name="no_sync")):
            return True
        case ir.Call(func=func):
            return isinstance(here.evaluate(func), Qualified)
        case _:
            return False


def averages(here: Here, model: str) -> bool | None:
    """Tell whether gradients of a model are averaged, as far as the place shows; ``None``: nobody knows."""
    inside = [kind for _, _, kind in here.state.withs if kind.startswith(UNSYNCED)]
    if not is_asked(here.machine.index) or PERHAPS in inside:
        return None
    if any(related(here, kind.removeprefix(UNSYNCED), model) for kind in inside):
        return False
    return None if inside else True


def forward(here: Here, model: Object) -> None:
    """Remember what the forward pass of a model decides."""
    if is_asked(here.machine.index):
        known = model.type == DDP or "no_sync" in here.machine.index.said
        decided = averages(here, model.ident) if known else None
        here.set_model(model.ident, replace(here.model(model.ident), reduced=decided))


def backward(here: Here, models: frozenset[str]) -> tuple[bool | None, bool | None]:
    """Return whether a backward averages, and whether it would if its own place decided."""
    if OPEN in models or not is_asked(here.machine.index) or "no_sync" not in here.machine.index.said:
        return None, None
    if not here.machine.index.unsynced:
        return True, True  # no path has come to a no_sync yet
    decided = {(here.model(m).reduced, averages(here, m)) for m in models}
    alone = len(decided) == 1 and models <= here.machine.index.unsynced
    return decided.pop() if alone else (None, None)
