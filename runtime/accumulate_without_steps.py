"""accumulate-without-steps, at run time: an accelerator that accumulates nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from lintrain.events import Place
from lintrain.structure import AccumulatesNothing

from ._names import numbers_in_sight
from ._observer import Observer
from ._owned import Owned

COUNTED = r"(?:steps?|iters?|iterations|batches|grad_batches|grad_steps|freq)"
OPTION = re.compile(rf"(?:\w+_)?accum(?:ulate|ulation)?(?:_{COUNTED})?", re.I)
"""What the length of a window is called."""


class AccumulateWithoutSteps(Observer):
    """``Accelerator.accumulate``, from the first step on, if Accelerate has been imported by then."""

    rules = ("LT309",)

    def install(self) -> None:
        """Begin to observe."""
        self._looked = False
        self.scene.on_commit.append(self._commit)

    def _commit(self, owned: Owned, at: Place) -> None:
        if not self._looked:
            self._looked = True
            accelerator = getattr(sys.modules.get("accelerate"), "Accelerator", None)
            if accelerator is not None:
                self.scene.patches.wrap(accelerator, "accumulate", self._accumulating)

    def _accumulating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def accumulate(accelerator: Any, *models: Any) -> Any:
            if accelerator.gradient_accumulation_steps == 1 and not getattr(
                accelerator.state, "deepspeed_plugin", None
            ):
                self._look()
            return original(accelerator, *models)

        return accumulate

    def _look(self) -> None:
        alone = all(owned.size < 2 and len(owned.passes) < 2 for owned in self.scene.owned.values())
        option = next((name for name, number in numbers_in_sight(OPTION).items() if number > 1), "")
        if alone and option:
            at = self.scene.here()
            event = AccumulatesNothing(at, "Accelerator", at, option)
            self.scene.judge.observe(event)
