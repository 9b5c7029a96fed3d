"""A loss function is applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from lintrain.events import Cut, Differentiated, LossComputed, Place, Squashed
from lintrain.runtime._graph import Node, Origin, first_nodes, kind, origin
from lintrain.runtime._names import name_of
from lintrain.runtime._observer import Observer

FUNCTIONS = {
    "cross_entropy_loss": "cross_entropy",
    "nll_loss_nd": "nll_loss",
    "binary_cross_entropy": "binary_cross_entropy",
    "mse_loss": "mse_loss",
    "l1_loss": "l1_loss",
    "smooth_l1_loss": "smooth_l1_loss",
    "huber_loss": "huber_loss",
}
"""What ``torch.nn.functional`` looks up in ``torch._C._nn`` when it is called, and the criterion's name."""

DIRECTED = frozenset(
    {"cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"}
)
"""Losses in which input and target play different roles."""
LOGARITHMS = frozenset({"Logsumexp", "Log"})
"""What makes a cross entropy of the negative score of the target, if it is added."""
PAIRWISE = frozenset({"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})


class Losses(Observer):
    """The functions under ``torch.nn.functional``: modules and early imports come through them, too."""

    def install(self) -> None:
        """Begin to observe."""
        self._held: list[LossComputed] = []
        self._hard: list[tuple[Cut, Node]] = []
        self.scene.on_backward.append(self._backward)
        patches = self.scene.patches
        for name, criterion in FUNCTIONS.items():
            patches.wrap_builtin(torch._C._nn, name, self._watching(criterion))
        patches.wrap_builtin(
            torch, "binary_cross_entropy_with_logits", self._watching("binary_cross_entropy_with_logits")
        )

    def _watching(self, criterion: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
            def loss(input: Tensor, target: Tensor, *args: Any, **kwargs: Any) -> Any:
                if torch._C._get_tracing_state() is not None:  # it would write down our questions
                    return original(input, target, *args, **kwargs)
                origins = origin(input)
                at = self._computed(criterion, input, target, origins)
                computed = original(input, target, *args, **kwargs)
                self._remember(at, origins, computed)
                for told in self.scene.on_criterion:
                    told(at, criterion, target, computed)
                return computed

            return loss

        return wrapper

    def _computed(self, criterion: str, given: Tensor, target: Tensor, origins: Origin) -> Place:
        at = self.scene.here()
        for callback in self.scene.on_loss:
            callback(at)
        shapes = _pairs(given, target) if criterion in PAIRWISE else None
        squash = origins.squash
        squashed = Squashed(squash, at, self._is_output(given)) if squash is not None else None
        swapped = criterion in DIRECTED and self._is_swapped(given, target)
        event = self.scene.known.event(
            LossComputed,
            at,
            criterion,
            criterion,
            squashed,
            origins.linear,
            shapes,
            swapped=swapped,
            blind=given.grad_fn is None,
        )
        if criterion == "nll_loss" and event.scores:
            self._held.append(event)  # what it needs may be added to it
        else:
            self.scene.judge.observe(event)
        return at

    def _is_swapped(self, given: Tensor, target: Tensor) -> bool:
        """Tell whether the target is what a model made, and the input is not."""
        return target.requires_grad and not given.requires_grad and self._is_output(target)

    def _remember(self, at: Place, origins: Origin, computed: Any) -> None:
        """Keep a loss of what has no useful derivative until it is known what becomes of it."""
        how = origins.step
        if how is not None and isinstance(computed, Tensor) and computed.grad_fn is not None:
            self._hard.append((Cut(how, at, hard=True), computed.grad_fn))

    def _backward(self, loss: Tensor, at: Place) -> None:
        """Judge what had to wait for the backward."""
        if not self._held and not self._hard:
            return
        nodes = list(first_nodes(loss))
        logarithms = any(kind(node) in LOGARITHMS for node in nodes)
        for event in self._held:
            if not logarithms:
                self.scene.judge.observe(event)
        for cut, computed in self._hard:
            if any(node is computed for node in nodes):
                self.scene.judge.observe(Differentiated(at, name_of(loss, "loss"), lost=cut))
        self._held.clear()
        self._hard.clear()

    def _is_output(self, given: Tensor) -> bool:
        return any(given is output() for output in self.scene.outputs)


def _pairs(given: Tensor, target: Tensor) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the shapes before expansion, where input and target were expanded along different axes."""
    if given.shape != target.shape:
        return None
    first, second = _shape(given), _shape(target)
    pairs = list(zip(first, second, strict=True))
    if any(a < b for a, b in pairs) and any(a > b for a, b in pairs):
        shapes = _trimmed(first), _trimmed(second)
        return shapes if _are_one(*shapes) else None
    return None


def _are_one(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Tell whether there are as many predictions as targets, so that an axis is all that is too much."""
    plain = [tuple(size for size in shape if size != 1) for shape in (first, second)]
    return len(first) != len(second) and plain[0] == plain[1]


def _shape(tensor: Tensor) -> tuple[int, ...]:
    """Return the shape that a tensor had before it was expanded: an expanded axis has stride 0."""
    axes = zip(tensor.shape, tensor.stride(), strict=True)
    return tuple(1 if step == 0 else size for size, step in axes)


def _trimmed(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out the axes that expanding has put in front."""
    first = next((index for index, size in enumerate(shape) if size != 1), len(shape))
    return shape[first:]
