"""unregistered-modules, at run time: weights that learn nothing, in containers of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from torch import nn

from lintrain.architecture import Unregistered

from ._called import Called
from ._observer import Observer


class UnregisteredModules(Observer):
    """Looks at the attributes of a model's modules after sampled steps, until it has told of a model.

    A list around one module is how one is kept out of the model on purpose.
    """

    rules = ("LT706",)

    def install(self) -> None:
        """Begin to observe."""
        self._told: set[int] = set()
        self.scene.on_step.append(self._stepped)

    def _stepped(self, step: int) -> None:
        if not self.scene.samples.due(step):
            return
        for called in list(self.scene.called.values()):
            if called.trained is not None and called.key not in self._told:
                self._look(called)

    def _look(self, called: Called) -> None:
        held = frozenset[int]().union(*(owned.ids for owned in self.scene.owned.values()))
        root, at = called.module, called.forward
        if root is None or at is None:
            return
        for module, name, kind, layer in _strangers(root):
            if any(p.requires_grad and p.grad is not None and id(p) not in held for p in layer.parameters()):
                self._told.add(called.key)
                event = Unregistered(at, f"self.{name}", kind, type(module).__name__, type(layer).__name__)
                self.scene.judge.observe(event)
                return


def _strangers(root: nn.Module) -> Iterator[tuple[nn.Module, str, str, nn.Module]]:
    """Yield the modules in containers that are attributes: who holds them, under which name, in what."""
    own = {id(module) for module in root.modules()}
    for module in root.modules():
        for name, value in vars(module).items():
            kind = next((k.__name__ for k in (list, tuple, dict) if type(value) is k), "")
            if kind and len(value) > 1:
                yield from ((module, name, kind, each) for each in _items(value) if id(each) not in own)


def _items(value: object) -> Iterable[nn.Module]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return (each for each in found if isinstance(each, nn.Module))
