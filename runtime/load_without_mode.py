"""load-without-mode, at run time: who is called with restored weights, in the mode in which it was built."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch import nn

from lintrain.events import Forward, Place
from lintrain.protocol import ModelState, Training

from ._called import Called
from ._observer import Observer


class LoadWithoutMode(Observer):
    """The first call of each model that was restored; told at the end, if nothing was trained until then."""

    rules = ("LT605",)

    def install(self) -> None:
        """Begin to observe."""
        self._loaded: weakref.WeakKeyDictionary[nn.Module, Place] = weakref.WeakKeyDictionary()
        self._set: weakref.WeakSet[nn.Module] = weakref.WeakSet()
        self._first: dict[int, tuple[Called, ModelState, Forward]] = {}
        self._met: set[int] = set()
        self.scene.patches.wrap(nn.Module, "load_state_dict", self._loading)
        self.scene.patches.wrap(nn.Module, "train", self._setting)
        self.scene.on_enter.append(self._called)

    def _loading(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def load_state_dict(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            self._loaded[module] = self.scene.here()
            return original(module, *args, **kwargs)

        return load_state_dict

    def _setting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def train(module: nn.Module, mode: bool = True) -> Any:
            self._set.add(module)
            return original(module, mode)

        return train

    def _called(self, called: Called, at: Place) -> None:
        module = called.module
        if module is None or called.key in self._met or module not in self._loaded:
            return
        self._met.add(called.key)
        sensitive = called.layers(training=True)
        if module.training and sensitive and module not in self._set:
            state = ModelState(Training.TRAIN, loaded=self._loaded[module])
            event = Forward(at, called.name, sensitive=sensitive, infers=True)
            self._first[called.key] = called, state, event

    def finish(self) -> None:
        """Tell of them, if the program has trained nothing."""
        if self.scene.backwards:
            return
        for called, state, event in self._first.values():
            if called.set_by is None:
                self.scene.judge.recall(called.name, state, event)
