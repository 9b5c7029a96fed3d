"""huge-clip-threshold: a clip that never acts."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.structure import Called, Given

CLIP = "torch.nn.utils.clip_grad_norm_"
HUGE = 1000.0


class HugeClipThreshold(StateRule[None, Called]):
    """Gradients are clipped at a norm that they never reach.

    What it does
    ------------
    Looks for `clip_grad_norm_` with a threshold of 1000 or more.

    Why is this bad?
    ----------------
    It reads as protection and is none.

    Example
    -------
    ```python
    import torch


    def limit(model):
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5000.0)
    ```

    Use instead
    -----------
    ```python
    import torch


    def limit(model):
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    ```

    Fix safety
    ----------
    The fix is unsafe: what a good threshold is depends on the model.

    At run time
    -----------
    The threshold is known also where the source does not show it.

    Exceptions
    ----------
    Silent for infinity, which only measures the norm.
    """

    code = "MY001"
    name = "huge-clip-threshold"
    severity = Severity.WARNING
    screen = ((b"clip_grad_norm_",),)
    event = Called

    def concerns(self, before: None, event: Called) -> bool:
        """Only clips by norm whose threshold is known say anything."""
        return event.name == CLIP and _threshold(event) is not None

    def violates(self, before: None, event: Called) -> bool:
        """Tell whether the threshold is out of reach."""
        given = _threshold(event)
        return (
            given is not None and isinstance(given.value, int | float) and HUGE <= given.value < float("inf")
        )

    def verdict(self, before: None, event: Called) -> Verdict:
        """Say so."""
        given = _threshold(event)
        assert given is not None  # concerns() asked for it
        message = f"no ordinary norm reaches a threshold of {given.text}: nothing is clipped"
        return Verdict(given.at, message, "Log the norms that `clip_grad_norm_` returns, and choose by them.")


def _threshold(event: Called) -> Given | None:
    return event.given(1, "max_norm")
