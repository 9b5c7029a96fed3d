"""What every observer is: something that installs itself, and that is found by walking this package."""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import ModuleType
from typing import ClassVar

from lintrain import packs

from ._scene import Scene


class Observer(ABC):
    """Turns something that torch does into events.

    ``rules`` are the codes without which nobody needs it; an empty tuple means it is always there.
    """

    rules: ClassVar[tuple[str, ...]] = ()

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @abstractmethod
    def install(self) -> None:
        """Begin to observe: every change of torch goes through ``scene.patches``."""

    def finish(self) -> None:  # noqa: B027  # most observers have nothing to say at the end
        """The run is over: tell what can be told only now."""


def observers(scene: Scene) -> Iterator[Observer]:
    """Yield the observers that a run needs: those of the life cycle, then those named after a rule."""
    return (each(scene) for each in _found() if not each.rules or scene.wants(*each.rules))


@packs.remembered
def _found() -> tuple[type[Observer], ...]:
    """Return all observers. To walk the folders takes longer than to install what is found in them."""
    package = __package__ or "lintrain.runtime"
    found: list[type[Observer]] = []
    for folder in (f"{package}.observers", package):
        for info in pkgutil.iter_modules(importlib.import_module(folder).__path__):
            if info.name.startswith("_") or info.ispkg:
                continue
            module = importlib.import_module(f"{folder}.{info.name}")
            found += _of(module)
    found += [observer for module in packs.modules("observers") for observer in _of(module)]
    return tuple(found)


def _of(module: ModuleType) -> list[type[Observer]]:
    return [value for value in vars(module).values() if _is_observer(value, module.__name__)]


def _is_observer(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, Observer) and value.__module__ == module
