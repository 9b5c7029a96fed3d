"""step-bypasses-scaler: steps 65536 times too long."""

from __future__ import annotations

from lintrain.events import Step
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class StepBypassesScaler(StateRule[Gradients, Step]):
    """The loss was scaled, and the optimizer steps without the scaler that would undo it.

    What it does
    ------------
    Looks for `optimizer.step()` on gradients of a loss that went through `scaler.scale(...)`, where
    neither `scaler.unscale_(optimizer)` nor a division by hand has returned them to their true
    size. `scaler.step(optimizer)` does that by itself.

    Why is this bad?
    ----------------
    A `GradScaler` starts with a scale of 65536. A plain SGD step on gradients that are so many
    times too large throws the weights away at once. Adam divides a constant factor out again, and
    seems to work; but its `eps` is now 65536 times too small, nothing skips the steps in which a
    half-precision gradient overflowed to infinity, and one of those fills the moments with NaN for
    good. Weight decay inside the gradient all but disappears.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    ```

    Fix safety
    ----------
    There is no fix. Replace `optimizer.step()` by `scaler.step(optimizer)`, and call
    `scaler.update()` once behind it.

    At run time
    -----------
    The scale is recognised in the loss's own graph, by the scaler's tensor, and the scaler's `step`
    and `unscale_` are observed. The predicate holds at a step that no scaler performs, on gradients
    of a scaled loss that nothing has unscaled or edited. Silent when the scaler is disabled or its
    scale is 1, as on a machine without the device that it was built for.

    Exceptions
    ----------
    Silent for

    - `scaler.unscale_(optimizer)` followed by `optimizer.step()`: the size is right, only the check
      for overflow is missed;
    - `if scaler is not None: scaler.step(optimizer)` with `optimizer.step()` on the other branch;
    - gradients divided by hand;
    - a second optimizer that has nothing to do with the scaled loss;
    - fused optimizers to which the scaler hands its scale.

    References
    ----------
    - PyTorch, "Automatic Mixed Precision examples",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html
    - PyTorch, `torch.amp.GradScaler`,
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    - P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.2,
      https://arxiv.org/abs/1710.03740
    """

    code = "LT203"
    name = "step-bypasses-scaler"
    severity = Severity.ERROR
    static = False
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING and before.scaled is not None

    def violates(self, before: Gradients, event: Step) -> bool:
        return event.scaler is None and not (before.unscaled or before.edited)

    def verdict(self, before: Gradients, event: Step) -> Verdict:
        scaled = before.scaled
        assert scaled is not None  # concerns() asked for it
        return Verdict(
            event.at,
            "the optimizer steps on gradients that are still multiplied by the loss scale",
            f"Step with `{scaled.scaler}.step({event.text})`, which unscales them first.",
            (
                Witness(
                    "backward", scaled.at, f"`{scaled.scaler}.scale` multiplies the gradients", scaled.scaler
                ),
            ),
        )
