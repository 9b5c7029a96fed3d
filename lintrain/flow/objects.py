"""Names, attributes, items: reading and binding what things stand for."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from lintrain.events import Squashed
from lintrain.flow.cuts import severed
from lintrain.flow.machine import Here
from lintrain.flow.members import any_member, groups_of, held_optimizers, one_of, optimizers_in
from lintrain.flow.program import Assigned, Bound
from lintrain.flow.scope import Frame
from lintrain.flow.state import unknown_name
from lintrain.model.dialects.torch import NO_GRAD, canonical
from lintrain.model.lineage import lineage
from lintrain.model.values import (
    EITHER,
    OPEN,
    Class,
    Constant,
    Function,
    Grads,
    Group,
    Kind,
    Method,
    Module,
    Object,
    Params,
    Partial,
    Qualified,
    Table,
    Tensor,
    Unknown,
    Value,
)
from lintrain.model.vocabulary import LOADER_NAME, MODEL_METHODS, last
from lintrain.plain import replace
from lintrain.syntax import ir

SCALAR_ATTRIBUTES = {"shape", "device", "dtype", "ndim", "requires_grad", "is_cuda", "names", "layout"}
MODULE_BASES = {"torch.nn.Module", "torch.nn.Sequential", "torch.jit.ScriptModule"}
PROPERTY = {"property", "cached_property"}


def anonymous(here: Here, expr: ir.Expr) -> Unknown:
    """Return an unknown value that is the same whenever this expression is evaluated in this frame."""
    return fresh(here, expr.at)


def fresh(here: Here, at: int) -> Unknown:
    """Return a new unknown value: what was decided about the one made here before is forgotten."""
    key = (here.frame.ident, f"@{at}")
    here.state.forget(key)
    return Unknown(f"{here.frame.ident}@{at}", "", frozenset((key,)))


def lookup(here: Here, name: str) -> Value:
    """Return what a bare name stands for: locals, enclosing functions, the module, builtins."""
    frame: Frame | None = here.frame
    env = here.state.env
    first = True
    while frame is not None:
        if first or frame.code.kind != "class":
            value = env.get((frame.ident, name))
            if value is not None:
                return value
            if frame.parent is None:
                found = _global(here, frame, name)
                if found is not None:
                    return found
            if name in frame.code.assigned and name not in frame.code.outer:
                return unknown_name(frame.ident, name)
        first = False
        frame = frame.parent
    if hasattr(builtins, name):
        return Qualified(f"builtins.{name}")
    return unknown_name("m", name)


def _global(here: Here, frame: Frame, name: str) -> Value | None:
    """Return what a module-level name stands for that no path binds: it never changes, or is elsewhere."""
    names, program = frame.names, here.machine.index
    if name in names.fixed:
        found = program.bound(names, name)
        return settle(here, found) if found is not None else unknown_name(frame.ident, name)
    if frame is here.machine.module_frame and name in frame.code.assigned:
        return None
    return settle(here, program.bound(names, name))


def settle(here: Here, found: Bound | None) -> Value | None:
    """Return the value of a name of another file; what it is assigned there is evaluated now."""
    if not isinstance(found, Assigned):
        return found
    machine = here.machine
    frame = machine.scope(machine.index.ident(found.index))
    assert frame is not None  # the program has met this file
    key = (frame.ident, found.name)
    known = here.state.env.get(key)
    if known is not None:
        return known
    here.state.env[key] = unknown_name(*key)  # what a circle would see
    machine.hints[(frame.ident, found.value.at)] = f"{frame.ident}:={found.name}"
    machine.hint_texts[found.value.at] = found.name
    there = Here(machine, frame, here.state, here.oracle)
    value = there.evaluate(found.value)
    here.state = there.state
    here.met += there.met
    here.state.env[key] = value
    return value


def attribute(here: Here, base: Value, name: str, expr: ir.Attr | None = None) -> Value:
    """Return ``base.name``."""
    found: Value | None
    match base:
        case Qualified(name=module):
            return Qualified(canonical(f"{module}.{name}"))
        case Module():
            found = settle(here, here.machine.index.member(base, name))
            return found if found is not None else Qualified(canonical(f"{base.name}.{name}"))
        case Object():
            return _object_attribute(here, base, name)
        case Unknown(ident=ident, text=text, deps=deps, owner=owner):
            value = here.state.env.get((ident, name))
            if value is not None:
                return value
            if name == "grad":
                return Grads(frozenset((OPEN,)))
            return Unknown(
                f"{ident}.{name}",
                f"{text}.{name}" if text else name,
                deps | {(ident, name)},
                owner,
                base.data,
            )
        case Tensor():
            return _tensor_attribute(here, base, name, expr)
        case Params(owners=owners, item=True) if name == "grad":
            return Grads(owners)
        case Grads() if name == "data":
            return base
        case Params() if name in SCALAR_ATTRIBUTES:
            return Unknown(f"{here.frame.ident}:{name} of {base.text}", name)
        case Params(item=True) if name == "data":
            return Method(base, name)
        case Group(items=items) if name in ("append", "extend", "items", "values") or not items:
            return Method(base, name)
        case Class(code=code):
            method = find_method(here, base, name)
            return (
                Function(method.code.at, home(here, base, method))
                if method is not None
                else Unknown(f"class{code}.{name}", name)
            )
        case _:
            return Method(base, name)


def _object_attribute(here: Here, base: Object, name: str) -> Value:
    if base.kind is Kind.OPTIMIZER and name == "param_groups":
        return groups_of(here, base)
    value = here.state.env.get((base.ident, name))
    if value is not None:
        return value
    if base.cls is not None:
        found = find_method(here, base.cls, name)
        if found is not None:
            if any(isinstance(d, ir.Name) and d.id in PROPERTY for d in found.decorators):
                return Unknown(f"{base.ident}.{name}", f"{base.text}.{name}")
            return Function(found.code.at, home(here, base.cls, found), base, turns_grad_off(here, found))
    if base.kind is Kind.MODEL and name == "module":
        return replace(base, type="")
    if base.kind not in (Kind.MODEL, Kind.INSTANCE) or (base.kind is Kind.MODEL and name in MODEL_METHODS):
        return Method(base, name)
    if base.kind in (Kind.MODEL, Kind.INSTANCE):
        owner = base.ident if base.kind is Kind.MODEL else ""
        text = f"{base.text}.{name}" if base.text else name
        return Unknown(f"{base.ident}.{name}", text, frozenset(((base.ident, name),)), owner)
    return Method(base, name)


def _tensor_attribute(here: Here, base: Tensor, name: str, expr: ir.Attr | None) -> Value:
    if name in SCALAR_ATTRIBUTES:
        return Unknown(f"tensor.{name}", name)
    if name == "grad":
        return Grads(frozenset((OPEN,)))
    if name == "data":
        return severed(here, base, name, expr.at) if expr is not None else Tensor(frozenset(), base.squashed)
    if name in ("T", "mT", "real", "H"):
        return Tensor(base.models, base.squashed, cut=base.cut)
    if name in ("logits", "last_hidden_state", "pooler_output", "sample"):
        return Tensor(base.models, None)
    if name == "loss":
        return Tensor(base.models, None, base.reduction)
    return Method(base, name)


def find_method(here: Here, cls: Class, name: str) -> ir.Define | None:
    """Find a method in a class of the project or in its bases of the project."""
    table = here.machine.index.methods
    found = table.get(cls.code, {}).get(name)
    if found is not None:
        return found
    order = (one.code for one in ancestry(here, cls) if isinstance(one, Class))
    return next((table[code][name] for code in order if name in table.get(code, ())), None)


def ancestry(here: Here, cls: Class) -> list[Value]:
    """Return a class and everything that it inherits from, in the order in which Python searches them."""
    return lineage(cls, lambda one: bases(here, one) if isinstance(one, Class) else [])


def home(here: Here, cls: Class, method: ir.Define) -> str:
    """Return the scope in which a method of ``cls`` was defined: maybe that of a base in another file."""
    program = here.machine.index
    names = program.names(method.code.at)
    return cls.frame if names is program.names(cls.code) else program.ident(names)


def bases(here: Here, cls: Class) -> list[Value]:
    """Return what the bases of a class stand for."""
    op = here.machine.index.classes[cls.code]
    frame = here.machine.scope(cls.frame)
    assert frame is not None  # the class was met in it
    there = Here(here.machine, frame, here.state, here.oracle)
    return [
        lookup(there, b.id) if isinstance(b, ir.Name) else there.evaluate(b)
        for b in op.bases
        if isinstance(b, ir.Name | ir.Attr)
    ]


def ancestors(here: Here, cls: Class, depth: int = 0) -> Iterator[Class | Qualified]:
    """Yield a class of this file and what it derives from, as far as that can be seen."""
    yield cls
    for base in bases(here, cls):
        if isinstance(base, Class) and depth < 6:
            yield from ancestors(here, base, depth + 1)
        elif isinstance(base, Qualified):
            yield base


def is_module_class(here: Here, cls: Class, depth: int = 0) -> bool:
    """Tell whether a class of this file is an ``nn.Module``."""
    speech = here.machine.index.speech
    for base in bases(here, cls):
        if isinstance(base, Qualified) and (base.name in MODULE_BASES or base.name.startswith("torch.nn.")):
            return True
        known = speech.bases.get(speech.canonical(base.name)) if isinstance(base, Qualified) else None
        if known is not None:
            return known.module
        if isinstance(base, Class) and depth < 6 and is_module_class(here, base, depth + 1):
            return True
        if isinstance(base, Qualified) and base.name.rpartition(".")[2] in ("Module", "PreTrainedModel"):
            return True
    return False


def subscript(here: Here, base: Value, index: Value, expr: ir.Expr) -> Value:
    """Return ``base[index]``."""
    match base, index:
        case Group(items=items), Constant(value=int(position)) if -len(items) <= position < len(items):
            return items[position]
        case Table(), Constant(value=key):
            found = base.get(key)
            return found if found is not None else anonymous(here, expr)
        case Qualified(name=name), _ if name.endswith(".__dict__"):
            return any_member(name.removesuffix(".__dict__"), index) or anonymous(here, expr)
        case ((Table() | Group()), _) if _callables(base):
            return Group(EITHER, tuple(_callables(base)))
        case ((Table() | Group()), _) if optimizers_in(base):
            return one_of(here, optimizers_in(base))
        case Tensor(), _:
            return replace(base, text="", optional=False)
        case Params(item=True), Constant(value=str(key)) if key != "params":
            return anonymous(here, expr)  # a group's learning rate, or the like
        case Params(), _:
            return Params(base.owners, True, True, base.text)
        case Unknown(ident=ident, text=text, deps=deps), _:
            value = here.state.env.get((ident, f"[{_index_text(index)}]"))
            if value is not None:
                return value
            return Unknown(f"{ident}[{_index_text(index)}]", text, deps, data=base.data)
        case Object(kind=Kind.MODEL), _:
            return Unknown(f"{base.ident}[{_index_text(index)}]", base.text, owner=base.ident)
        case _:
            return anonymous(here, expr)


def _callables(base: Table | Group) -> list[Value]:
    values = [v for _, v in base.items] if isinstance(base, Table) else list(base.items)
    return list(
        dict.fromkeys(v for v in values if isinstance(v, Method | Function | Partial | Class | Qualified))
    )


def _index_text(index: Value) -> str:
    match index:
        case Constant(value=value):
            return repr(value)
        case Unknown(ident=ident):
            return ident
        case _:
            return "?"


def bind_target(here: Here, target: ir.Expr, value: Value) -> None:
    """Bind an assignment target."""
    match target:
        case ir.Name(id=name):
            if isinstance(value, Object):
                here.machine.index.learning.named(value.ident, name)
            here.state.bind((_home(here.frame, name), name), value)
        case ir.Attr(base=base, name=name):
            holder = here.evaluate(base)
            if isinstance(holder, Object | Unknown):
                _shared(here, base, holder, value)
                here.state.bind((holder.ident, name), value)
        case ir.Subscript(base=base, index=index):
            holder, position = here.evaluate(base), here.evaluate(index)
            if isinstance(holder, Unknown):
                here.state.bind((holder.ident, f"[{_index_text(position)}]"), value)
            elif isinstance(holder, Table) and isinstance(position, Constant):
                bind_target(here, base, holder.put(position.value, value))
            elif isinstance(holder, Group) and _is_item(holder, position):
                items = list(holder.items)
                items[position.value] = value  # type: ignore[union-attr, index]  # asked just before
                bind_target(here, base, Group(holder.kind, tuple(items)))
            elif isinstance(holder, Table | Group):
                lose(here, base, holder)
            elif isinstance(holder, Object) and holder.kind is Kind.MODEL:
                # A layer was replaced: what the model holds, and ends in, is not known any more.
                contains(here, holder, value)
                bind_target(here, base, Object(holder.ident, holder.kind, holder.text, holder.cls))
        case ir.Sequence(items=items):
            _bind_several(here, items, value)
        case ir.Starred(value=inner):
            bind_target(here, inner, anonymous(here, inner))
        case _:
            return


def _shared(here: Here, base: ir.Expr, holder: Object | Unknown, value: Value) -> None:
    """A model that becomes an attribute of another one is trained with it; so may be what is tied to it."""
    index = here.machine.index
    if isinstance(value, Object) and value.kind is Kind.MODEL:
        inside = isinstance(holder, Unknown) or holder.kind is Kind.MODEL
        index.learning.elsewhere.update((value.ident, holder.ident) if inside else ())
        contains(here, holder, value)
    while isinstance(base, ir.Attr):
        base = base.base
        outer = here.evaluate(base) if isinstance(base, ir.Name | ir.Attr) else None
        if isinstance(outer, Object) and outer.kind is Kind.MODEL:
            index.learning.elsewhere.add(outer.ident)


def contains(here: Here, holder: Value, *values: Value) -> None:
    """A model gets other models as parts of itself, whichever way."""
    parts = here.machine.index.parts
    if isinstance(holder, Object) and holder.ident in parts:
        inner = {v.ident for v in values if isinstance(v, Unknown) or _is_model(v)}  # type: ignore[union-attr]  # both have one
        parts[holder.ident] |= inner - {holder.ident}


def flattened(values: list[Value]) -> list[Value]:
    """Return values, with those in displays."""
    found: list[Value] = []
    for value in values:
        items = list(value.items) if isinstance(value, Group) else None
        items = [v for _, v in value.items] if isinstance(value, Table) else items
        found += [value] if items is None else flattened(items)
    return found


def _is_model(value: Value) -> bool:
    return isinstance(value, Object) and value.kind is Kind.MODEL


def lose(here: Here, target: ir.Expr, value: Value) -> None:
    """A list or dict is not known any more: nor is what happens to the optimizers in it."""
    here.machine.index.wild.update(held_optimizers(value))
    bind_target(here, target, anonymous(here, target))


def _is_item(holder: Group, position: Value) -> bool:
    known = isinstance(position, Constant) and isinstance(position.value, int)
    return holder.kind == "list" and known and -len(holder.items) <= position.value < len(holder.items)  # type: ignore[union-attr, operator]  # asked just before


def _home(frame: Frame, name: str) -> str:
    """Return the frame in which an assignment to ``name`` binds it."""
    if name not in frame.code.outer:
        return frame.ident
    parent = frame.parent
    while parent is not None and parent.parent is not None:
        if name in parent.code.assigned and name not in parent.code.outer and parent.code.kind != "class":
            return parent.ident
        parent = parent.parent
    return parent.ident if parent is not None else "m"


def _bind_several(here: Here, items: tuple[ir.Expr, ...], value: Value) -> None:
    exact = (
        isinstance(value, Group)
        and len(value.items) == len(items)
        and not any(isinstance(i, ir.Starred) for i in items)
    )
    for position, item in enumerate(items):
        if exact and isinstance(value, Group):
            bind_target(here, item, value.items[position])
        elif isinstance(value, Tensor):
            # The model returned several tensors: each may be anything, but all depend on it.
            bind_target(here, item, Tensor(value.models))
        elif isinstance(value, Unknown):
            name = item.id if isinstance(item, ir.Name) else str(position)
            deps = value.deps | {(here.frame.ident, name)}
            bind_target(here, item, Unknown(f"{value.ident}/{position}", name, deps, value.owner, value.data))
        else:
            bind_target(here, item, _piece(here, item))


def _piece(here: Here, item: ir.Expr) -> Value:
    if isinstance(item, ir.Name):
        return unknown_name(here.frame.ident, item.id)
    return anonymous(here, item)


def in_model(value: Value, models: frozenset[str]) -> Value:
    """Return a model's output: everything in it depends on the model, its activations are the model's."""
    match value:
        case Tensor(squashed=squashed):
            mark = None if squashed is None else Squashed(squashed.kind, squashed.at, True, squashed.source)
            return Tensor(models, mark, value.reduction, value.normalised, scores=value.scores)
        case Group(kind=kind, items=items):
            return Group(kind, tuple(in_model(i, models) for i in items))
        case Table(items=pairs):
            return Table(tuple((k, in_model(v, models)) for k, v in pairs))
        case Constant():
            return value
        case _:
            return Tensor(models)


def element(here: Here, value: Value, expr: ir.Expr) -> Value:
    """Return what iterating over ``value`` binds, for the iterable written as ``expr``."""
    match value:
        case Params():
            return Params(value.owners, True, True, value.text)
        case Group(items=items) if items and all(isinstance(i, Object) for i in items):
            return _each([i for i in items if isinstance(i, Object)], here)
        case Group(kind="zip", items=columns):
            return Group("tuple", tuple(element(here, c, expr) for c in columns))
        case Group(kind="enumerate", items=(inner,)):
            return Group("tuple", (_pass(here, f"#{expr.at}", expr), element(here, inner, expr)))
        case Group(kind="named", items=(Params() as held,)):
            return Group("tuple", (_pass(here, f"#{expr.at}", expr), element(here, held, expr)))
        case Group(items=items) if len(items) == 1:
            return items[0]
        case Group(items=items) if (width := _width(items)) > 0:
            rows = [i for i in items if isinstance(i, Group)]
            sides = [Group("list", tuple(r.items[n] for r in rows)) for n in range(width)]
            return Group("tuple", tuple(element(here, side, expr) for side in sides))
        case Grads():
            return value
        case Unknown(ident=ident, owner=owner, text=text):
            data = value.data or LOADER_NAME.search(last(text)) is not None
            return _pass(here, f"{ident}[]", expr, owner, data)
        case Tensor():
            return Tensor(value.models, value.squashed)
        case _:
            return _pass(here, f"{here.frame.ident}@{expr.at}[]", expr)


def _width(items: tuple[Value, ...]) -> int:
    """Return how many items each of several tuples has; 0 where they are not all alike."""
    widths = {len(i.items) if isinstance(i, Group) and i.kind == "tuple" else 0 for i in items}
    return widths.pop() if len(widths) == 1 else 0


def _pass(here: Here, ident: str, expr: ir.Expr, owner: str = "", data: bool = False) -> Unknown:
    """Return what one pass of a loop sees: another value in every pass."""
    key = (here.frame.ident, f"#{expr.at}")
    here.state.forget(key)
    return Unknown(
        f"{here.frame.ident}{ident}" if ident.startswith("#") else ident, "", frozenset((key,)), owner, data
    )


def _each(items: list[Object], here: Here) -> Value:
    kinds = {i.kind for i in items}
    if len(items) == 1:
        return items[0]
    if len(kinds) > 1:
        return Unknown("each(" + ",".join(i.ident for i in items) + ")", "")
    owners: frozenset[str] | None = frozenset()
    for item in items:
        owners = None if owners is None or item.owners is None else owners | item.owners
    ident = "each(" + ",".join(sorted(i.ident for i in items)) + ")"
    here.machine.members[ident] = tuple(i.ident for i in items)
    return Object(ident, items[0].kind, items[0].text, owners=owners)


def turns_grad_off(here: Here, define: ir.Define) -> bool:
    """Tell whether a function is decorated with ``no_grad`` or ``inference_mode``."""
    for decorator in define.decorators:
        target = decorator.func if isinstance(decorator, ir.Call) else decorator
        if isinstance(target, ir.Name | ir.Attr):
            value = here.evaluate(target)
            if isinstance(value, Qualified) and value.name in NO_GRAD:
                return True
    return False
