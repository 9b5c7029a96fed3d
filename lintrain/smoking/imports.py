"""Do something as soon as a module has been imported, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

Then = Callable[[ModuleType], None]


class AfterImport:
    """A finder that finds nothing itself: it asks the others, and follows what they load."""

    def __init__(self, wanted: dict[str, Then]) -> None:
        self._wanted = wanted

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec that the other finders find, if the module is a wanted one."""
        if name not in self._wanted:
            return None
        then = self._wanted.pop(name)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self else None
            if spec is not None:
                _follow(spec, then)
                return spec
        self._wanted[name] = then  # it is not there yet
        return None


def _follow(spec: ModuleSpec, then: Then) -> None:
    """Call ``then`` once the loader has executed the module. The loader stays what it is."""
    loader = spec.loader
    if loader is None or not hasattr(loader, "exec_module"):
        return
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        del vars(loader)["exec_module"]
        execute(module)
        then(module)

    vars(loader)["exec_module"] = exec_module  # in front of the class's, on this instance alone


def after_import(wanted: dict[str, Then]) -> None:
    """Call each function when its module has been imported; at once if it already was."""
    later = dict(wanted)
    for name in wanted:
        if name in sys.modules:
            later.pop(name)(sys.modules[name])
    sys.meta_path.insert(0, AfterImport(later))
