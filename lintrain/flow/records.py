"""Classes that are nothing but their fields: dataclasses, named tuples and their like."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.machine import Here
from lintrain.flow.objects import bases
from lintrain.flow.scope import Field
from lintrain.model.values import Class, Constant, Object, Qualified, Unknown, Value
from lintrain.syntax import ir

DECORATORS = {
    "dataclasses.dataclass", "attr.s", "attr.dataclass", "attrs.define", "attrs.frozen", "attr.define",
    "attrs.mutable", "flax.struct.dataclass", "pydantic.dataclasses.dataclass",
}  # fmt: skip
TUPLE_BASES = {"typing.NamedTuple", "typing_extensions.NamedTuple"}
MODEL_BASES = {"pydantic.BaseModel", "transformers.utils.ModelOutput"}


def fields(here: Here, cls: Class, depth: int = 0) -> Iterator[Field]:
    """Yield the attributes that a class of this file declares, those of its bases first."""
    if depth < 6:
        for base in bases(here, cls):
            if isinstance(base, Class):
                yield from fields(here, base, depth + 1)
    for node in here.machine.index.codes[cls.code].nodes:
        match node.op:
            case ir.Declare(target=ir.Name(id=name), annotation=annotation):
                yield Field(name, annotation, None, cls.frame)
            case ir.Assign(targets=(ir.Name(id=name),), annotation=annotation, value=value) if (
                annotation is not None
            ):
                yield Field(name, annotation, value, cls.frame)


def is_record(here: Here, cls: Class) -> bool:
    """Tell whether the constructor of a class of this file binds its fields, in order."""
    frame = here.machine.scope(cls.frame) or here.machine.module_frame
    there = Here(here.machine, frame, here.state, here.oracle)
    for decorator in here.machine.index.classes[cls.code].decorators:
        value = there.evaluate(decorator.func if isinstance(decorator, ir.Call) else decorator)
        if isinstance(value, Qualified) and value.name in DECORATORS:
            return True
    return is_named_tuple(here, cls) or _inherits(here, cls, MODEL_BASES)


def is_named_tuple(here: Here, cls: Class) -> bool:
    """Tell whether objects of a class can be unpacked into their fields."""
    return _inherits(here, cls, TUPLE_BASES)


def _inherits(here: Here, cls: Class, names: set[str]) -> bool:
    return any(isinstance(b, Qualified) and b.name in names for b in bases(here, cls))


def fill(here: Here, record: Object, positional: list[Value], keywords: dict[str, Value]) -> None:
    """Bind the fields of a record that was just built."""
    assert record.cls is not None  # it is of a class of this file
    given = list(positional)
    for field in fields(here, record.cls):
        value = keywords.get(field.name)
        if value is None and given:
            value = given.pop(0)
        if value is None and isinstance(field.default, ir.Const):
            value = Constant(field.default.value)
        if value is not None:
            here.state.bind((record.ident, field.name), value)


def unpacked(here: Here, record: Object) -> tuple[Value, ...]:
    """Return the fields of a named tuple, in order; nothing for other objects."""
    if record.cls is None or not is_named_tuple(here, record.cls):
        return ()
    env = here.state.env
    return tuple(
        env.get((record.ident, f.name), Unknown(f"{record.ident}.{f.name}", f.name))
        for f in fields(here, record.cls)
    )


__all__ = ["fields", "fill", "is_named_tuple", "is_record", "unpacked"]
