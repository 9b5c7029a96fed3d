"""The parts of a model whose parameters its constructor freezes, and which mind the mode all the same."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.program import Program
from lintrain.model.builders import builder_of
from lintrain.model.layers import layer_of
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

Part = tuple[str, tuple[str, ...], int]
"""An attribute, its layers that keep statistics, and the syntax node that freezes it."""

MOST_BASES = 8


def frozen_parts(program: Program, cls: int) -> tuple[Part, ...]:
    """Return the frozen parts of a class; none where its modes may be its own business, or it thaws."""
    if cls not in program.frozen:
        constructor = program.methods[cls].get("__init__")
        free = constructor is None or _sets_modes(program, cls) or _thaws(program.names(cls).module)
        program.frozen[cls] = (
            () if free or constructor is None else tuple(_parts(program, cls, constructor.code))
        )
    return program.frozen[cls]


def _parts(program: Program, cls: int, code: ir.Code) -> Iterator[Part]:
    for name, at in _freezes(program, code):
        values = [v for each, v in _assigned(program, cls) if each == name]
        layers = _statistics(program, code, values[0]) if len(values) == 1 else ()
        if layers and not _evaluates(program, cls, name):
            yield name, layers, at


def _sets_modes(program: Program, cls: int, depth: int = 0) -> bool:
    """Tell whether a class, or one of the project that it derives from, has a ``train`` of its own."""
    if "train" in program.methods[cls]:
        return True
    bases = [program.resolve(base, cls) for base in program.classes[cls].bases]
    known = [base for base in bases if isinstance(base, int) and base in program.classes]
    named = all(isinstance(base, str) and base.startswith("torch.nn.") for base in bases if base not in known)
    return not named or depth > MOST_BASES or any(_sets_modes(program, base, depth + 1) for base in known)


def _thaws(module: ir.Code) -> bool:
    """Tell whether a file lets anything want gradients again."""
    return bool(module.words & {"unfreeze", "thaw", "unfreeze_"}) or any(
        _wants(op) is True for code in _codes(module) for op in (node.op for node in code.nodes)
    )


def _codes(module: ir.Code) -> Iterator[ir.Code]:
    pending = [module]
    while pending:
        code = pending.pop()
        yield code
        for node in code.nodes:
            if isinstance(node.op, ir.Define):
                pending.append(node.op.code)
            elif isinstance(node.op, ir.DefineClass):
                pending.append(node.op.body)


def _wants(op: ir.Op) -> bool | None:
    """Return whether an operation makes parameters want gradients, or not to; ``None`` for any other."""
    match op:
        case ir.Assign(targets=(ir.Attr(name="requires_grad"),), value=value):
            return not (isinstance(value, ir.Const) and value.value is False)
        case ir.Evaluate(value=ir.Call(func=ir.Attr(name="requires_grad_"), args=args)):
            given = args[0].value if args else ir.Const(-1, True)
            return not (isinstance(given, ir.Const) and given.value is False)
        case _:
            return None


def _freezes(program: Program, code: ir.Code) -> Iterator[tuple[str, int]]:
    """Yield the attributes that are frozen as a whole, on every way through a constructor."""
    for position, node in enumerate(code.nodes):
        if _wants(node.op) is not False or not program.passes(code, position):
            continue
        target = _frozen(node.op)
        loops = [code.nodes[head].op for head in node.loops]
        if isinstance(target, ir.Name) and len(loops) == 1 and isinstance(loops[0], ir.For):
            name = _own(code, _whole(loops[0], target.id))
        else:
            name = _own(code, target) if not loops else None
        if name is not None:
            yield name, node.op.at


def _frozen(op: ir.Op) -> ir.Expr | None:
    match op:
        case ir.Assign(targets=(ir.Attr(base=base),)) | ir.Evaluate(value=ir.Call(func=ir.Attr(base=base))):
            return base
        case _:
            return None


def _whole(loop: ir.For, name: str) -> ir.Expr | None:
    """Return whose parameters a loop goes over, all of them."""
    match loop:
        case ir.For(
            target=ir.Name(id=bound), iterable=ir.Call(func=ir.Attr(base=base, name="parameters"), args=())
        ) if bound == name:
            return base
        case _:
            return None


def _own(code: ir.Code, expr: ir.Expr | None) -> str | None:
    """Return the attribute of its own object that an expression in a method is."""
    match expr:
        case ir.Attr(base=ir.Name(id=base), name=name) if code.parameters and base == code.parameters[0].name:
            return name
        case _:
            return None


def _assigned(program: Program, cls: int) -> Iterator[tuple[str, ir.Expr]]:
    for define in program.methods[cls].values():
        for node in define.code.nodes:
            if isinstance(node.op, ir.Assign):
                for target in node.op.targets:
                    name = _own(define.code, target)
                    if name is not None:
                        yield name, node.op.value


def _statistics(program: Program, code: ir.Code, value: ir.Expr) -> tuple[str, ...]:
    """Return the layers of a part that keep running statistics."""
    if not isinstance(value, ir.Call):
        return ()
    found = program.resolve(value.func, code.at)
    if isinstance(found, int):
        layers = program.layers_of(found).sensitive if found in program.classes else ()
    elif found == "torch.nn.Sequential":
        layers = tuple(kind for arg in value.args for kind in _statistics(program, code, arg.value))
    elif found is not None:
        layer, made = layer_of(found, value), builder_of(found, value)
        own = (layer.kind,) if layer is not None and layer.sensitive else ()
        layers = made.sensitive if made is not None else own
    else:
        layers = ()
    return tuple(dict.fromkeys(kind for kind in layers if "BatchNorm" in kind))


def _evaluates(program: Program, cls: int, name: str) -> bool:
    """Tell whether a method other than the constructor sets a part's mode."""
    for method, define in program.methods[cls].items():
        for part in (p for n in define.code.nodes for top in operands(n.op) for p in walk(top)):
            match part:
                case ir.Call(func=ir.Attr(base=base, name="eval" | "train")):
                    if method != "__init__" and _own(define.code, base) == name:
                        return True
    return False
