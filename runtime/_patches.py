"""Changing torch, and changing it back exactly.

What torch offers hooks for is hooked; everything else is an attribute that is replaced here and nowhere
else. Undone in reverse order, each attribute holds the very object that it held before, and one that was
inherited is inherited again.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Protocol

from torch.jit import _builtins

_INHERITED = object()
"""Stands for an attribute that its owner did not have itself."""


class Removable(Protocol):
    """A handle of one of torch's own hooks."""

    def remove(self) -> None:
        """Take the hook away."""


_numbers = itertools.count()

standing_in: dict[int, Callable[..., Any]] = {}
"""What is called instead of functions whose code is swapped, by number."""

Wrapper = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Gets the original function, and returns what stands in for it."""


@dataclass(frozen=True, slots=True)
class Patched:
    """One attribute that is replaced: ``owner.name`` was ``original``."""

    owner: Any
    name: str
    original: object

    def undo(self) -> None:
        """Put the original back."""
        if self.original is _INHERITED:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.original)


@dataclass(frozen=True, slots=True)
class Swapped(Patched):
    """One function whose code is swapped, and the ``number`` of what is called in its stead."""

    number: int

    def undo(self) -> None:
        """Put the original back."""
        setattr(self.owner, self.name, self.original)
        del standing_in[self.number]


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a table that was added."""

    table: dict[int, str]
    key: int

    def remove(self) -> None:
        """Take it out again."""
        del self.table[self.key]


class Patches:
    """All that is changed about torch while somebody watches."""

    def __init__(self) -> None:
        self._done: list[Patched | Removable] = []

    def hook(self, handle: Removable) -> None:
        """Remember a hook that torch itself manages."""
        self._done.append(handle)

    def wrap(self, owner: Any, name: str, wrapper: Wrapper) -> None:
        """Replace the function ``owner.name`` by ``wrapper(function)``, under the same name and signature."""
        function = getattr(owner, name)
        standing_in = wrapper(function)
        if not isinstance(function, type(len)):
            functools.update_wrapper(standing_in, function)
        self.replace(owner, name, standing_in)

    def wrap_builtin(self, owner: Any, name: str, wrapper: Wrapper) -> None:
        """As :meth:`wrap`, for a function written in C++: ``torch.jit.script`` goes on taking it for that."""
        # Made before anything is replaced: it holds identities.
        table = _builtins._get_builtin_table()  # type: ignore[no-untyped-call]  # torch's own
        operator = table.get(id(getattr(owner, name)))
        self.wrap(owner, name, wrapper)
        if operator is not None:
            number = id(getattr(owner, name))
            table[number] = operator
            self._done.append(Listed(table, number))

    def swap(self, function: Any, wrapper: Wrapper, defaults: tuple[Any, ...] | None = None) -> None:
        """As :meth:`wrap`, for a plain function that others may hold already: it stays the same object.

        ``defaults``, where given, are those of its parameters meanwhile.

        What holds ``torch.nn.functional.relu`` can then be pickled, which goes by name and compares; and
        ``torch.jit.script`` still finds the source of the original.
        """
        original = function.__code__
        calls = FunctionType(original, function.__globals__, function.__name__, function.__defaults__)
        number = next(_numbers)
        standing_in[number] = wrapper(calls)
        names = ", ".join(original.co_varnames[: original.co_argcount])
        source = (
            f"def {function.__name__}({names}):\n"
            f"    return __import__({__name__!r}, fromlist=['_']).standing_in[{number}]({names})"
        )
        scope: dict[str, FunctionType] = {}
        exec(source, scope)
        self._done.append(Swapped(function, "__code__", original, number))
        if defaults is not None:
            self._done.append(Patched(function, "__defaults__", function.__defaults__))
            function.__defaults__ = defaults
        function.__code__ = scope[function.__name__].__code__.replace(
            co_filename=original.co_filename, co_firstlineno=original.co_firstlineno
        )

    def replace(self, owner: Any, name: str, value: object) -> None:
        """Set ``owner.name``."""
        self._done.append(Patched(owner, name, vars(owner).get(name, _INHERITED)))
        setattr(owner, name, value)

    @property
    def attributes(self) -> list[tuple[Any, str]]:
        """Return what is replaced at this moment, as pairs of owner and name."""
        return [(done.owner, done.name) for done in self._done if isinstance(done, Patched)]

    def undo(self) -> None:
        """Leave torch as it was."""
        while self._done:
            done = self._done.pop()
            if isinstance(done, Patched):
                done.undo()
            else:
                done.remove()
