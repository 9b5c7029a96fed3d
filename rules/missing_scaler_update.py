"""missing-scaler-update: a scale that never moves, and a scaler that refuses to go on."""

from __future__ import annotations

from lintrain.events import Descaling
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class MissingScalerUpdate(StateRule[Gradients, Descaling]):
    """The scaler steps, and steps again without an update in between.

    What it does
    ------------
    Looks for `scaler.step(optimizer)` whose gradients are followed by those of the next batch, and
    by the next `scaler.step` or `scaler.unscale_` of the same optimizer, while nobody calls
    `scaler.update()`.

    Why is this bad?
    ----------------
    `update` halves the scale after an overflow and doubles it after 2000 steps without one; it also
    tells the scaler that the iteration is over. PyTorch raises at the second step: `RuntimeError:
    step() has already been called since the last update()`. Somebody who silences this with a new
    scaler for each batch keeps the scale of 65536 for good: every step whose gradients overflow
    with it is skipped, and if all do, nothing is ever trained.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
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
    The fix is safe. It inserts `scaler.update()` behind the last step of the block: one update
    serves all optimizers of the iteration. Without it the program could only raise. Nothing is
    changed where the step is not a line of its own.

    At run time
    -----------
    The scaler's `step`, `unscale_` and `update` are observed. It is told at the second step or
    `unscale_`, just before PyTorch raises. A scaler that is disabled does nothing, and is not seen.

    Exceptions
    ----------
    Silent for

    - one update behind the steps of several optimizers, as PyTorch asks for;
    - an update in a helper, in another method, or under the guard of the step;
    - a step that is made once, with nothing after it;
    - scalers that are handed to code which cannot be seen;
    - `GradScaler(enabled=False)`, and wrappers that update by themselves (timm's `NativeScaler`,
      Accelerate, Fabric, Lightning).

    References
    ----------
    - PyTorch, `torch.amp.GradScaler.update` ("should only be called at the end of the iteration,
      after scaler.step(optimizer) has been invoked for all optimizers used this iteration"),
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    - P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.2,
      https://arxiv.org/abs/1710.03740
    """

    code = "LT204"
    name = "missing-scaler-update"
    severity = Severity.ERROR
    screen = ((b"step",), (b"Scaler", b"scaler"))
    event = Descaling

    def concerns(self, before: Gradients, event: Descaling) -> bool:
        used = before.consumed is not None and before.consumed.scaler is not None
        return before.phase is Phase.PENDING and event.certain and used

    def violates(self, before: Gradients, event: Descaling) -> bool:
        return before.awaiting is not None and not before.doubtful

    def verdict(self, before: Gradients, event: Descaling) -> Verdict:
        step = before.awaiting
        assert step is not None  # violates() asked for it
        return Verdict(
            step.at,
            "the scaler is not updated before its next step, and raises there",
            f"Call `{step.scaler}.update()` once behind the steps of each iteration.",
            (Witness("next", event.at, "the next time it is asked" if event.at != step.at else ""),),
        )
