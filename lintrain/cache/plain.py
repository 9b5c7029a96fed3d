"""Frozen dataclasses as plain lists that JSON can hold, and back, with every type checked."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from lintrain.cache.rooted import Rooted

T = TypeVar("T")

Reader = Callable[[Any, Rooted], Any]


class Malformed(ValueError):
    """Data that this program cannot have written."""


def plain(value: object, rooted: Rooted, name: str = "") -> object:
    """Return ``value`` as lists, numbers and strings. Fields called ``path`` hold paths as they are shown."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return rooted.pack_shown(value) if name == "path" else value
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return [plain(item, rooted) for item in value]
    if isinstance(value, Mapping):
        return [[plain(key, rooted), plain(item, rooted)] for key, item in value.items()]
    kind: Any = type(value)
    return [plain(getattr(value, key), rooted, key) for key in _hints(kind)]


def restored(kind: type[T], value: object, rooted: Rooted) -> T:
    """Return what :func:`plain` was given. Raises :class:`Malformed`."""
    key: Any = kind
    made: T = _reader(key)(value, rooted)
    return made


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    assert isinstance(kind, type) and is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _reader(kind: Hashable) -> Reader:
    if isinstance(kind, type) and kind in (str, int, bool, types.NoneType):
        return partial(_exactly, kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        inner = _reader(next(each for each in arguments if each is not types.NoneType))
        return lambda value, rooted: None if value is None else inner(value, rooted)
    if origin is tuple and arguments[-1] is ...:
        item = _reader(arguments[0])
        return lambda value, rooted: tuple(item(each, rooted) for each in _list(value))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_reader(arguments[0]), _reader(arguments[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return partial(_member, kind)
    return _dataclass(kind)


def _dataclass(kind: Any) -> Reader:  # noqa: ANN401  # a type that is called
    hints = _hints(kind)
    readers: list[Reader | None] = [
        (_shown if hint is str else _perhaps_shown) if name == "path" else None
        for name, hint in hints.items()
    ]

    def read(value: object, rooted: Rooted) -> object:
        if len(values := _list(value)) != len(readers):
            raise Malformed(kind)
        for index, hint in enumerate(hints.values()):
            readers[index] = readers[index] or _reader(hint)
        return kind(*(reader(each, rooted) for reader, each in zip(readers, values, strict=True) if reader))

    return read


def _mapping(key: Reader, item: Reader) -> Reader:
    def read(value: object, rooted: Rooted) -> object:
        pairs = [_list(pair, 2) for pair in _list(value)]
        return {key(a, rooted): item(b, rooted) for a, b in pairs}

    return read


def _exactly(kind: type, value: object, rooted: Rooted) -> object:
    if type(value) is not kind:
        raise Malformed(kind)
    return value


def _shown(value: object, rooted: Rooted) -> object:
    if not isinstance(value, str):
        raise Malformed("path")
    return rooted.unpack_shown(value)


def _perhaps_shown(value: object, rooted: Rooted) -> object:
    return None if value is None else _shown(value, rooted)


def _member(kind: type[Enum], value: object, rooted: Rooted) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise Malformed(kind) from error


def _list(value: object, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or length not in (None, len(value)):
        raise Malformed("list")
    return value
