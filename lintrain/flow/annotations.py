"""Roles that annotations declare: of parameters, variables, attributes and results."""

from __future__ import annotations

from lintrain.flow.machine import Here
from lintrain.flow.objects import attribute, is_module_class, lookup
from lintrain.flow.records import fields, is_record
from lintrain.flow.roles import role
from lintrain.flow.scope import Field, Frame
from lintrain.model.declared import declared_object
from lintrain.model.reasons import Confidence
from lintrain.model.values import Class, Function, Group, Kind, Object, Qualified, Table, Unknown, Value
from lintrain.plain import dataclass, replace
from lintrain.syntax import ir
from lintrain.syntax.quoted import quoted

OPTIONAL = {"typing.Optional", "typing.Union", "types.UnionType"}
TRANSPARENT = {
    "typing.Annotated", "typing.Final", "typing.ClassVar", "typing_extensions.Annotated",
    "dataclasses.InitVar",
}  # fmt: skip
CONTAINERS = {
    "list", "set", "frozenset", "List", "Sequence", "MutableSequence", "Iterable", "Collection", "Set",
    "Iterator",
}  # fmt: skip
TABLES = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"}
TUPLES = {"tuple", "Tuple"}
OPEN_CLASSES = {"Protocol", "ABC", "ABCMeta", "Generic"}


@dataclass(frozen=True, slots=True)
class Declared:
    """What an annotation says: ``whole`` is this very object, ``items`` what a container of it holds,
    ``parts`` those of a tuple.
    """

    whole: Object | None = None
    items: Object | None = None
    parts: tuple[Declared, ...] = ()
    optional: bool = False
    said: str = ""


NOTHING = Declared()


def declare(
    here: Here, frame: Frame, value: Value, annotation: ir.Expr | None, optional: bool = False
) -> Value:
    """Return ``value`` in the role that its annotation, read in ``frame``, declares.

    Only what nobody knows better gets its role from an annotation.
    """
    if annotation is None or not isinstance(value, Unknown):
        return value
    there = Here(here.machine, frame, here.state, here.oracle)
    return _apply(here, value, read(there, annotation), optional, annotation.at)


def _apply(here: Here, value: Unknown, said: Declared, optional: bool, at: int) -> Value:
    if said.parts:
        return Group("tuple", tuple(_part(here, value, i, part, at) for i, part in enumerate(said.parts)))
    if said.items is not None:
        here.machine.holds[value.ident] = said.items
        return value
    if said.whole is None or _is_loss(said.whole, value.text):
        return value
    found = replace(said.whole, ident=value.ident, text=value.text)
    here.because(found, Confidence.CERTAIN, f"declared as {said.said}", at)
    if optional or said.optional:
        here.machine.known[value.ident] = found
        return value
    return found


def _part(here: Here, value: Unknown, position: int, said: Declared, at: int) -> Value:
    name = f"{value.text}[{position}]" if value.text else ""
    part = Unknown(f"{value.ident}[{position}]", name, value.deps)
    return _apply(here, part, said, False, at)


def _is_loss(declared: Object, text: str) -> bool:
    """A loss function is a module too: ``criterion: nn.Module`` says nothing new."""
    said = text.lower()
    return declared.kind is Kind.MODEL and declared.cls is None and ("loss" in said or "crit" in said)


def read(here: Here, annotation: ir.Expr) -> Declared:
    """Return what an annotation says, in the scope where it stands."""
    match annotation:
        case ir.Const(value=str(text)):
            inner = quoted(text, annotation.at)
            return read(here, inner) if inner is not None and not isinstance(inner, ir.Const) else NOTHING
        case ir.Const(value=None):
            return Declared(optional=True)
        case ir.Binary(op="|", left=left, right=right):
            return _either([read(here, left), read(here, right)])
        case ir.Subscript(base=base, index=index):
            return _generic(here, base, index)
        case ir.Name() | ir.Attr():
            return _plain(here, annotation)
        case _:
            return NOTHING


def _either(options: list[Declared]) -> Declared:
    """``X | None`` is an X that may be missing; several different things are nothing certain."""
    optional = any(o.optional for o in options)
    said = [o for o in options if o.whole is not None or o.items is not None or o.parts]
    blank = [o for o in options if o not in said and not o.optional]
    if not said:
        return Declared(optional=optional)
    first = said[0]
    alike = all(
        o.whole is not None and first.whole is not None and o.whole.kind is first.whole.kind for o in said
    )
    if blank or (len(said) > 1 and not alike):
        return Declared(optional=optional)
    return replace(first, optional=optional or first.optional)


def _generic(here: Here, base: ir.Expr, index: ir.Expr) -> Declared:
    name = _name(here, base)
    inner: list[ir.Expr] = list(index.items) if isinstance(index, ir.Sequence) else [index]
    if name in OPTIONAL:
        options = [read(here, i) for i in inner]
        return _either([*options, Declared(optional=name == "typing.Optional")])
    if name in TRANSPARENT:
        return read(here, inner[0])
    kind = name.rpartition(".")[2]
    if kind in CONTAINERS or (kind in TUPLES and _is_endless(inner)):
        return Declared(items=read(here, inner[0]).whole)
    if kind in TABLES and len(inner) == 2:
        return Declared(items=read(here, inner[1]).whole)
    if kind in TUPLES:
        parts = tuple(read(here, i) for i in inner)
        return Declared(parts=parts) if any(p != NOTHING for p in parts) else NOTHING
    return NOTHING


def _is_endless(inner: list[ir.Expr]) -> bool:
    return len(inner) == 2 and isinstance(inner[1], ir.Const) and inner[1].value is ...


def _name(here: Here, expr: ir.Expr) -> str:
    value = here.evaluate(expr) if isinstance(expr, ir.Name | ir.Attr) else None
    return value.name if isinstance(value, Qualified) else ir.render(expr)


def _plain(here: Here, expr: ir.Name | ir.Attr) -> Declared:
    value = lookup(here, expr.id) if isinstance(expr, ir.Name) else here.evaluate(expr)
    if isinstance(value, Qualified):
        return Declared(whole=declared_object(value.name, here.machine.index.speech), said=value.name)
    if isinstance(value, Class) and not _is_open(here, value) and _is_ours(here, value):
        return Declared(whole=instance_of(here, value), said=here.machine.index.classes[value.code].name)
    return NOTHING


def instance_of(here: Here, cls: Class) -> Object:
    """Return an object of a class of this file that somebody else built."""
    if not is_module_class(here, cls):
        return Object("", Kind.INSTANCE, "", cls)
    return Object("", Kind.MODEL, "", cls, here.machine.index.layers_of(cls.code))


def _is_ours(here: Here, cls: Class) -> bool:
    """Tell whether all heirs of a class are in sight: a class of another file may have some anywhere."""
    index = here.machine.index
    return index.names(cls.code) is index.root or is_record(here, cls)


def _is_open(here: Here, cls: Class) -> bool:
    """Tell whether an object declared with this class may well be of another that inherits from it."""
    name = here.machine.index.classes[cls.code].name
    inherited = any(
        name in (ir.render(b).rpartition(".")[2] for b in op.bases)
        for op in here.machine.index.classes.values()
    )
    own = {
        ir.render(b).rpartition(".")[2].partition("[")[0] for b in here.machine.index.classes[cls.code].bases
    }
    return inherited or bool(own & OPEN_CLASSES)


def member(here: Here, base: Value, name: str, expr: ir.Attr | None = None) -> Value:
    """Return ``base.name``, in the role that the class body declares for it."""
    if name == "param_groups" and isinstance(base, Unknown) and expr is not None:
        base = role(here, base, ir.render(expr.base))
    value = attribute(here, base, name, expr)
    if not isinstance(value, Unknown) or not isinstance(base, Object) or base.cls is None:
        return value
    field = _fields(here, base.cls).get(name)
    if field is None:
        return _of_class(here, base.cls, name) or value
    optional = isinstance(field.default, ir.Const) and field.default.value is None
    frame = here.machine.scope(field.frame) or here.machine.module_frame
    return declare(here, frame, value, field.annotation, optional)


def _of_class(here: Here, cls: Class, name: str) -> Value | None:
    """Return what a class body binds to a name once and for all: a table of classes, or a class."""
    index = here.machine.index
    if name in index.names(cls.code).attributes:
        return None
    bound = index.class_attributes(cls.code).get(name)
    if not isinstance(bound, ir.Mapping | ir.Name | ir.Attr):
        return None
    frame = here.machine.scope(cls.frame) or here.machine.module_frame
    found = Here(here.machine, frame, here.state, here.oracle).evaluate(bound)
    return found if isinstance(found, Table | Qualified | Class) else None


def _fields(here: Here, cls: Class) -> dict[str, Field]:
    known = here.machine.fields.get(cls.code)
    if known is None:
        known = here.machine.fields[cls.code] = {f.name: f for f in fields(here, cls)}
    return known


def returned(here: Here, function: Function, value: Value) -> Value:
    """Return the result of a function of this file in the role that the function declares for it."""
    code = here.machine.index.codes[function.code]
    if code.returns is None or not isinstance(value, Unknown):
        return value
    frame = here.machine.scope(function.frame) or here.machine.module_frame
    return declare(here, frame, value, code.returns)


__all__ = ["declare", "instance_of", "member", "read", "returned"]
