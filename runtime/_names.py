"""What the user calls an object: the name of the variable that holds it where it is used."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from types import FrameType
from typing import TypeVar, cast

from lintrain.model.vocabulary import HELD_OUT_NAME, last

from ._sites import user_frames

MOST_FRAMES = 6

T = TypeVar("T")


fresh = count(1).__next__
"""Numbers that are never given twice, unlike identities: what is gone makes room for others."""


def name_of(thing: object, fallback: str = "") -> str:
    """Return an expression for ``thing`` in the user's code, or its class's name.

    Looks at local names, at the attributes of ``self`` and of other locals, then at globals.
    """
    for _, frame in zip(range(MOST_FRAMES), user_frames(), strict=False):
        if found := _in_frame(thing, frame):
            return found
    return fallback or type(thing).__name__


def names_of(thing: object) -> Iterator[str]:
    """Yield what each function on the stack calls ``thing``, innermost first."""
    for _, frame in zip(range(MOST_FRAMES), user_frames(), strict=False):
        if found := _in_frame(thing, frame):
            yield found


def _in_frame(thing: object, frame: FrameType) -> str:
    scopes = [frame.f_locals] if frame.f_locals is frame.f_globals else [frame.f_locals, frame.f_globals]
    for scope in scopes:
        for name, value in _plain(scope):
            if value is thing:
                return name
    for name, value in _plain(frame.f_locals):
        if found := _among(name, value, thing):
            return found
    return ""


def _plain(scope: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in list(scope.items()) if name.isidentifier() and name != "_")


def _among(name: str, holder: object, thing: object) -> str:
    if isinstance(holder, list | tuple):
        return next((f"{name}[{index}]" for index, value in enumerate(holder) if value is thing), "")
    if isinstance(holder, dict):
        return next((f"{name}[{key!r}]" for key, value in list(holder.items()) if value is thing), "")
    if isinstance(holder, type(sys)):
        return ""
    try:
        attributes = vars(holder)
    except TypeError:
        return ""  # an object without attributes of its own
    modules = attributes.get("_modules")
    held = {**attributes, **(modules if isinstance(modules, dict) else {})}
    return next((f"{name}.{attribute}" for attribute, value in held.items() if value is thing), "")


def in_sight(kind: type[T]) -> list[T]:
    """Return the objects of a class that the user's code has at hand: in its variables, and one level on.

    Looking through everything that is alive would take longer than a step.
    """
    found: dict[int, T] = {}
    for _, frame in zip(range(MOST_FRAMES), user_frames(), strict=False):
        for _, value in (*_plain(frame.f_locals), *_plain(frame.f_globals)):
            for thing in (value, *_held(value)):
                # By type: `isinstance` asks an object for its class, and some answer with a warning.
                if issubclass(type(thing), kind):
                    found[id(thing)] = cast(T, thing)
    return list(found.values())


def numbers_in_sight(name: re.Pattern[str]) -> dict[str, int]:
    """Return the whole numbers at hand in the user's variables, attributes and keys of such a name."""
    found: dict[str, int] = {}
    for _, frame in zip(range(MOST_FRAMES), user_frames(), strict=False):
        for called, value in (*_plain(frame.f_locals), *_plain(frame.f_globals)):
            for text, number in _numbers(called, value):
                if name.fullmatch(last(text)):
                    found.setdefault(text, number)
    return found


def _numbers(called: str, value: object) -> Iterator[tuple[str, int]]:
    """Yield a number with its name, or those that an object or a dictionary holds."""
    if type(value) is int:
        yield called, value
        return
    held = value if isinstance(value, dict) else getattr(value, "__dict__", None)
    if isinstance(held, dict) and not isinstance(value, type | type(sys)):
        pairs = [(key, number) for key, number in list(held.items()) if type(number) is int]
        yield from ((f"{called}.{key}", number) for key, number in pairs if type(key) is str)


def _held(holder: object) -> list[object]:
    """Return what a container holds, or an object's attributes; nothing of modules, classes, functions."""
    if isinstance(holder, list | tuple):
        return list(holder)
    if isinstance(holder, dict):
        return list(holder.values())
    if isinstance(holder, type | type(sys)) or callable(getattr(type(holder), "__get__", None)):
        return []
    attributes = getattr(holder, "__dict__", None)
    return list(attributes.values()) if isinstance(attributes, dict) else []


def held_out(loader: object) -> str:
    """Return what a loader of data that are there to evaluate is called; empty for others."""
    names = [last(name) for name in names_of(loader)]
    if any("train" in name.lower() for name in names):
        return ""
    return next((name for name in names if HELD_OUT_NAME.search(name)), "")
