"""Layers that a module keeps in a plain list or dict, where it does not know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lintrain.architecture import Unregistered
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.model.dialects.torch import LEARNED
from lintrain.survey._classes import is_module, is_module_name, is_own, method_codes, modules
from lintrain.survey._names import expressions, qualified, target
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

EVENTS: tuple[type[Event], ...] = (Unregistered,)

REGISTERS = {
    "add_module", "register_module", "register_parameter", "setattr", "__setattr__", "_modules", "__dict__",
    "vars",
}  # fmt: skip
"""Words of a class that may register its layers by itself."""

ANSWERS = {
    "parameters", "named_parameters", "state_dict", "modules", "named_modules", "children", "_apply", "to",
    "cuda",
}  # fmt: skip
"""Methods of a class that does by hand what registering is for."""

FROZEN = {"requires_grad", "requires_grad_", "no_grad", "inference_mode"}
"""Words of a class that keeps layers which are not to be trained."""

PASSES_ON = {"len", "enumerate", "zip", "reversed", "range", "list", "tuple", "iter", "next", "print"}
"""Builtins that may be given a container and do nothing to it."""

GROWS = {"append": 0, "insert": 1}
"""Methods that put one item into a list, and the position of the item among their arguments."""

OFFERED = {
    "list": {"append", "insert", "extend", "pop"},
    "tuple": set[str](),
    "dict": {"keys", "values", "items", "update", "pop"},
}
"""Methods that ``ModuleList`` and ``ModuleDict`` offer, too."""


@dataclass(slots=True)
class Kept:
    """One attribute that is a plain container: where that is said, and all that is put into it."""

    name: str
    value: ir.Expr
    kind: str
    items: list[tuple[ir.Code, ir.Expr]] = field(default_factory=list)
    keys: list[ir.Expr | None] = field(default_factory=list)
    closed: bool = True
    """All of its items are in sight."""


def survey(program: Program) -> Iterator[Unregistered]:
    """Yield the containers of layers that are used in a forward pass and registered nowhere."""
    for cls in modules(program):
        if "forward" not in program.methods[cls] or _does_by_hand(program, cls):
            continue
        for kept in _containers(program, cls):
            found = _told(program, cls, kept)
            if found is not None:
                yield found


def _does_by_hand(program: Program, cls: int) -> bool:
    said = frozenset[str]().union(*(code.words for code in method_codes(program, cls)))
    return bool((REGISTERS | FROZEN) & said or ANSWERS & program.methods[cls].keys())


def _told(program: Program, cls: int, kept: Kept) -> Unregistered | None:
    layers = [_local(code, item) or item for code, item in kept.items if _learns(program, code, item)]
    if not layers or _is_hidden(kept) or _leaves(program, cls, kept.name):
        return None
    used = _used(program, cls, kept.name)
    layer = layers[0]
    if used is None or not isinstance(layer, ir.Call):
        return None
    return Unregistered(
        program.place(kept.value.at),
        f"self.{kept.name}",
        kept.kind,
        program.classes[cls].name,
        ir.render(layer.func).rpartition(".")[2],
        program.place(layer.at),
        program.place(used.at),
        _prefix(program),
        _is_replaceable(program, cls, kept),
    )


# --- what is kept ---


def _containers(program: Program, cls: int) -> Iterator[Kept]:
    """Yield the attributes that are assigned once, and a container then."""
    found: dict[str, list[tuple[ir.Code, ir.Expr]]] = {}
    for code in method_codes(program, cls):
        for op in (node.op for node in code.nodes if isinstance(node.op, ir.Assign)):
            for each in op.targets:
                if isinstance(each, ir.Attr) and is_own(program, code, each):
                    found.setdefault(each.name, []).append((code, op.value))
    for name, assigned in found.items():
        values = [(c, v) for c, v in assigned if not (isinstance(v, ir.Const) and v.value is None)]
        if len(values) == 1:
            kept = _container(program, name, *values[0])
            if kept is not None:
                _grow(program, cls, kept)
                yield kept


def _container(program: Program, name: str, code: ir.Code, value: ir.Expr) -> Kept | None:
    local = _local(code, value)
    shown = value if local is None else local
    kind = _kind(shown)
    if kind is None:
        return None
    kept = Kept(name, value, kind)
    _fill(kept, code, shown)
    if local is not None and isinstance(value, ir.Name) and not _grow_local(kept, code, value.id):
        return None
    return kept


def _local(code: ir.Code, value: ir.Expr) -> ir.Expr | None:
    """Return the container that a local variable is, if it is bound once."""
    if not isinstance(value, ir.Name):
        return None
    bound = [
        node.op.value
        for node in code.nodes
        if isinstance(node.op, ir.Assign)
        and any(isinstance(t, ir.Name) and t.id == value.id for t in node.op.targets)
    ]
    return bound[0] if len(bound) == 1 and not any(p.name == value.id for p in code.parameters) else None


def _kind(value: ir.Expr) -> str | None:
    match value:
        case ir.Sequence(kind="list" | "tuple" as kind) | ir.Comprehension(kind="list" | "dict" as kind):
            return kind
        case ir.Mapping():
            return "dict"
        case ir.Call(func=ir.Name(id="list" | "dict" | "tuple" as kind)):
            return kind
        case ir.Binary(op="+" | "*", left=left):
            return _kind(left)
        case _:
            return None


def _fill(kept: Kept, code: ir.Code, value: ir.Expr) -> None:
    """Note what a display or a comprehension puts into a container."""
    match value:
        case ir.Sequence(items=items):
            kept.items += [(code, item) for item in items]
        case ir.Comprehension(kind="dict", element=ir.Sequence(items=(key, item))):
            kept.items.append((code, item))
            kept.keys.append(key)
        case ir.Comprehension(kind="list" | "generator", element=item):
            kept.items.append((code, item))
        case ir.Mapping(items=pairs):
            kept.items += [(code, item) for _, item in pairs]
            kept.keys += [key for key, _ in pairs]
        case ir.Binary(op="+", left=left, right=right):
            _fill(kept, code, left)
            _fill(kept, code, right)
        case ir.Call(func=ir.Name(id="list" | "tuple"), args=(only,)):
            _fill(kept, code, only.value)
        case ir.Call(func=ir.Name(id="list" | "dict" | "tuple"), args=()):
            pass
        case _:
            kept.closed = False


def _grow(program: Program, cls: int, kept: Kept) -> None:
    """Note what methods put into the container later."""
    for code in method_codes(program, cls):
        for node in code.nodes:
            for part in _parts(node.op):
                match part:
                    case ir.Call(func=ir.Attr(base=base, name=method)):
                        if is_own(program, code, base, kept.name):
                            _grow_by(kept, code, method, part)
            match node.op:
                case ir.Assign(targets=(ir.Subscript(base=base, index=key),), value=item):
                    if is_own(program, code, base, kept.name):
                        kept.items.append((code, item))
                        kept.keys.append(key)
                case ir.Augment(target=each, value=more):
                    if is_own(program, code, each, kept.name):
                        _fill(kept, code, more)


def _grow_by(kept: Kept, code: ir.Code, method: str, call: ir.Call) -> None:
    if method in GROWS and len(call.args) == GROWS[method] + 1:
        kept.items.append((code, call.args[-1].value))
    elif method == "extend" and len(call.args) == 1:
        _fill(kept, code, call.args[0].value)
    elif method == "update":
        kept.closed = False


def _grow_local(kept: Kept, code: ir.Code, name: str) -> bool:
    """Note what is put into a local variable; ``False`` where somebody else gets it."""
    harmless: set[int] = set()
    for node in code.nodes:
        match node.op:
            case ir.Assign(targets=targets, value=value):
                harmless |= {id(each) for each in targets} | {id(value)}
                match targets:
                    case (ir.Subscript(base=ir.Name(id=base) as of, index=key),) if base == name:
                        kept.items.append((code, value))
                        kept.keys.append(key)
                        harmless.add(id(of))
            case ir.Augment(target=ir.Name(id=base) as of, value=more) if base == name:
                _fill(kept, code, more)
                harmless.add(id(of))
        for part in _parts(node.op):
            if isinstance(part, ir.Call) and isinstance(part.func, ir.Attr):
                grown = part.func.base
                if isinstance(grown, ir.Name) and grown.id == name:
                    _grow_by(kept, code, part.func.name, part)
                    harmless.add(id(grown))
    uses = [part for part, _ in expressions(code) if isinstance(part, ir.Name) and part.id == name]
    return all(id(use) in harmless for use in uses)


def _parts(op: ir.Op) -> list[ir.Expr]:
    return [part for top in operands(op) for part in walk(top)]


# --- what it is that is kept ---


def _learns(program: Program, code: ir.Code, item: ir.Expr, depth: int = 0) -> bool:
    """Tell whether an item certainly is a module with weights that nobody else registers."""
    if isinstance(item, ir.Name):
        local = _local(code, item)
        return local is not None and _is_only_kept(code, item.id) and _learns(program, code, local, depth)
    if not isinstance(item, ir.Call):
        return False
    found = target(program, code, item.func)
    if found == "torch.nn.Sequential":
        return any(_learns(program, code, arg.value, depth) for arg in item.args if not arg.star)
    if isinstance(found, str):
        head, _, kind = found.rpartition(".")
        return head == "torch.nn" and kind in LEARNED
    return isinstance(found, int) and _has_weights(program, found, depth)


def _has_weights(program: Program, cls: int, depth: int) -> bool:
    """Tell whether a class of the project is a module that builds layers with weights."""
    if cls not in program.classes or depth > 3 or not is_module(program, cls):
        return False
    for code in method_codes(program, cls):
        for part, _ in expressions(code):
            if isinstance(part, ir.Call):
                if _learns(program, code, part, depth + 1):
                    return True
                if qualified(program, code, part.func) == "torch.nn.Parameter":
                    return True
    return False


def _is_only_kept(code: ir.Code, name: str) -> bool:
    """Tell whether a local variable is put nowhere but into a container: it is no attribute itself."""
    return not any(
        isinstance(node.op, ir.Assign)
        and any(isinstance(part, ir.Name) and part.id == name for part in walk(node.op.value))
        and any(isinstance(each, ir.Attr) for each in node.op.targets)
        for node in code.nodes
    )


def _is_hidden(kept: Kept) -> bool:
    """Tell whether it is a list around one thing: that is how a module is kept from being registered."""
    return len(kept.items) == 1 and isinstance(kept.value, ir.Sequence) and len(kept.value.items) == 1


# --- what is done with it ---


def _mentions(program: Program, cls: int, name: str) -> Iterator[tuple[ir.Code, ir.Expr, ir.Op]]:
    for code in method_codes(program, cls):
        for part, op in expressions(code):
            if is_own(program, code, part, name):
                yield code, part, op


def _leaves(program: Program, cls: int, name: str) -> bool:
    """Tell whether somebody else gets hold of the container, who may register or train what is in it."""
    for code in program.root.codes.values():
        for part, op in expressions(code):
            if isinstance(part, ir.Call) and not _passes_on(part):
                given = [a.value.value if isinstance(a.value, ir.Starred) else a.value for a in part.args]
                if any(is_own(program, code, each, name) for each in given):
                    return True
            foreign = isinstance(part, ir.Attr) and part.name == name and not is_own(program, code, part)
            if foreign or (
                isinstance(op, ir.Return) and op.value is part and is_own(program, code, part, name)
            ):
                return True
    return False


def _passes_on(call: ir.Call) -> bool:
    return isinstance(call.func, ir.Name) and call.func.id in PASSES_ON


def _used(program: Program, cls: int, name: str) -> ir.Expr | None:
    """Return a call of something in the container."""
    for code in method_codes(program, cls):
        loops = _loop_variables(program, code, name)
        for part, _ in expressions(code):
            if not isinstance(part, ir.Call):
                continue
            func = part.func
            if isinstance(func, ir.Subscript) and is_own(program, code, func.base, name):
                return part
            if isinstance(func, ir.Name) and func.id in loops:
                return part
    return None


def _loop_variables(program: Program, code: ir.Code, name: str) -> set[str]:
    """Return the variables of loops over the container."""
    loops: list[tuple[ir.Expr, ir.Expr]] = [
        (node.op.target, node.op.iterable) for node in code.nodes if isinstance(node.op, ir.For)
    ]
    for part, _ in expressions(code):
        if isinstance(part, ir.Comprehension):
            loops += [(bound, iterable) for bound, iterable, _ in part.loops]
    return {
        part.id
        for bound, iterable in loops
        if any(is_own(program, code, each, name) for each in walk(iterable))
        for part in walk(bound)
        if isinstance(part, ir.Name)
    }


# --- whether it can be replaced ---


def _prefix(program: Program) -> str:
    """Return how the file writes ``torch.nn``; empty where it does not."""
    for code in program.root.codes.values():
        for part, _ in expressions(code):
            match part:
                case ir.Attr(base=base, name=name) if qualified(program, code, part) == f"torch.nn.{name}":
                    return ir.render(base)
    return ""


def _is_replaceable(program: Program, cls: int, kept: Kept) -> bool:
    if not kept.closed or not all(_is_layer(program, code, item) for code, item in kept.items):
        return False
    if kept.kind == "dict" and not all(_is_plain_key(key) for key in kept.keys):
        return False
    done = {
        part.name
        for code in method_codes(program, cls)
        for part, _ in expressions(code)
        if isinstance(part, ir.Attr) and is_own(program, code, part.base, kept.name)
    }
    return done <= OFFERED[kept.kind] and _is_initialised(program, cls, kept.value.at)


def _is_layer(program: Program, code: ir.Code, item: ir.Expr) -> bool:
    """Tell whether an item certainly is a module."""
    if isinstance(item, ir.Name):
        local = _local(code, item)
        return local is not None and _is_layer(program, code, local)
    if not isinstance(item, ir.Call):
        return False
    found = target(program, code, item.func)
    if isinstance(found, str):
        return is_module_name(program, found)
    return found in program.classes and found is not None and is_module(program, found)


def _is_plain_key(key: ir.Expr | None) -> bool:
    return isinstance(key, ir.Const) and isinstance(key.value, str) and "." not in key.value


def _is_initialised(program: Program, cls: int, at: int) -> bool:
    """Tell whether the constructor has called that of ``Module`` before."""
    constructor = program.methods[cls].get("__init__")
    if constructor is None:
        return False
    return any(
        isinstance(part, ir.Call)
        and isinstance(part.func, ir.Attr)
        and part.func.name == "__init__"
        and part.at < at
        for part, _ in expressions(constructor.code)
    )
