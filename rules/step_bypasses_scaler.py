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
    scaler = torch.amp.GradScaler("cpu")

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
    scaler = torch.amp.GradScaler("cpu")

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
    The fix is safe. It writes `scaler.step(optimizer)`, with the names of the backward and of the
    step, and `scaler.update()` behind the last step of the block where the function has none. The
    scaler then skips steps whose gradients are not finite, which it is for. A learning rate that was
    tuned on scaled gradients has to be tuned again. Nothing is changed where the step takes a
    closure, or where the loss was scaled in another function.

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
    - a scaler with a scale of somebody's own choice (`GradScaler(init_scale=2.0**10)`) that is never
      asked to step or to update: a constant factor, which Adam divides out again (in the source
      only);
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
    screen = ((b"scale",), (b"step",), (b"Scaler", b"scaler"))
    event = Step

    def concerns(self, before: Gradients, event: Step) -> bool:
        return before.phase is Phase.PENDING

    def violates(self, before: Gradients, event: Step) -> bool:
        trusted = before.unscaled or before.edited or before.doubtful
        return event.scaler is None and before.scaled is not None and not trusted

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
