"""missing-no-grad, at run time: evaluations whose graphs nobody uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from lintrain.events import Forward, Place
from lintrain.runtime.observers.models import evaluates

from ._called import Called
from ._observer import Observer
from ._passes import Passes
from ._sites import user_frame


@dataclass(slots=True)
class _Output:
    """What a model gave last in an evaluation, and whether a gradient has come back to it."""

    at: Place
    wanted: bool = False


class MissingNoGrad(Observer):
    """A hook on the output tells whether a gradient comes back, by whatever way."""

    rules = ("LT603",)

    def install(self) -> None:
        """Begin to observe."""
        self._passes = Passes(self.scene)
        self._outputs: dict[int, _Output] = {}
        self.scene.on_call.append(self._called)

    def _called(self, called: Called, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        module, at = called.module, called.forward
        before = self._outputs.pop(called.key, None)
        if module is None or at is None or module.training or called.trained is None:
            return
        evaluation = self._evaluation()
        if evaluation is None or not isinstance(output, Tensor) or not output.requires_grad:
            return
        if before is not None and before.at == at and not before.wanted:
            event = Forward(at, called.name, True, evaluation, (), None, True)
            self.scene.judge.recall(called.name, self.scene.judge.model(called.key), event)
        self._outputs[called.key] = self._watched(output, at)

    def _watched(self, output: Tensor, at: Place) -> _Output:
        seen = _Output(at)

        def gradient(_: Tensor) -> None:
            seen.wanted = True

        output.register_hook(gradient)  # type: ignore[no-untyped-call]  # torch's own
        return seen

    def _evaluation(self) -> str | None:
        code = user_frame().f_code
        if evaluates(code):
            return f"{code.co_name}()"
        return next((name for name in reversed(self._passes.names) if name), None)
