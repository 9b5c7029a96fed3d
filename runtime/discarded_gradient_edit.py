"""discarded-gradient-edit, at run time: a gradient goes through an operation, and nobody takes the result."""

from __future__ import annotations

import dis
import itertools
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

import torch
from torch import Tensor

from lintrain.events import Backward
from lintrain.leftovers import IN_PLACE, DiscardedEdit

from ._fates import Fates
from ._names import name_of
from ._observer import Observer
from ._sites import is_user, user_frames

FUNCTIONS = frozenset(("clamp", "clip", "nan_to_num"))
"""Of ``torch`` itself; all others are methods."""
OPERATORS = {"__mul__": "*", "__truediv__": "/"}
BINARY = {
    "*": "__mul__",
    "/": "__truediv__",
    "BINARY_MULTIPLY": "__mul__",
    "BINARY_TRUE_DIVIDE": "__truediv__",
}
"""How instructions call them; the latter two are those of Python 3.10."""


class DiscardedGradientEdit(Observer):
    """Only what the user's code can call such a way is watched: after the first backward all functions that
    speak of ``grad`` are looked through, and there are few of them.
    """

    rules = ("LT113",)

    def install(self) -> None:
        """Begin to observe."""
        self._fates = Fates()
        self._looked = False
        self.scene.on_produced.append(self._produced)

    def _produced(self, event: Backward) -> None:
        if self._looked:
            return
        self._looked = True
        for name in sorted({name for code in _codes() for name in _spoken(code)}):
            operator = OPERATORS.get(name, name)
            self.scene.patches.wrap(Tensor, name, self._watching(operator))
            if name in FUNCTIONS:
                self.scene.patches.wrap_builtin(torch, name, self._watching(f"torch.{name}"))

    def _watching(self, operation: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
            def edit(*args: Any, **kwargs: Any) -> Any:
                result = original(*args, **kwargs)
                frame = sys._getframe(1)
                if "out" not in kwargs and self._fates.unread(frame) == "":
                    self._discarded(frame, operation, args)
                return result

            return edit

        return wrapper

    def _discarded(self, frame: FrameType, operation: str, args: tuple[Any, ...]) -> None:
        given = args[0] if args else None
        if not isinstance(given, Tensor) or not is_user(frame.f_code.co_filename):
            return
        parameter = self._owner(given)
        if parameter is not None:
            plain = operation.rpartition(".")[2]
            instead = f"{operation}=" if plain in OPERATORS.values() else f"{plain}_"
            name = f"{name_of(parameter, 'p')}.grad"
            at = self.scene.sites.place(frame)
            self.scene.judge.observe(self.scene.known.event(DiscardedEdit, at, name, operation, instead))

    def _owner(self, given: Tensor) -> Tensor | None:
        """Return the parameter whose gradient this is, or the data of that."""
        for owned in self.scene.owned.values():
            for parameter in owned.parameters:
                gradient = parameter.grad
                if gradient is not None and (gradient is given or _are_same(gradient, given)):
                    return parameter
        return None


def _are_same(gradient: Tensor, given: Tensor) -> bool:
    same = gradient.data_ptr() == given.data_ptr() != 0
    return same and gradient.shape == given.shape and not given.requires_grad


def _codes() -> Iterator[CodeType]:
    """Yield the user's code: of what runs at this moment, and of the modules that were imported."""
    for frame in user_frames():
        yield from _inside(frame.f_code)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_user(file):
            for function in _functions(vars(module)):
                yield from _inside(function.__code__)


def _functions(held: dict[str, Any]) -> Iterator[FunctionType]:
    for value in list(held.values()):
        if isinstance(value, FunctionType):
            yield value
        elif issubclass(type(value), type):  # by type: some objects answer with a warning when asked
            yield from (each for each in list(vars(value).values()) if isinstance(each, FunctionType))


def _inside(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _inside(constant)


def _spoken(code: CodeType) -> Iterator[str]:
    """Yield the operations that a function may do to a gradient in vain."""
    if "grad" not in code.co_names:
        return
    yield from IN_PLACE.intersection(code.co_names)
    yield from _dropped_operators(code)


def _dropped_operators(code: CodeType) -> Iterator[str]:
    instructions = list(dis.get_instructions(code))
    for one, following in itertools.pairwise(instructions):
        spelled = one.argrepr if one.opname == "BINARY_OP" else one.opname
        if following.opname == "POP_TOP" and spelled in BINARY:
            yield BINARY[spelled]
