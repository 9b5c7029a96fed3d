"""Units of ReLU layers that are zero for everything that was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from lintrain.events import Place
from lintrain.measurements import ZeroUnits

from ._graph import MOST_STEPS, kind
from ._observer import Observer
from ._sampling import is_plain

_CHANNELS_FIRST = ("Convolution", "BatchNorm", "GroupNorm", "InstanceNorm")


@dataclass(slots=True)
class _Layer:
    """One call of ReLU: the largest that each of its units ever was, on their device."""

    name: str
    peaks: Tensor
    steps: set[int] = field(default_factory=set)
    samples: int = 0


class DeadUnits(Observer):
    """``relu`` under ``torch.nn.functional``, through which the layer comes as well.

    A unit is a channel. Only in modules in training mode, with gradients, on sampled steps.
    """

    rules = ("LTR04",)

    def install(self) -> None:
        """Begin to observe."""
        self._layers: dict[tuple[int, Place], _Layer] = {}
        self.scene.patches.swap(nn.functional.relu, self._watching)

    def _watching(self, original: Callable[..., Tensor]) -> Callable[..., Tensor]:
        def relu(input: Tensor, inplace: bool = False) -> Tensor:
            channel = self._channel(input)
            output = original(input, inplace)
            if channel is not None:
                self._look(output, channel)
            return output

        return relu

    def _channel(self, given: Tensor) -> int | None:
        """Return the axis of the channels, where the output is to be looked at."""
        scene = self.scene
        if not scene.samples.due(scene.judge.step) or not torch.is_grad_enabled():
            return None
        modules = scene.local.modules
        if not modules or not modules[-1].training or not is_plain(given) or given.dim() < 2:
            return None
        if not given.numel():
            return None  # an empty batch has no largest entry
        return 1 if given.dim() > 3 or (given.dim() == 3 and _is_convolved(given)) else given.dim() - 1

    def _look(self, output: Tensor, channel: int) -> None:
        scene = self.scene
        peaks = output.detach().amax([axis for axis in range(output.dim()) if axis != channel])
        at, module = scene.here(), scene.local.modules[-1]
        layer = self._layers.get((id(module), at))
        if layer is None or layer.peaks.shape != peaks.shape:
            layer = self._layers[id(module), at] = _Layer(self._name(module), peaks)
        else:
            layer.peaks = torch.maximum(layer.peaks, peaks)
        layer.steps.add(scene.judge.step)
        layer.samples += len(output)
        self._ask(at, layer)

    def _ask(self, at: Place, layer: _Layer) -> None:
        step, batches, samples = self.scene.judge.step, len(layer.steps), layer.samples

        def receive(numbers: list[float]) -> None:
            event = ZeroUnits(at, layer.name, step, layer.name, numbers[0], batches=batches, samples=samples)
            self.scene.judge.observe(event)

        zero = layer.peaks <= 0  # NaN is not
        self.scene.samples.enqueue([zero.float().mean()], receive)

    def _name(self, module: nn.Module) -> str:
        root = self.scene.local.modules[0]
        return self.scene.model(root).modules.get(id(module)) or type(module).__name__


def _is_convolved(given: Tensor) -> bool:
    """Tell whether three axes are batch, channel, length: they come out of a convolution, or its norm."""
    node = given.grad_fn
    for _ in range(MOST_STEPS):
        if node is None:
            return False
        name = kind(node)
        if any(word in name for word in _CHANNELS_FIRST):
            return True
        if "mm" in name.lower() or "LayerNorm" in name:
            return False
        node = next((each for each, _ in node.next_functions if each is not None), None)
    return False
