"""unscale-in-accumulation: true gradients, and scaled ones on top."""

from __future__ import annotations

from lintrain.events import Backward
from lintrain.findings import Severity
from lintrain.protocol import Gradients, Phase
from lintrain.rule import StateRule, Verdict, Witness


class UnscaleInAccumulation(StateRule[Gradients, Backward]):
    """Gradients are unscaled in the middle of an accumulation, and the next backward adds scaled ones.

    What it does
    ------------
    Looks for a backward of a scaled loss onto gradients that `scaler.unscale_(optimizer)` has
    returned to their true size, with no step or clear in between.

    Why is this bad?
    ----------------
    `unscale_` divides what is there at that moment. The next micro-batch adds gradients that are
    multiplied by the scale, 65536 at first: the sum is then nothing but the later micro-batches.
    `scaler.step` remembers that this optimizer was unscaled and does not do it again, so that the
    step is made with gradients far too large; nor is the overflow of the later ones noticed. A
    second `unscale_` before the step raises; one that is guarded wrongly does not.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    noisy = [(x + 0.1 * torch.randn(32, 20), y) for x, y in zip(inputs.split(32), targets.split(32))]
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for (x, y), (u, v) in zip(zip(inputs.split(32), targets.split(32)), noisy):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        with torch.autocast("cpu", dtype=torch.float16):
            penalty = 0.1 * criterion(model(u), v)
        scaler.scale(penalty).backward()
        scaler.step(optimizer)
        scaler.update()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(256, 20), torch.randint(0, 5, (256,))
    noisy = [(x + 0.1 * torch.randn(32, 20), y) for x, y in zip(inputs.split(32), targets.split(32))]
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cpu", init_scale=32.0)

    for (x, y), (u, v) in zip(zip(inputs.split(32), targets.split(32)), noisy):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        with torch.autocast("cpu", dtype=torch.float16):
            penalty = 0.1 * criterion(model(u), v)
        scaler.scale(penalty).backward()
        scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
    ```

    Fix safety
    ----------
    The fix is safe. It moves `unscale_` under the guard of the step, or behind the last of several
    backwards, in front of the clips there; a clip that stands in between goes with it. Nothing is
    changed where the scaler's step does not follow in the same block or under a guard in it, or
    where something in between depends on what is moved.

    At run time
    -----------
    The scaler's `unscale_` and the scale in each loss's graph are observed. The predicate holds at
    a backward of a scaled loss that adds to gradients which were unscaled since the last step.

    Exceptions
    ----------
    In the source, where an option or a guard decides whether there is an `unscale_`, it has to be
    met on every way from one backward to the next. Silent when the gradients were cleared in
    between, when the loss that follows is not scaled, when the scaler is disabled, and for several
    optimizers that are each unscaled once, behind all of their backwards.

    References
    ----------
    - PyTorch, `torch.amp.GradScaler.unscale_` ("only after all gradients for that optimizer's
      assigned parameters have been accumulated"),
      https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    - PyTorch, "Automatic Mixed Precision examples", section "Gradient accumulation",
      https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation
    """

    code = "LT210"
    name = "unscale-in-accumulation"
    severity = Severity.ERROR
    also_in = ("accumulation",)
    screen = ((b"unscale_",), (b"scale",), (b"backward",))
    event = Backward

    def concerns(self, before: Gradients, event: Backward) -> bool:
        return before.phase is Phase.PENDING and before.scaled is not None

    def violates(self, before: Gradients, event: Backward) -> bool:
        added = event.loss.scaled_at is not None and before.unscaled
        return added and before.divided is not None and not before.doubtful

    def verdict(self, before: Gradients, event: Backward) -> Verdict:
        unscale, scaler = before.divided, event.loss.scaler or "scaler"
        assert unscale is not None  # violates() asked for it
        return Verdict(
            unscale,
            "gradients are unscaled before all backwards have added to them",
            f"Call `{scaler}.unscale_` once, behind the last backward before the step.",
            (Witness("backward", event.at, "this backward adds scaled gradients to them", event.text),),
        )
