"""What a loss was computed from, as numbers that are finite exactly if it is, in the order of causes."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor, nn

from lintrain.events import Place
from lintrain.measurements import Birth

from ._called import Called
from ._sampling import is_plain, largest, leaves, total
from ._scene import Scene

SMALL = 4096
"""Parameters of at most so many entries are looked at where all of them would take too long."""
CALLS = 8
"""So many calls of models before one backward are remembered."""
MODULES = 4096
"""So many modules inside of them."""


@dataclass(frozen=True, slots=True)
class Clue:
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


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a model: what went in, as far as no other model made it, and what came out."""

    number: int
    called: Called
    at: Place
    given: list[Tensor]
    made: list[Tensor]


class Clues:
    """Remembers what is computed between two backwards."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._number = 0
        self._calls: deque[_Call] = deque(maxlen=CALLS)
        self._losses: deque[tuple[str, Place, Tensor, Tensor]] = deque(maxlen=CALLS)
        self._modules: deque[tuple[int, Clue]] = deque(maxlen=MODULES)

    def clear(self) -> None:
        """Forget everything: the next backward begins anew."""
        self._number = 0
        self._calls.clear()
        self._losses.clear()
        self._modules.clear()

    # --- what is computed ---

    def call(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        """A model was called."""
        if called.forward is not None:
            given = [tensor.detach() for tensor in leaves([args, kwargs]) if not tensor.requires_grad]
            made = [tensor.detach() for tensor in leaves(output)]
            self._calls.append(_Call(self._number, called, called.forward, given, made))
            self._number += 1

    def criterion(self, name: str, at: Place, target: Tensor, computed: Tensor) -> None:
        """A loss function was applied."""
        self._losses.append((name, at, target.detach(), computed.detach()))

    def module(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        """A module inside of a model has returned; what is inside of it has returned before."""
        at, found = self._scene.here(), []
        given = next(leaves(args), None)
        if given is not None:  # what lies between two modules was computed by the one around them
            found.append(Clue(Birth.FORWARD, self._around(module), at, _noted(given), masked=True))
        found += [Clue(Birth.FORWARD, self._name(module), at, _noted(each)) for each in leaves(output)]
        self._modules += [(self._number, clue) for clue in found]

    def _name(self, module: nn.Module) -> str:
        root = self._scene.model(self._scene.local.modules[0])
        return root.modules.get(id(module)) or root.name or type(module).__name__

    def _around(self, module: nn.Module) -> str:
        stack = self._scene.local.modules
        return self._name(stack[-2] if len(stack) > 1 else module)

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
            *(
                replace(clue, number=total(clue.number))
                for number, clue in self._modules
                if number == call.number
            ),
            *(Clue(Birth.FORWARD, call.called.name, call.at, total(each)) for each in call.made),
        ]

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
