"""A model is called, and put into training or evaluation mode."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from threading import get_ident
from types import CodeType
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from lintrain.events import Forward, Mode, Place
from lintrain.protocol import ModelState, Training
from lintrain.runtime._called import Called
from lintrain.runtime._names import name_of
from lintrain.runtime._observer import Observer
from lintrain.runtime._sites import is_discarded, user_frame

EVALUATES = re.compile(r"(?:^|_)(?:eval|evaluate|evaluation|val|valid|validate|validation|test)(?:_|$)")
"""What evaluates, or is evaluated, by its name. Not ``predict`` or ``infer``: agents do that to learn."""

TRAINS = re.compile(r"train|fit|learn")
"""A function of such a name does both."""

ENOUGH = 2
"""So many forward passes without gradients in a row, with a loss each, are an evaluation."""


class Models(Observer):
    """``Module.__call__`` for the outermost module alone, ``Module.train``, and the data loader in use.

    A wrapper of ``__call__`` costs a fraction of what global forward hooks do, which send every module of
    the model along the slow path.
    """

    def install(self) -> None:
        """Begin to observe."""
        self._training = 0
        self._loader, self._kept = "", False
        self._trained = False
        self._batch: weakref.ref[Tensor] | None = None
        self._iterator: weakref.ref[Any] | None = None
        self._given: dict[Place, str] = {}
        self._late: dict[tuple[int, Place], tuple[str, ModelState, Forward]] = {}
        self._quiet: tuple[Called, Place] | None = None
        patches = self.scene.patches
        patches.replace(nn.Module, "__call__", self._calling(nn.Module.__call__))
        patches.wrap(nn.Module, "train", self._train)
        patches.wrap(DataLoader, "__iter__", self._iterating)
        self.scene.on_loss.append(self._judged_by_loss)

    # --- calls ---

    def _calling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        local, outermost = self.scene.local, self._outermost
        main, mine = get_ident(), local.modules  # an attribute of a thread costs more than a number
        # What `original` does, if it is torch's own: one frame less for every layer of a model.
        direct = original is getattr(nn.Module, "_wrapped_call_impl", None)

        def __call__(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            stack = mine if get_ident() == main else local.modules
            if not stack:
                return outermost(original, module, args, kwargs)
            stack.append(module)
            try:
                if direct and module._compiled_call_impl is None:
                    return module._call_impl(*args, **kwargs)  # type: ignore[no-untyped-call]  # torch's own
                return original(module, *args, **kwargs)
            finally:
                stack.pop()

        return __call__

    def _outermost(
        self, original: Callable[..., Any], module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        stack = self.scene.local.modules
        called = self.scene.model(module)
        # A loss or a metric is no model: that learns something. Checkpoints call modules again in backward.
        if not called.ids or torch._C._current_graph_task_id() != -1:
            return original(module, *args, **kwargs)
        self._called(called, args, kwargs)
        stack.append(module)
        try:
            output = original(module, *args, **kwargs)
        finally:
            stack.pop()
        self.scene.between.made(output)
        if isinstance(output, Tensor):
            self.scene.outputs.append(weakref.ref(output))
        if torch.is_grad_enabled():
            for callback in self.scene.on_call:
                callback(called, args, kwargs, output)
        return output

    def _called(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        scene, at = self.scene, self.scene.here()
        for callback in scene.on_enter:
            callback(called, at)
        if torch.is_grad_enabled():
            scene.forwards += 1
            again = any(owned.passes for owned in scene.owned.values())
            scene.between.call(called.key, at, args, kwargs, again=again)
            self._with_gradients(called, at)
            given = args[0] if args else None
            self._batch = weakref.ref(given) if isinstance(given, Tensor) else None
        else:
            self._without_gradients(called, at, args)

    def _with_gradients(self, called: Called, at: Place) -> None:
        module = called.module
        assert module is not None  # it is being called
        called.forward = at
        # Single layers are frozen on purpose; a whole model that was evaluated just before is forgotten.
        called.frozen = called.layers(training=False) if called.evaluated and not module.training else ()
        parallel = called.parallel
        called.reduced = bool(parallel.require_backward_grad_sync) if parallel is not None else None
        if module.training:
            self._late.clear()
            self._trained = True
        self._tell(called, self.scene.known.event(Forward, at, called.name), judged=False)

    # --- evaluation ---

    def _without_gradients(self, called: Called, at: Place, args: tuple[Any, ...]) -> None:
        module = called.module
        assert module is not None  # it is being called
        called.quiet[at] = called.quiet.get(at, 0) + 1
        again = bool(args) and self._batch is not None and args[0] is self._batch()
        self._quiet = None if again else (called, at)
        if not module.training:
            called.evaluated = True
        self._tell_quiet(called, at, self._evaluation(called, at, args))

    def _evaluation(self, called: Called, at: Place, args: tuple[Any, ...]) -> str | None:
        """Return the name that shows that this forward pass evaluates, if one does."""
        if called.trained is None:
            return None
        code = user_frame().f_code
        if evaluates(code):
            return f"{code.co_name}()"
        if at not in self._given:
            self._given[at] = name_of(args[0]) if args else ""
        names = (self._given[at], self._loader)
        return next((name for name in names if EVALUATES.search(name)), None)

    def _judged_by_loss(self, at: Place) -> None:
        """A loss without gradients, time and again, on what the same model gives: that is an evaluation."""
        if torch.is_grad_enabled() or self._quiet is None:
            return
        called, forward = self._quiet
        same = self.scene.sites[forward].code is self.scene.sites[at].code
        if same and called.trained is not None and called.quiet.get(forward, 0) >= ENOUGH:
            function = self.scene.sites[at].code.co_name
            self._tell_quiet(called, forward, "" if function == "<module>" else f"{function}()")

    def _tell_quiet(self, called: Called, at: Place, evaluation: str | None) -> None:
        sensitive = called.layers(training=True)
        event = self.scene.known.event(Forward, at, called.name, False, evaluation, sensitive)
        module = called.module
        # Layers in training mode inside a model that is not were put there on purpose.
        meant = module is None or not module.training
        state = self._tell(called, event, judged=evaluation is not None and not meant)
        passing = bool(self._loader) and not self._kept and not self._trained
        passing = passing and not is_discarded(user_frame())
        if evaluation is None and called.trained is not None and passing and not meant:
            self._late[called.key, at] = (called.name, state, replace(event, evaluation=""))

    def _tell_late(self) -> None:
        """A pass over some data has come to its end, and nothing was trained in it: it was an evaluation."""
        for name, state, event in self._late.values():
            self.scene.judge.recall(name, state, event)
        self._late.clear()

    def _tell(self, called: Called, event: Forward, *, judged: bool) -> ModelState:
        state = self.scene.judge.model(called.key)
        module = called.module
        training = module is not None and module.training
        mode = Training.TRAIN if training or event.sensitive else Training.EVAL
        if state.mode is not mode or state.set_by is not called.set_by:
            state = replace(state, mode=mode, set_by=called.set_by)
        self.scene.judge.happens(called.key, called.name, state, event, judged=judged)
        return state

    # --- modes and loaders ---

    def _train(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def train(module: nn.Module, mode: bool = True) -> Any:
            self._training += 1
            try:
                result = original(module, mode)
            finally:
                self._training -= 1
            if self._training == 0:
                self._set(module, mode)
            return result

        return train

    def _set(self, module: nn.Module, mode: bool) -> None:
        """Note who has set the mode. Training mode is deliberate where nothing is trained: see ``Mode``."""
        deliberate = mode and not torch.is_grad_enabled()
        event = Mode(self.scene.here(), "", mode, deliberate)
        inside = {id(each) for each in module.modules()}
        for called in list(self.scene.called.values()):
            root = called.module
            if root is not None and (id(root) in inside or any(m is module for m in root.modules())):
                called.set_by = replace(event, text=called.name)

    def _iterating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __iter__(loader: DataLoader[Any]) -> Any:
            iterator = original(loader)
            self._begun(loader, iterator)
            return iterator

        return __iter__

    def _begun(self, loader: DataLoader[Any], iterator: Any) -> None:
        """A pass over some data begins. It is over when nobody holds its iterator any more."""
        self._tell_late()
        self._trained = False
        self._loader = name_of(loader, "loader")
        self._kept = loader.persistent_workers
        self._iterator = weakref.ref(iterator, self._ended)

    def _ended(self, iterator: weakref.ref[Any]) -> None:
        if iterator is self._iterator:
            self._tell_late()
            self._loader = ""

    def finish(self) -> None:
        """Tell of the last pass over some data."""
        self._tell_late()


def evaluates(code: CodeType) -> bool:
    """Tell whether a function evaluates, by its name. A test of a program may do anything."""
    name, file = code.co_name, os.path.basename(code.co_filename)
    is_test = name.startswith("test") and (file.startswith("test_") or file.endswith("_test.py"))
    return bool(EVALUATES.search(name)) and not TRAINS.search(name) and not is_test
