"""Loops that pass again and again over a shuffling distributed sampler which nobody tells the epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.events import EpochSampled, Event
from lintrain.flow.program import Program
from lintrain.model.dialects.torch import LOADERS
from lintrain.survey._names import qualified
from lintrain.survey._passes import OF_LOADER, passes
from lintrain.survey._travel import Calls, Journey, Name
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (EpochSampled,)

SAMPLERS = {"torch.utils.data.DistributedSampler", "torch.utils.data.distributed.DistributedSampler"}
BATCHES = {"torch.utils.data.BatchSampler", "torch.utils.data.sampler.BatchSampler"}
OF_SAMPLER = frozenset(("num_samples", "total_size", "num_replicas", "rank", "dataset", "seed", "shuffle"))


@dataclass(frozen=True, slots=True)
class Built:
    """A sampler and its loader: what makes the one, what both are called, what else the first may be."""

    sampler: ir.Call
    samplers: tuple[Name, ...]
    loaders: tuple[Name, ...]
    direct: bool
    """``loader.sampler`` is the sampler."""
    other: str
    """What the sampler is elsewhere: ``""`` nothing else, ``"None"``, or another sampler."""


def survey(program: Program) -> Iterator[EpochSampled]:
    """Yield each pass over the data that certainly repeats the one before."""
    if "set_epoch" in program.root.module.words:
        return
    calls = Calls(program)
    for built in _built(program, calls):
        for name in built.loaders:
            yield from _passes(program, calls, built, program.root.codes[name.scope], name.path)


def _built(program: Program, calls: Calls) -> Iterator[Built]:
    for code in program.root.codes.values():
        for node in code.nodes:
            for top in operands(node.op):
                for call in (part for part in walk(top) if isinstance(part, ir.Call)):
                    if qualified(program, code, call.func) in SAMPLERS and _shuffles(call):
                        yield from _loaded(program, calls, code, node.op, call)


def _shuffles(call: ir.Call) -> bool:
    if any(arg.star for arg in call.args):
        return False
    given = [a.value for n, a in enumerate(call.args) if a.keyword == "shuffle" or (n == 3 and not a.keyword)]
    return all(isinstance(value, ir.Const) and value.value is True for value in given)


def _loaded(program: Program, calls: Calls, code: ir.Code, op: ir.Op, sampler: ir.Call) -> Iterator[Built]:
    """Follow a sampler, then the loader that gets it; nothing where one of them goes out of sight."""
    if not isinstance(op, ir.Assign) or len(op.targets) != 1:
        return
    if _is_loader(program, code, op.value) and sampler in _samplers(op.value):
        journey = Journey(program, calls, OF_LOADER).start(code, ir.render(op.targets[0]))
        if journey.seen:
            yield Built(sampler, (), tuple(journey.names), True, "")
    elif (other := _alternative(op.value, sampler)) is not None:
        path = ir.render(op.targets[0])
        own = Journey(program, calls, OF_SAMPLER, frozenset(("DataLoader", "BatchSampler"))).start(code, path)
        if own.seen:
            other = other or _elsewhere(program, own, op)
            yield from _from_names(program, calls, sampler, own, other)


def _is_loader(program: Program, code: ir.Code, value: ir.Expr) -> bool:
    return isinstance(value, ir.Call) and qualified(program, code, value.func) in LOADERS


def _samplers(loader: ir.Expr) -> list[ir.Expr]:
    """Return what a loader gets as its sampler."""
    args = loader.args if isinstance(loader, ir.Call) else ()
    return [a.value for n, a in enumerate(args) if a.keyword == "sampler" or (n == 3 and not a.keyword)]


def _alternative(value: ir.Expr, sampler: ir.Call) -> str | None:
    """Return what else ``value`` may be than the sampler; ``None`` where it is something different."""
    if value is sampler:
        return ""
    if isinstance(value, ir.Choice) and (value.then is sampler or value.other is sampler):
        return ir.render(value.other if value.then is sampler else value.then)
    return None


def _elsewhere(program: Program, journey: Journey, op: ir.Assign) -> str:
    """Return what other assignments bind to the sampler's name."""
    path = ir.render(op.targets[0])
    for code in (program.root.codes[name.scope] for name in journey.names if name.path == path):
        for other in (node.op for node in code.nodes if isinstance(node.op, ir.Assign)):
            if other is not op and any(ir.render(target) == path for target in other.targets):
                return ir.render(other.value)
    return ""


def _from_names(
    program: Program, calls: Calls, sampler: ir.Call, own: Journey, other: str
) -> Iterator[Built]:
    paths = {(code.at, name.path) for name in own.names for code in own.visible(name)}
    for at, path in paths:
        code = program.root.codes[at]
        for op in (node.op for node in code.nodes if isinstance(node.op, ir.Assign)):
            if not _is_loader(program, code, op.value) or len(op.targets) != 1:
                continue
            direct = path in map(ir.render, _samplers(op.value))
            if direct or _in_batches(program, code, op.value, path):
                journey = Journey(program, calls, OF_LOADER).start(code, ir.render(op.targets[0]))
                if journey.seen:
                    yield Built(sampler, tuple(own.names), tuple(journey.names), direct, other)


def _in_batches(program: Program, code: ir.Code, loader: ir.Expr, path: str) -> bool:
    """Tell whether a loader gets batches that are drawn from the sampler."""
    args = loader.args if isinstance(loader, ir.Call) else ()
    given = [a.value for a in args if a.keyword == "batch_sampler" and isinstance(a.value, ir.Call)]
    return any(
        isinstance(call, ir.Call)
        and qualified(program, code, call.func) in BATCHES
        and any(ir.render(arg.value) == path for arg in call.args)
        for call in given
    )


# --- the loops --------------------------------------------------------------------------------------


def _passes(
    program: Program, calls: Calls, built: Built, scope: ir.Code, path: str
) -> Iterator[EpochSampled]:
    names = (*built.samplers, *built.loaders)
    for each in passes(program, calls, Name(scope.at, path), names):
        yield _event(program, built, each.loop, path, each.code, each.epochs)


def _event(
    program: Program, built: Built, inner: ir.For, path: str, code: ir.Code, loop: ir.Node
) -> EpochSampled:
    sampler = _called(program, built, code)
    kind = ir.render(built.sampler.func)
    guard = f"isinstance({sampler}, {kind})" if built.other else ""
    if built.other == "None" and sampler in {name.path for name in built.samplers}:
        guard = f"{sampler} is not None"  # a loader that got none has made one
    return EpochSampled(
        program.place(inner.iterable.at),
        path,
        True,
        program.place(built.sampler.at),
        program.place(loop.op.at),
        sampler,
        guard,
    )


def _called(program: Program, built: Built, code: ir.Code) -> str:
    """Return how the sampler is written in ``code``, ``""`` where it cannot be reached."""
    of_class = program.owner.get(code.at)
    for names, end in ((built.samplers, ""), (built.loaders if built.direct else (), ".sampler")):
        for name in names:
            own = of_class is not None and program.owner.get(name.scope) == of_class
            outer = program.root.codes[name.scope].kind == "module" and name.path not in code.assigned
            if name.scope == code.at or outer or (own and name.path.startswith("self.")):
                return name.path + end
    return ""


__all__ = ["EVENTS", "survey"]
