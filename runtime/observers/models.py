"""A model is called, and put into training or evaluation mode."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from lintrain.runtime._called import Called
from lintrain.runtime._observer import Observer
from lintrain.runtime._sites import user_frame
from torch import Tensor, nn
from torch.utils.data import DataLoader

from lintrain.events import Forward, Mode, Place
from lintrain.protocol import Training

EVALUATES = re.compile(r"(?:^|_)(?:eval|evaluate|evaluation|val|valid|validate|validation|test)(?:_|$)")
"""The name of a function that evaluates. Not ``predict`` or ``infer``: agents do that while they learn."""

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
        self._quiet: tuple[Called, Place] | None = None
        patches = self.scene.patches
        patches.replace(nn.Module, "__call__", self._calling(nn.Module.__call__))
        patches.wrap(nn.Module, "train", self._train)
        patches.wrap(DataLoader, "__iter__", self._iterating)
        self.scene.on_loss.append(self._judged_by_loss)

    # --- calls ---

    def _calling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        local, outermost = self.scene.local, self._outermost
        # What `original` does, if it is torch's own: one frame less for every layer of a model.
        direct = original is getattr(nn.Module, "_wrapped_call_impl", None)

        def __call__(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            stack = local.modules
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
        self._called(called)
        stack.append(module)
        try:
            output = original(module, *args, **kwargs)
        finally:
            stack.pop()
        if isinstance(output, Tensor):
            self.scene.outputs.append(weakref.ref(output))
        if torch.is_grad_enabled():
            for callback in self.scene.on_call:
                callback(called, args, kwargs, output)
        return output

    def _called(self, called: Called) -> None:
        scene, at = self.scene, self.scene.here()
        if torch.is_grad_enabled():
            scene.forwards += 1
            self._with_gradients(called, at)
        else:
            self._without_gradients(called, at)

    def _with_gradients(self, called: Called, at: Place) -> None:
        scene, module = self.scene, called.module
        assert module is not None  # it is being called
        called.forward = at
        # Single layers are frozen on purpose; a whole model that was evaluated just before is forgotten.
        called.frozen = called.layers(training=False) if called.evaluated and not module.training else ()
        parallel = called.parallel
        called.reduced = bool(parallel.require_backward_grad_sync) if parallel is not None else None
        if scene.loader is not None and module.training:
            called.loaders.add(scene.loader)
        self._tell(called, Forward(at, called.name), judged=False)

    # --- evaluation ---

    def _without_gradients(self, called: Called, at: Place) -> None:
        module = called.module
        assert module is not None  # it is being called
        called.quiet[at] = called.quiet.get(at, 0) + 1
        self._quiet = (called, at)
        if not module.training:
            called.evaluated = True
        self._tell_quiet(called, at, self._evaluation(called))

    def _evaluation(self, called: Called) -> str | None:
        """Return what shows that this forward pass evaluates, if anything does: a name, or nothing to say."""
        if called.trained is None:
            return None
        frame = user_frame()
        if EVALUATES.search(frame.f_code.co_name):
            return f"{frame.f_code.co_name}()"
        loader = self.scene.loader
        if loader is not None and called.loaders and loader not in called.loaders:
            return ""
        return None

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
        event = Forward(at, called.name, False, evaluation, sensitive)
        module = called.module
        # Layers in training mode inside a model that is not were put there on purpose.
        certain = evaluation is not None and module is not None and module.training
        self._tell(called, event, judged=certain)

    def _tell(self, called: Called, event: Forward, *, judged: bool) -> None:
        state = self.scene.judge.model(called.key)
        module = called.module
        training = module is not None and module.training
        mode = Training.TRAIN if training or event.sensitive else Training.EVAL
        state = replace(state, mode=mode, set_by=called.set_by)
        self.scene.judge.happens(called.key, called.name, state, event, judged=judged)

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
            self.scene.loader = id(loader)
            return original(loader)

        return __iter__
