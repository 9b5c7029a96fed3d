"""What a loss was computed from, as numbers that are finite exactly if it is, in the order of causes."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from torch import Tensor, nn

from lintrain.events import Place
from lintrain.measurements import Birth

from ._called import Called
from ._sampling import freed, is_plain, largest, leaves, total
from ._scene import Scene

SMALL = 4096
"""Parameters of at most so many entries are looked at where all of them would take too long."""
CALLS = 8
"""So many calls of models before one backward are remembered."""
MODULES = 4096
"""So many modules inside of them."""


class Clue(NamedTuple):
    """A number, or a tensor to be added up, and what was born where if it is not finite.

    ``masked``: infinities below zero mean nothing here, they are how attention is masked.
    """

    born: Birth
    name: str
    at: Place
    number: Tensor
    masked: bool = False

    def tells(self, number: float) -> bool:
        """Tell whether it is not finite."""
        return not math.isfinite(number) and not (self.masked and number == -math.inf)


class _Call(NamedTuple):
    """One call of a model: what went in, as far as no other model made it, and what came out."""

    number: int
    called: Called
    at: Place
    given: list[Tensor]
    made: list[Tensor]


class _Inner(NamedTuple):
    """One call of a module inside of a model: what went in first, and what came out.

    ``number`` is that of the model's call, ``outer`` the module around this one, ``root`` the model. Names
    are looked up when they are asked for, which is hardly ever.
    """

    number: int
    at: Place
    module: nn.Module
    outer: nn.Module
    root: nn.Module
    given: Tensor | None
    made: list[Tensor]


class Clues:
    """Remembers what is computed between two backwards."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._number = 0
        self._calls: deque[_Call] = deque(maxlen=CALLS)
        self._losses: deque[tuple[str, Place, Tensor, Tensor]] = deque(maxlen=CALLS)
        self._modules: deque[_Inner] = deque(maxlen=MODULES)

    def clear(self) -> None:
        """Forget everything: the next backward begins anew."""
        self._number = 0
        for held in (self._calls, self._losses, self._modules):
            held.clear()

    # --- what is computed ---

    def call(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """A model was called."""
        if called.forward is not None:
            given = [tensor for tensor in leaves((args, kwargs)) if not tensor.requires_grad]
            made = [freed(tensor) for tensor in leaves(output)]
            self._calls.append(_Call(self._number, called, called.forward, given, made))
            self._number += 1

    def criterion(self, name: str, at: Place, target: Tensor, computed: Tensor) -> None:
        """A loss function was applied."""
        self._losses.append((name, at, freed(target), freed(computed)))

    def module(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        """A module inside of a model has returned; what is inside of it has returned before."""
        stack, given = self._scene.local.modules, next(leaves(args), None)
        outer = stack[-2] if len(stack) > 1 else module
        noted = None if given is None else _noted(given)
        made = [_noted(each) for each in leaves(output)]
        self._modules.append(_Inner(self._number, self._scene.here(), module, outer, stack[0], noted, made))

    def _name(self, module: nn.Module, root: nn.Module) -> str:
        called = self._scene.model(root)
        return called.modules.get(id(module)) or called.name or type(module).__name__

    # --- what it tells ---

    def before(self, loss: Tensor, at: Place, *, whole: bool) -> list[Clue]:
        """Return what comes before ``loss``, and the loss itself. ``whole``: with all parameters."""
        losses = list(self._losses)
        targets = [Clue(Birth.DATA, "target", at, total(t)) for _, at, t, _ in losses if is_plain(t)]
        made = [Clue(Birth.LOSS, name, at, total(value)) for name, at, _, value in losses if is_plain(value)]
        calls = [clue for call in self._calls for clue in self._of(call, whole)]
        # Behind the loss functions it may have been scaled, added to and averaged.
        return [*calls, *targets, *made, Clue(Birth.LOSS, "", at, total(loss))]

    def _of(self, call: _Call, whole: bool) -> list[Clue]:
        names = ["input"] if len(call.given) == 1 else [f"input {n}" for n in range(len(call.given))]
        data = zip(names, call.given, strict=True)
        return [
            *(Clue(Birth.DATA, name, call.at, total(each), masked=True) for name, each in data),
            *self._weights(call, whole),
            *(clue for inner in self._modules if inner.number == call.number for clue in self._inside(inner)),
            *(Clue(Birth.FORWARD, call.called.name, call.at, total(each)) for each in call.made),
        ]

    def _inside(self, inner: _Inner) -> Iterator[Clue]:
        if inner.given is not None:  # what lies between two modules was computed by the one around them
            around = self._name(inner.outer, inner.root)
            yield Clue(Birth.FORWARD, around, inner.at, total(inner.given), masked=True)
        name = self._name(inner.module, inner.root)
        yield from (Clue(Birth.FORWARD, name, inner.at, total(each)) for each in inner.made)

    def _weights(self, call: _Call, whole: bool) -> list[Clue]:
        module = call.called.module
        held = [
            (name, parameter)
            for name, parameter in (module.named_parameters() if module is not None else ())
            if is_plain(parameter) and (whole or parameter.numel() <= SMALL)
        ]
        given = [parameter for _, parameter in held]
        found = [total(parameter) for parameter in given] if whole else largest(given)
        return [Clue(Birth.WEIGHTS, name, call.at, norm) for (name, _), norm in zip(held, found, strict=True)]


def _noted(tensor: Tensor) -> Tensor:
    """Return what is kept of a tensor: on a CPU itself, to be added up if need be; elsewhere its sum."""
    return tensor.detach() if tensor.device.type == "cpu" else total(tensor)
